package bank.withdrawals.cli;

import bank.withdrawals.job.Home;
import bank.withdrawals.job.Runs;
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

  /**
   * Where the outcomes of a command's runs go.
   *
   * @throws CommandFailedException where a setting cannot work
   */
  Outcomes of(CommandSpec spec, Backend backend) {
    OnFinishSettings settings = settings(backend.get(Environment.class));
    if (onFinish != null) {
      settings = new OnFinishSettings(onFinish, settings.timeout());
    }
    Home home = backend.get(Home.class);
    OnFinish hook = new OnFinish(settings, backend.get(Runs.class)::isStopping);
    return new Outcomes(
        spec.commandLine().getOut(),
        spec.commandLine().getErr(),
        json,
        summary -> hook.ran(summary, home.output(summary.figures().fileId())));
  }

  private static OnFinishSettings settings(Environment environment) {
    try {
      return Binder.get(environment).bindOrCreate("withdrawals.on-finish", OnFinishSettings.class);
    } catch (BindException wrongSetting) {
      throw new CommandFailedException(StartFailure.sentence(wrongSetting), wrongSetting);
    }
  }
}
