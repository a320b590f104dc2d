package bank.withdrawals.cli;

import bank.withdrawals.report.ExitCode;
import bank.withdrawals.run.PendingEventPublisher;
import bank.withdrawals.stores.Backend;
import java.io.IOException;
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

  private final Backend backend;

  @Spec private CommandSpec spec;
  @Mixin private ReportingOptions reportingOptions;

  @Option(names = "--fail-on-parked", description = "exit with 7 if events are parked")
  private boolean failOnParked;

  PublishCommand(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Integer call() throws IOException {
    ExitCode exitCode =
        reportingOptions.runReporting(
            spec,
            backend,
            printer -> {
              backend.getWithKafka(PendingEventPublisher.class).publish(failOnParked, printer);
              printer.printIfIdle("Nothing to do: no events are pending.");
            });
    return exitCode.code();
  }
}
