package bank.withdrawals.cli;

import bank.withdrawals.console.CommandFailedException;
import bank.withdrawals.outbox.EventTail;
import bank.withdrawals.outbox.EventsNotReadException;
import bank.withdrawals.outbox.PublishedEvent;
import bank.withdrawals.report.ExitCode;
import bank.withdrawals.stores.Backend;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Prints the events as a {@code read_committed} consumer sees them. */
@Command(
    name = "events",
    description = {
      "Prints events as JSON, one on each line, with their CloudEvents attributes.",
      "With --from-beginning: prints all events in the topic, then ends. Without: waits for new"
          + " events and prints them until you stop it."
    })
final class EventsCommand implements Callable<Integer> {

  private final JsonMapper json = new JsonMapper();
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
    EventTail tail = backend.getKafka(EventTail.class);
    try {
      if (fromBeginning) {
        tail.readExisting(this::print);
        printIfHidden(tail);
      } else {
        printIfHidden(tail);
        spec.commandLine().getErr().println("Waiting for new events; press Ctrl-C to end.");
        tail.follow(this::print);
      }
    } catch (EventsNotReadException failure) {
      throw new CommandFailedException(
          failure.getMessage() + ". Fix the cause, or the SPRING_KAFKA_ settings.", failure);
    }
    return ExitCode.SUCCESS.code();
  }

  private void printIfHidden(EventTail tail) {
    tail.hiddenBecause().ifPresent(cause -> spec.commandLine().getErr().println(cause + "."));
  }

  private void print(List<PublishedEvent> events) {
    PrintWriter out = spec.commandLine().getOut();
    events.forEach(event -> out.println(line(event)));
    out.flush();
  }

  private String line(PublishedEvent published) {
    ObjectNode event = json.createObjectNode();
    published.attributes().forEach(event::put);
    event.set("data", published.data());
    return event.toString();
  }
}
