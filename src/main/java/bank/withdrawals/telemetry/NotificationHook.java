package bank.withdrawals.telemetry;

import bank.withdrawals.files.OwnerOnlyFiles;
import bank.withdrawals.report.Json;
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
 * Runs the operator's own command when a run has ended, with whatever result, or when a file has
 * come that repeats a run:
 *
 * <ol>
 *   <li>{@code sh -c} runs the operator's text. No value of the run is ever inserted into it: the
 *       command reads the summary from its standard input.
 *   <li>Its environment is that of the job without the variables that hold passwords.
 *   <li>Its output is appended to {@code on-finish.log} in the run's folder.
 *   <li>If the command fails, a sentence is logged. If it exceeds its timeout, it is killed with
 *       its children. Neither changes the result of the run.
 * </ol>
 */
public final class NotificationHook {

  private static final Logger log = LoggerFactory.getLogger(NotificationHook.class);

  /** Variables that may hold passwords, and those that would run this command again. */
  private static final List<String> REMOVED_VARIABLES =
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

  /** A stopping process has 25 seconds in all for its remaining work. */
  private static final Duration WHILE_STOPPING = Duration.ofSeconds(10);

  private final NotificationHookSettings settings;
  private final Map<String, String> environment;
  private final BooleanSupplier stopping;

  /**
   * A hook with these settings.
   *
   * @param environment the environment variables of the job, from which the command gets its own
   * @param stopping whether the process has been asked to stop
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
   * Runs the command, if there is one, and waits until it ends.
   *
   * @param folder the folder of the run
   */
  public void runEnded(Summary summary, Path folder) {
    if (settings.command().isBlank()) {
      return;
    }
    try {
      Path output = OwnerOnlyFiles.createUnlinkedDirectory(folder).resolve("on-finish.log");
      Process process = start(output);
      try {
        writeSummary(process, summary);
        await(process, output);
      } finally {
        kill(process);
      }
    } catch (IOException | UncheckedIOException failure) {
      log.warn(
          "The on-finish command could not be started ({}). The run itself is not affected.",
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
    Map<String, String> variables = builder.environment();
    variables.clear();
    variables.putAll(environment);
    variables.keySet().removeIf(name -> REMOVED_VARIABLES.stream().anyMatch(name::startsWith));
    return builder.start();
  }

  /** A summary fits into the buffer of a pipe, so this does not wait for the command to read. */
  private static void writeSummary(Process process, Summary summary) {
    String json = Json.text(SummaryJson.of(summary)) + "\n";
    try (OutputStream input = process.getOutputStream()) {
      input.write(json.getBytes(StandardCharsets.UTF_8));
    } catch (IOException doesNotRead) {
      log.debug("The command did not read its standard input", doesNotRead);
    }
  }

  private void await(Process process, Path output) throws InterruptedException {
    long startedAt = System.nanoTime();
    while (!process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
      Duration timeout = timeout();
      if (System.nanoTime() - startedAt > timeout.toNanos()) {
        log.warn(
            "The on-finish command did not end within {} s and is killed, see {}. The run itself is"
                + " not affected.",
            timeout.toSeconds(),
            output);
        return;
      }
    }
    if (process.exitValue() != 0) {
      log.warn(
          "The on-finish command ended with exit code {}, see {}. The run itself is not affected.",
          process.exitValue(),
          output);
    }
  }

  private Duration timeout() {
    return stopping.getAsBoolean() && settings.timeout().compareTo(WHILE_STOPPING) > 0
        ? WHILE_STOPPING
        : settings.timeout();
  }

  /** Kills the children too; they are listed first, because they lose their parent when it dies. */
  private static void kill(Process process) {
    if (process.isAlive()) {
      List<ProcessHandle> children = process.descendants().toList();
      process.destroyForcibly();
      children.forEach(ProcessHandle::destroyForcibly);
    }
  }
}
