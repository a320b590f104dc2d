package bank.withdrawals.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The option that says how a run's outcome is printed. */
final class OutcomePrinter {

  @Option(names = "--json", description = "print each run's summary as JSON instead of a table")
  private boolean json;

  Outcomes to(CommandSpec spec) {
    return new Outcomes(spec.commandLine().getOut(), spec.commandLine().getErr(), json);
  }
}
