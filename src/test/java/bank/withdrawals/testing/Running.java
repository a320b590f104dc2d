package bank.withdrawals.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A process that runs a command; closing kills it. */
public final class Running implements AutoCloseable {

  private static final long POLL_MILLIS = 20;

  private final String command;
  private final Process process;
  private final Path out;
  private final Path err;

  Running(String command, Process process, Path out, Path err) {
    this.command = command;
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /**
   * Starts a command.
   *
   * @param variables its whole environment
   * @param input what is on its standard input
   */
  public static Running start(List<String> command, Map<String, String> variables, String input) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(variables);
    try {
      Path streams = Files.createTempDirectory("streams");
      Path in = Files.writeString(streams.resolve("in"), input, StandardCharsets.UTF_8);
      Path out = streams.resolve("out");
      Path err = streams.resolve("err");
      builder.redirectInput(in.toFile()).redirectOutput(out.toFile()).redirectError(err.toFile());
      return new Running(String.join(" ", command), builder.start(), out, err);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The process id of the JVM, because run.sh becomes the JVM. */
  public long pid() {
    return process.pid();
  }

  /** Waits until standard output has this text. */
  public Running awaitOutput(String text) {
    return await("the output " + text, () -> text(out).contains(text));
  }

  /** What is on standard error by now. */
  public String err() {
    return text(err);
  }

  /** Waits until a condition is true; fails if the command ends before. */
  public Running await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + Tool.PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (hasEnded(POLL_MILLIS)) {
        throw new AssertionError("Ended before " + what + ": " + ended());
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError("No sign of " + what + ": " + command + "\n" + text(err));
      }
    }
    return this;
  }

  /** Sends a signal, such as {@code TERM} or {@code KILL}. */
  public Running signal(String name) {
    try {
      Process kill =
          new ProcessBuilder("kill", "-" + name, Long.toString(pid())).inheritIO().start();
      assertThat(kill.waitFor()).as("exit code of kill").isZero();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
    return this;
  }

  /** Whether the process has ended; waits a moment for it. */
  public boolean hasEnded() {
    return hasEnded(POLL_MILLIS);
  }

  /** Waits for the end. */
  public Ended end() {
    if (!hasEnded(Tool.PATIENCE.toMillis())) {
      throw new AssertionError("Does not end: " + command + "\n" + text(err));
    }
    return ended();
  }

  private boolean hasEnded(long millis) {
    try {
      return process.waitFor(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private Ended ended() {
    return new Ended(command, process.exitValue(), text(out), text(err));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    hasEnded(Tool.PATIENCE.toMillis());
  }
}
