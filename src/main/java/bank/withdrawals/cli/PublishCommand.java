package bank.withdrawals.cli;

import bank.withdrawals.run.PendingEventPublisher;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Sends what could not be sent before. */
@Command(name = "publish", description = "Sends pending events, oldest run first; debits nothing.")
final class PublishCommand implements Callable<Integer> {

  private final Backend backend;

  @Spec private CommandSpec spec;
  @Mixin private ReportingOptions outcomeOptions;

  PublishCommand(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Integer call() throws IOException {
    return outcomeOptions.tellingOf(
        spec,
        backend,
        outcomes -> {
          backend.getWithKafka(PendingEventPublisher.class).publish(outcomes);
          outcomes.orElse("Nothing to do: no events are pending.");
          return outcomes.exitCode();
        });
  }
}
