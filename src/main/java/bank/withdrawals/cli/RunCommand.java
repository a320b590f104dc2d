package bank.withdrawals.cli;

import bank.withdrawals.files.Home;
import bank.withdrawals.intake.Unprocessed;
import bank.withdrawals.job.RunOptions;
import bank.withdrawals.report.ExitCode;
import bank.withdrawals.run.RunService;
import bank.withdrawals.stores.Backend;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
      "Without FILE: sends pending events, resumes interrupted runs, then runs every new file in"
          + " input/, sorted by name, and archives it. With FILE: runs only these files and does"
          + " not move them."
    })
final class RunCommand implements Callable<Integer> {

  private final Backend backend;

  @Spec private CommandSpec spec;
  @Mixin private JobOptions jobOptions;

  @Parameters(paramLabel = "FILE", arity = "0..*", description = "CSV files of withdrawal requests")
  private List<Path> files = new ArrayList<>();

  @Option(names = "--require-control", description = "refuse a file that has no control file")
  private boolean requireControl;

  @Option(
      names = "--require-approval",
      description = "let a new file wait until somebody else has approved it")
  private boolean requireApproval;

  @Option(names = "--fail-on-rejects", description = "exit with 3 if rows were rejected")
  private boolean failOnRejects;

  @Option(names = "--fail-on-parked", description = "exit with 7 if events are parked")
  private boolean failOnParked;

  @Option(
      names = "--reject-events",
      description = "also send an event for each rejected row of a new file")
  private boolean rejectEvents;

  @Option(
      names = "--format",
      paramLabel = "NAME",
      description = "read each FILE by this format; default: by its name and place")
  private @Nullable String format;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description =
          "how many slices of a file to debit at the same time, 1 to 8; default: chosen by the"
              + " database and the number of processors")
  private int partitions;

  RunCommand(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Integer call() throws IOException {
    RunOptions options =
        new RunOptions(
            false,
            requireControl,
            requireApproval,
            failOnRejects,
            failOnParked,
            rejectEvents,
            partitions(),
            format);
    ExitCode exitCode =
        jobOptions.runReporting(
            spec,
            backend,
            printer -> {
              RunService runs = backend.getWithKafka(RunService.class);
              if (files.isEmpty()) {
                List<Unprocessed> left = runs.runInbox(options, printer);
                printer.printIfIdle(
                    "Nothing to do: no new %sCSV file in %s, nothing interrupted or pending."
                        .formatted(
                            left.isEmpty() ? "" : "and complete ",
                            backend.get(Home.class).input()));
              } else {
                runs.runFiles(files, options, printer);
              }
            });
    return exitCode.code();
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
