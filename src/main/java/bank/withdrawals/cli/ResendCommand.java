package bank.withdrawals.cli;

import bank.withdrawals.console.CommandFailedException;
import bank.withdrawals.report.ExitCode;
import bank.withdrawals.run.ParkedEventResender;
import bank.withdrawals.run.RunQueries;
import bank.withdrawals.stores.Backend;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends parked events again. */
@Command(
    name = "resend",
    description = {
      "Sends the parked events of one run or of all runs, each once; debits nothing.",
      "First fix the cause for which Kafka refused them. They may arrive after later events of the"
          + " same account."
    })
final class ResendCommand implements Callable<Integer> {

  private final Backend backend;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "RUN", arity = "0..1", description = "the number of one run")
  private @Nullable Long run;

  ResendCommand(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Integer call() throws IOException {
    ParkedEventResender resender = backend.getWithKafka(ParkedEventResender.class);
    if (run != null && backend.get(RunQueries.class).find(run).isEmpty()) {
      throw CommandFailedException.unknownRun(run);
    }
    List<ParkedEventResender.Resent> runs = new ArrayList<>();
    resender.resend(
        run,
        outcome -> {
          runs.add(outcome);
          print(outcome);
        });
    if (runs.isEmpty()) {
      spec.commandLine().getErr().println("Nothing to do: no events are parked.");
    }
    boolean refused = runs.stream().anyMatch(outcome -> outcome.refusal() != null);
    return (refused ? ExitCode.PARKED : ExitCode.SUCCESS).code();
  }

  private void print(ParkedEventResender.Resent outcome) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        "Run %d: %,d parked events are sent, %,d are still parked."
            .formatted(
                outcome.summary().totals().runId(),
                outcome.sent(),
                outcome.summary().totals().events().parked()));
    if (outcome.refusal() != null) {
      out.println(outcome.refusal() + ". Fix the cause, then run `events resend` again.");
    }
    out.flush();
  }
}
