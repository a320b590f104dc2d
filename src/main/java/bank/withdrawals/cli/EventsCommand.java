package bank.withdrawals.cli;

import bank.withdrawals.console.CommandFailedException;
import bank.withdrawals.outbox.EventTail;
import bank.withdrawals.report.ExitCode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the events as a {@code read_committed} consumer sees them. */
@Command(
    name = "events",
    description = {
      "Prints events as JSON, one on each line, with their CloudEvents attributes.",
      "With --from-beginning: prints all events in the topic, then ends. Without: waits for new"
          + " events and prints them until you stop it."
    })
final class EventsCommand implements Callable<Integer> {

  private final Backend backend;

  @Spec private CommandSpec spec;

  @Option(
      names = "--from-beginning",
      description = "print all events that are in the topic, then end")
  private boolean fromBeginning;

  EventsCommand(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Integer call() throws InterruptedException {
    EventTail events = backend.getKafka(EventTail.class);
    PrintWriter out = spec.commandLine().getOut();
    Consumer<String> print =
        event -> {
          out.println(event);
          out.flush();
        };
    try {
      if (fromBeginning) {
        events.readAll(print);
      } else {
        spec.commandLine().getErr().println("Waiting for new events; press Ctrl-C to end.");
        events.follow(print);
      }
    } catch (EventTail.UnreadableTopicException failure) {
      throw new CommandFailedException(String.valueOf(failure.getMessage()), failure);
    }
    return ExitCode.SUCCESS.code();
  }
}
