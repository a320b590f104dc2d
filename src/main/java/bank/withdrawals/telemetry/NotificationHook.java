package bank.withdrawals.telemetry;

import bank.withdrawals.files.OwnerOnlyFiles;
import bank.withdrawals.report.Summary;
import bank.withdrawals.report.SummaryJson;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the operator's own command of a run that has ended, whatever it has ended as:
 *
 * <ol>
 *   <li>The command is the operator's text, run by {@code sh -c}. Nothing of the run is ever put
 *       into it: the summary comes on its standard input.
 *   <li>Its environment lacks what the job's has of passwords.
 *   <li>What it prints goes into {@code on-finish.log} in the run's folder.
 *   <li>A command that fails is told in a sentence, one that does not end is killed with its
 *       children; neither changes what came of the run.
 * </ol>
 */
public final class NotificationHook {

  private static final Logger log = LoggerFactory.getLogger(NotificationHook.class);

  /** Stores' and receivers' passwords, and what could carry them or start the command again. */
  private static final List<String> KEPT_BACK =
      List.of(
          "SPRING_",
          "OTEL_EXPORTER_",
          "WITHDRAWALS_METRICS_",
          "WITHDRAWALS_ON_FINISH_",
          "WITHDRAWALS_ONFINISH_",
          "JAVA_OPTS",
          "JAVA_TOOL_OPTIONS",
          "JDK_JAVA_OPTIONS");

  private static final long POLL_MILLIS = 100;

  /** On the way down there are 25 seconds for everything that is not over. */
  private static final Duration WHILE_STOPPING = Duration.ofSeconds(10);

  private final NotificationHookSettings settings;
  private final Map<String, String> environment;
  private final BooleanSupplier stopping;

  /**
   * Told by these settings.
   *
   * @param environment the environment variables of the job, from which the command gets its own
   * @param stopping whether the process is on its way down
   */
  public NotificationHook(
      NotificationHookSettings settings,
      Map<String, String> environment,
      BooleanSupplier stopping) {
    this.settings = settings;
    this.environment = environment;
    this.stopping = stopping;
  }

  /**
   * Runs the command, where there is one, and waits for it.
   *
   * @param folder the run's
   */
  public void ran(Summary summary, Path folder) {
    if (settings.command().isBlank()) {
      return;
    }
    try {
      Path output = OwnerOnlyFiles.directoryOfOurs(folder).resolve("on-finish.log");
      Process process = start(output);
      try {
        tell(process, summary);
        await(process, output);
      } finally {
        kill(process);
      }
    } catch (IOException | UncheckedIOException failure) {
      log.warn(
          "The command to run on finish could not be started ({}); the run itself is not touched.",
          failure.getMessage());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private Process start(Path output) throws IOException {
    OwnerOnlyFiles.create(output).close();
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", settings.command())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().keySet().removeIf(name -> KEPT_BACK.stream().anyMatch(name::startsWith));
    return builder.start();
  }

  /** A summary is smaller than a pipe holds, so this does not wait for the command to read. */
  private static void tell(Process process, Summary summary) {
    String json = SummaryJson.toText(SummaryJson.tree(summary)) + "\n";
    try (OutputStream input = process.getOutputStream()) {
      input.write(json.getBytes(StandardCharsets.UTF_8));
    } catch (IOException doesNotRead) {
      log.debug("The command did not read its standard input", doesNotRead);
    }
  }

  private void await(Process process, Path output) throws InterruptedException {
    long begun = System.nanoTime();
    while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
      Duration patience = patience();
      if (System.nanoTime() - begun > patience.toNanos()) {
        log.warn(
            "The command to run on finish did not end within {} s and is killed, see {}; the run"
                + " itself is not touched.",
            patience.toSeconds(),
            output);
        return;
      }
    }
    if (process.exitValue() != 0) {
      log.warn(
          "The command to run on finish ended with {}, see {}; the run itself is not touched.",
          process.exitValue(),
          output);
    }
  }

  private Duration patience() {
    return stopping.getAsBoolean() && settings.timeout().compareTo(WHILE_STOPPING) > 0
        ? WHILE_STOPPING
        : settings.timeout();
  }

  /** Its children, too, found while it is known whose they are. */
  private static void kill(Process process) {
    if (process.isAlive()) {
      List<ProcessHandle> children = process.descendants().toList();
      process.destroyForcibly();
      children.forEach(ProcessHandle::destroyForcibly);
    }
  }
}
