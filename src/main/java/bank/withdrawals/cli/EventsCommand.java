package bank.withdrawals.cli;

import bank.withdrawals.console.CommandFailedException;
import bank.withdrawals.outbox.EventTail;
import bank.withdrawals.outbox.EventsNotReadException;
import bank.withdrawals.outbox.PublishedEvent;
import bank.withdrawals.report.ExitCode;
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
      "Prints events as JSON, one a line, each with its CloudEvents attributes.",
      "With --from-beginning: all there are, then ends. Without: new ones, until stopped."
    })
final class EventsCommand implements Callable<Integer> {

  private final JsonMapper json = new JsonMapper();
  private final Backend backend;

  @Spec private CommandSpec spec;

  @Option(names = "--from-beginning", description = "print the events there are, then end")
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
      } else {
        spec.commandLine().getErr().println("Waiting for new events; Ctrl-C ends.");
        tail.follow(this::print);
      }
    } catch (EventsNotReadException failure) {
      throw new CommandFailedException(
          failure.getMessage() + ". Fix the cause, or the SPRING_KAFKA_ settings.", failure);
    }
    return ExitCode.SUCCESS.code();
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
