package bank.withdrawals.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The program as it is shipped: {@code ./run.sh} in a process of its own, over a home directory of
 * the caller's. Knows nothing of the classes inside.
 */
public final class Tool {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long POLL_MILLIS = 20;
  private static final JsonMapper JSON = new JsonMapper();

  /** Settings of whoever runs the tests must not reach the program. */
  private static final List<String> NOT_INHERITED =
      List.of("SPRING_", "WITHDRAWALS_", "KAFKA_", "LOGGING_", "JAVA_", "JDK_JAVA_");

  private final Path home;
  private final Map<String, String> environment;
  private final List<String> starter;

  private Tool(Path home, Map<String, String> environment, List<String> starter) {
    this.home = home;
    this.environment = environment;
    this.starter = starter;
  }

  /** The program over this home, which is made when the program first runs. */
  public static Tool at(Path home) {
    return new Tool(home, Map.of(), List.of());
  }

  /** The same, started by a command of the caller's, such as one that changes the user. */
  public Tool startedBy(List<String> command) {
    return new Tool(home, environment, command);
  }

  /** The same with one more environment variable. */
  public Tool with(String variable, String value) {
    return with(Map.of(variable, value));
  }

  /** The same with settings: {@code spring.datasource.url} becomes SPRING_DATASOURCE_URL. */
  public Tool with(Map<String, String> settings) {
    Map<String, String> more = new HashMap<>(environment);
    settings.forEach(
        (name, value) ->
            more.put(name.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT), value));
    return new Tool(home, more, starter);
  }

  /** The home directory, or something below it. */
  public Path home(String... below) {
    return home.resolve(Path.of("", below));
  }

  /** Writes a file below the home; every line is ended. */
  public Path write(String below, String... lines) {
    Path file = home.resolve(below);
    try {
      Files.createDirectories(file.getParent());
      return Files.writeString(file, String.join("\n", lines) + "\n", StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Runs a command to its end, nothing on its standard input. */
  public Ended run(Object... arguments) {
    return runAnswering("", arguments);
  }

  /** Runs a command to its end, with this text on its standard input. */
  public Ended runAnswering(String input, Object... arguments) {
    try (Running running = start(input, arguments)) {
      return running.end();
    }
  }

  /** Starts a command. */
  public Running start(Object... arguments) {
    return start("", arguments);
  }

  private Running start(String input, Object... arguments) {
    // A shell has what it starts in the background ignore Ctrl-C, and this may be such a one.
    List<String> command = new ArrayList<>(starter);
    command.addAll(
        List.of(
            // Whoever runs the tests may have a careful umask; the program must not need it.
            "sh",
            "-c",
            "umask 000; exec \"$@\"",
            "sh",
            "env",
            "--default-signal=INT",
            Path.of("run.sh").toAbsolutePath().toString()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> variables = builder.environment();
    variables.keySet().removeIf(name -> NOT_INHERITED.stream().anyMatch(name::startsWith));
    variables.put("JAVA_HOME", System.getProperty("java.home"));
    // Starts in two thirds of the time; none of these runs is long enough for the better compiler.
    variables.put("JAVA_OPTS", "-Xmx512m -XX:TieredStopAtLevel=1");
    variables.put("WITHDRAWALS_HOME", home.toString());
    variables.putAll(environment);
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

  /** A command under way; closing kills it. */
  public static final class Running implements AutoCloseable {

    private final String command;
    private final Process process;
    private final Path out;
    private final Path err;

    private Running(String command, Process process, Path out, Path err) {
      this.command = command;
      this.process = process;
      this.out = out;
      this.err = err;
    }

    /** The JVM's process id, for run.sh becomes the JVM. */
    public long pid() {
      return process.pid();
    }

    /** Waits until standard output has this text. */
    public Running awaitOutput(String text) {
      return await("the output " + text, () -> text(out).contains(text));
    }

    /** What is on standard error so far. */
    public String err() {
      return text(err);
    }

    /** Waits until something is so while the command is under way. */
    public Running await(String what, BooleanSupplier condition) {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
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

    /** Waits for the end. */
    public Ended end() {
      if (!hasEnded(PATIENCE.toMillis())) {
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
      hasEnded(PATIENCE.toMillis());
    }
  }

  /**
   * What a command left.
   *
   * @param out its standard output
   * @param err its standard error
   */
  public record Ended(String command, int exitCode, String out, String err) {

    /** Checks how it ended, and that no stack trace reached either stream. */
    public Ended exits(int expected) {
      assertThat(exitCode).as("exit code of %s", this).isEqualTo(expected);
      assertThat(out + err).as("%s", this).doesNotContain("\tat ", "Exception", "Caused by");
      return this;
    }

    /** The lines of standard output. */
    public List<String> lines() {
      return out.lines().toList();
    }

    /** Standard output as one JSON document. */
    public JsonNode json() {
      return JSON.readTree(out);
    }

    /** Standard output as a JSON document a line. */
    public List<JsonNode> jsonLines() {
      return out.lines().map(JSON::readTree).toList();
    }

    @Override
    public String toString() {
      return "%s: %d%n--- stdout%n%s%n--- stderr%n%s".formatted(command, exitCode, out, err);
    }
  }

  /** A run's folder below {@code output}; there must be one only. */
  public Path onlyRun() {
    try (var runs = Files.list(home("output"))) {
      List<Path> found = runs.filter(Files::isDirectory).toList();
      assertThat(found).hasSize(1);
      return found.get(0);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** {@code summary.json} of a run's folder. */
  public static JsonNode summary(Path run) {
    return JSON.readTree(run.resolve("summary.json").toFile());
  }

  /** Balances by account, as {@code accounts export} tells them. */
  public Map<String, String> balances() {
    Map<String, String> balances = new HashMap<>();
    for (String line : run("accounts", "export").exits(0).lines()) {
      String[] cells = line.split(",", -1);
      balances.put(cells[0], cells[1]);
    }
    balances.remove("account_id");
    return balances;
  }

  /** All events, as {@code events} prints them. */
  public List<JsonNode> events() {
    return run("events", "--from-beginning").exits(0).jsonLines();
  }
}
