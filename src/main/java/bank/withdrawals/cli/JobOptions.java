package bank.withdrawals.cli;

import bank.withdrawals.console.CommandFailedException;
import bank.withdrawals.console.RunOutcomePrinter;
import bank.withdrawals.console.StartFailure;
import bank.withdrawals.files.Home;
import bank.withdrawals.job.GracefulShutdown;
import bank.withdrawals.report.ExitCode;
import bank.withdrawals.stores.Backend;
import bank.withdrawals.stores.SharedStores;
import bank.withdrawals.telemetry.NotificationHook;
import bank.withdrawals.telemetry.NotificationHookSettings;
import bank.withdrawals.telemetry.RunMetrics;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Stack;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * The options that {@code run} and {@code publish} share: who executes the slices, and how the
 * outcome is reported.
 */
final class JobOptions {

  @Option(names = "--json", description = "print each run's summary as JSON instead of a table")
  private boolean json;

  @Option(
      names = "--on-finish",
      paramLabel = "COMMAND",
      description =
          "a shell command to run each time a file is finished, refused or failed; it gets the"
              + " summary as JSON on standard input")
  private @Nullable String onFinish;

  @Option(
      names = "--workers",
      arity = "0..1",
      paramLabel = "prefer",
      fallbackValue = "remote",
      preprocessor = OnlyAttached.class,
      description =
          "let workers execute the slices of a file; with =prefer, this process executes them while"
              + " there is no worker")
  private @Nullable String workers;

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
   * @throws ParameterException if an option is
   */
  ExitCode runReporting(CommandSpec spec, Backend backend, Work work) throws IOException {
    if (workers != null) {
      backend.set(SharedStores.WORKERS, workers(spec));
    }
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

  private String workers(CommandSpec spec) {
    if (!List.of("remote", "prefer", "none").contains(workers)) {
      throw new ParameterException(
          spec.commandLine(),
          "--workers can only be =remote, =prefer or =none, not %s".formatted(workers));
    }
    return String.valueOf(workers);
  }

  /** Takes a value only after an equals sign, because the next word may be a file. */
  private static final class OnlyAttached implements IParameterPreprocessor {

    @Override
    public boolean preprocess(
        Stack<String> words, CommandSpec command, ArgSpec option, Map<String, Object> info) {
      if ("=".equals(info.get("separator"))) {
        return false;
      }
      option.setValue("remote");
      return true;
    }
  }
}
