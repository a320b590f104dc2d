package bank.withdrawals.cli;

import bank.withdrawals.console.CommandFailedException;
import bank.withdrawals.report.ExitCode;
import bank.withdrawals.run.RunQueries;
import bank.withdrawals.stores.Backend;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the report of a run again. */
@Command(name = "report", description = "Writes the report of a run again, from the database.")
final class ReportCommand implements Callable<Integer> {

  private final Backend backend;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "RUN", description = "the number of the run")
  private long run;

  ReportCommand(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Integer call() {
    spec.commandLine()
        .getOut()
        .println(
            backend
                .get(RunQueries.class)
                .rewriteReports(run)
                .orElseThrow(() -> CommandFailedException.unknownRun(run)));
    return ExitCode.SUCCESS.code();
  }
}
