package bank.withdrawals.cli;

import bank.withdrawals.console.CommandFailedException;
import bank.withdrawals.console.RunOutcomePrinter;
import bank.withdrawals.console.StartFailure;
import bank.withdrawals.files.Home;
import bank.withdrawals.job.GracefulShutdown;
import bank.withdrawals.report.ExitCode;
import bank.withdrawals.stores.Backend;
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

/** The options of {@code run} and {@code publish} that choose how the outcome is reported. */
final class ReportingOptions {

  @Option(names = "--json", description = "print each run's summary as JSON instead of a table")
  private boolean json;

  @Option(
      names = "--on-finish",
      paramLabel = "COMMAND",
      description =
          "a shell command to run each time a file is finished, refused or failed; it gets the"
              + " summary as JSON on standard input")
  private @Nullable String onFinish;

  /** What a command does with the job. */
  interface Work {
    void run(RunOutcomePrinter printer) throws IOException;
  }

  /**
   * Does the work of a command and reports each run that ends: on the screen, as metrics and to the
   * notification hook.
   *
   * @return the exit code of the process
   * @throws CommandFailedException if a setting is invalid
   */
  ExitCode runReporting(CommandSpec spec, Backend backend, Work work) throws IOException {
    Optional<RunMetrics> metrics = backend.findWithKafka(RunMetrics.class);
    NotificationHook hook = hook(backend);
    Home home = backend.get(Home.class);
    RunOutcomePrinter printer =
        new RunOutcomePrinter(
            spec.commandLine().getOut(),
            spec.commandLine().getErr(),
            json,
            (summary, exitCode) -> {
              metrics.ifPresent(some -> some.runEnded(summary, exitCode));
              hook.runEnded(summary, home.output(summary.totals().runId()));
            },
            summary -> hook.runEnded(summary, home.output(summary.totals().runId())));
    try {
      work.run(printer);
      metrics.ifPresent(some -> some.processEnds(printer.exitCode()));
      return printer.exitCode();
    } catch (IOException | RuntimeException failure) {
      metrics.ifPresent(some -> some.processEnds(CommandLineTool.exitCode(failure)));
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
