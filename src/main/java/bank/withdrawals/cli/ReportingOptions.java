package bank.withdrawals.cli;

import bank.withdrawals.console.CommandFailedException;
import bank.withdrawals.console.RunOutcomePrinter;
import bank.withdrawals.files.Home;
import bank.withdrawals.job.GracefulShutdown;
import bank.withdrawals.report.ExitCode;
import bank.withdrawals.telemetry.NotificationHook;
import bank.withdrawals.telemetry.NotificationHookSettings;
import bank.withdrawals.telemetry.RunMetrics;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options that say who is told a run's outcome, and how. */
final class ReportingOptions {

  @Option(names = "--json", description = "print each run's summary as JSON instead of a table")
  private boolean json;

  @Option(
      names = "--on-finish",
      paramLabel = "COMMAND",
      description =
          "a shell command to run whenever a file is done, refused or failed, with its summary as"
              + " JSON on standard input")
  private @Nullable String onFinish;

  /** What a command does with the job; returns its exit code. */
  interface Work {
    ExitCode with(RunOutcomePrinter outcomes) throws IOException;
  }

  /**
   * Does the work of a command, and tells all who want to know what comes of it.
   *
   * @return the work's exit code
   * @throws CommandFailedException where a setting cannot work
   */
  int tellingOf(CommandSpec spec, Backend backend, Work work) throws IOException {
    Optional<RunMetrics> metrics = backend.findWithKafka(RunMetrics.class);
    NotificationHook hook = hook(backend);
    Home home = backend.get(Home.class);
    RunOutcomePrinter outcomes =
        new RunOutcomePrinter(
            spec.commandLine().getOut(),
            spec.commandLine().getErr(),
            json,
            (summary, exitCode) -> {
              metrics.ifPresent(measured -> measured.ran(summary, exitCode));
              hook.ran(summary, home.output(summary.totals().runId()));
            });
    try {
      ExitCode exitCode = work.with(outcomes);
      metrics.ifPresent(measured -> measured.ended(exitCode));
      return exitCode.code();
    } catch (IOException | RuntimeException failure) {
      metrics.ifPresent(measured -> measured.ended(CommandLineTool.exitCode(failure)));
      throw failure;
    }
  }

  private NotificationHook hook(Backend backend) {
    NotificationHookSettings settings = settings(backend.get(Environment.class));
    return new NotificationHook(
        onFinish == null ? settings : new NotificationHookSettings(onFinish, settings.timeout()),
        backend.variables(),
        backend.get(GracefulShutdown.class)::isRequested);
  }

  private static NotificationHookSettings settings(Environment environment) {
    try {
      return Binder.get(environment)
          .bindOrCreate("withdrawals.on-finish", NotificationHookSettings.class);
    } catch (BindException wrongSetting) {
      throw new CommandFailedException(StartFailure.sentence(wrongSetting), wrongSetting);
    }
  }
}
