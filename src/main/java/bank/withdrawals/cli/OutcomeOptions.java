package bank.withdrawals.cli;

import bank.withdrawals.job.Home;
import bank.withdrawals.job.Runs;
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
final class OutcomeOptions {

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
    int with(Runs runs, Outcomes outcomes) throws IOException;
  }

  /**
   * Does the work of a command, and tells all who want to know what comes of it.
   *
   * @return the work's exit code
   * @throws CommandFailedException where a setting cannot work
   */
  int tellingOf(CommandSpec spec, Backend backend, Work work) throws IOException {
    Runs runs = backend.getWithKafka(Runs.class);
    Optional<RunMetrics> metrics = backend.findWithKafka(RunMetrics.class);
    OnFinish hook = hook(backend, runs);
    Home home = backend.get(Home.class);
    Outcomes outcomes =
        new Outcomes(
            spec.commandLine().getOut(),
            spec.commandLine().getErr(),
            json,
            (summary, exitCode) -> {
              metrics.ifPresent(measured -> measured.ran(summary, exitCode));
              hook.ran(summary, home.output(summary.figures().fileId()));
            });
    try {
      int exitCode = work.with(runs, outcomes);
      metrics.ifPresent(measured -> measured.ended(exitCode, ExitCode.isSuccess(exitCode)));
      return exitCode;
    } catch (IOException | RuntimeException failure) {
      metrics.ifPresent(measured -> measured.ended(ExitCode.of(failure), false));
      throw failure;
    }
  }

  private OnFinish hook(Backend backend, Runs runs) {
    OnFinishSettings settings = settings(backend.get(Environment.class));
    return new OnFinish(
        onFinish == null ? settings : new OnFinishSettings(onFinish, settings.timeout()),
        runs::isStopping);
  }

  private static OnFinishSettings settings(Environment environment) {
    try {
      return Binder.get(environment).bindOrCreate("withdrawals.on-finish", OnFinishSettings.class);
    } catch (BindException wrongSetting) {
      throw new CommandFailedException(StartFailure.sentence(wrongSetting), wrongSetting);
    }
  }
}
