package bank.withdrawals.cli;

import bank.withdrawals.files.Home;
import bank.withdrawals.job.RunOptions;
import bank.withdrawals.run.RunService;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs the job over files. */
@Command(
    name = "run",
    description = {
      "Debits the withdrawals in CSV files.",
      "Without FILE: sends pending events, resumes what was interrupted, then runs every new file in"
          + " input/, oldest name first, and archives it. With FILE: runs just those and leaves them"
          + " where they are."
    })
final class RunCommand implements Callable<Integer> {

  private final Backend backend;

  @Spec private CommandSpec spec;
  @Mixin private ReportingOptions outcomeOptions;

  @Parameters(paramLabel = "FILE", arity = "0..*", description = "CSV files of withdrawal requests")
  private List<Path> files = new ArrayList<>();

  @Option(names = "--require-control", description = "refuse a file that has no control file")
  private boolean requireControl;

  @Option(
      names = "--require-approval",
      description = "leave a new file waiting until somebody else has approved it")
  private boolean requireApproval;

  @Option(names = "--fail-on-rejects", description = "exit with 3 where rows were rejected")
  private boolean failOnRejects;

  @Option(
      names = "--reject-events",
      description = "send an event for each rejected row as well, of files that are new")
  private boolean rejectEvents;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description =
          "parts of a file debited at once, 1 to 8; default: what fits the file,"
              + " the database and the processors")
  private int partitions;

  RunCommand(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Integer call() throws IOException {
    RunOptions options =
        new RunOptions(
            false, requireControl, requireApproval, failOnRejects, rejectEvents, partitions());
    return outcomeOptions.tellingOf(
        spec,
        backend,
        outcomes -> {
          RunService runs = backend.getWithKafka(RunService.class);
          if (files.isEmpty()) {
            runs.runInbox(options, outcomes);
            outcomes.orElse(
                "Nothing to do: no new CSV file in %s, nothing interrupted or pending."
                    .formatted(backend.get(Home.class).input()));
          } else {
            runs.runFiles(files, options, outcomes);
          }
          return outcomes.exitCode();
        });
  }

  private int partitions() {
    if (spec.findOption("--partitions").typedValues().isEmpty()) {
      return RunOptions.AS_SET;
    }
    if (partitions < 1 || partitions > RunOptions.MAX_PARTITIONS) {
      throw new ParameterException(
          spec.commandLine(),
          "--partitions must be 1 to %d, not %d".formatted(RunOptions.MAX_PARTITIONS, partitions));
    }
    return partitions;
  }
}
