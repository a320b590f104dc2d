package bank.withdrawals.cli;

import bank.withdrawals.files.Printable;
import bank.withdrawals.outbox.EventsNotReadException;
import bank.withdrawals.outbox.RestoreComparison.Found;
import bank.withdrawals.outbox.RestoreComparison.UnknownFile;
import bank.withdrawals.report.ExitCode;
import bank.withdrawals.run.PendingEventPublisher;
import bank.withdrawals.stores.Backend;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Publishes the events that are still pending. */
@Command(
    name = "publish",
    description = "Sends pending events, those of the oldest run first; debits nothing.")
final class PublishCommand implements Callable<Integer> {

  private static final int MOST_FILES = 20;

  private final Backend backend;

  @Spec private CommandSpec spec;
  @Mixin private JobOptions jobOptions;

  @Option(
      names = "--after-restore",
      description =
          "after a restore of the database: first read the topic, so that no event that it has is"
              + " sent again")
  private boolean afterRestore;

  @Option(names = "--fail-on-parked", description = "exit with 7 if events are parked")
  private boolean failOnParked;

  PublishCommand(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Integer call() throws IOException {
    try {
      ExitCode exitCode =
          jobOptions.runReporting(
              spec,
              backend,
              printer -> {
                PendingEventPublisher publisher = backend.getWithKafka(PendingEventPublisher.class);
                if (afterRestore) {
                  publisher.publishAfterRestore(failOnParked, this::print, printer);
                } else {
                  publisher.publish(failOnParked, printer);
                }
                printer.printIfIdle("Nothing to do: no events are pending.");
              });
      return exitCode.code();
    } catch (EventsNotReadException failure) {
      spec.commandLine()
          .getErr()
          .println(
              failure.getMessage()
                  + "; nothing was published. Fix the cause, then run `publish --after-restore`"
                  + " again.");
      return ExitCode.EVENTS_PENDING.code();
    }
  }

  private void print(Found found) {
    PrintWriter err = spec.commandLine().getErr();
    err.printf(
        "The topic has %,d events. %,d of them are not sent again: the database did not know that they are published.%n",
        found.events(), found.kept());
    if (!found.whole()) {
      err.println("The topic has deleted its oldest events, so some of them may be sent again.");
    }
    found.unknownFiles().stream().limit(MOST_FILES).forEach(file -> err.println(sentence(file)));
    int more = found.unknownFiles().size() - MOST_FILES;
    if (more > 0) {
      err.printf("And %,d more files.%n", more);
    }
  }

  private static String sentence(UnknownFile file) {
    return "The database does not have %s (SHA-256 %s…, %,d events): run it again."
        .formatted(
            Printable.shortened(file.name(), 100),
            Printable.shortened(file.sha256(), 16),
            file.events());
  }
}
