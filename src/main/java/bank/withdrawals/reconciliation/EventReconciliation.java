package bank.withdrawals.reconciliation;

import bank.withdrawals.ledger.DecidedRow;
import bank.withdrawals.ledger.DecidedRows;
import bank.withdrawals.ledger.FileRegister;
import bank.withdrawals.ledger.ParkedEvents;
import bank.withdrawals.ledger.RegisteredFile;
import bank.withdrawals.outbox.EventTail;
import bank.withdrawals.outbox.EventsNotReadException;
import bank.withdrawals.outbox.Outbox;
import bank.withdrawals.reconciliation.Reconciliation.Check;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.stereotype.Component;

/**
 * Compares the decided rows that have events with the events that a {@code read_committed} consumer
 * gets (I4).
 *
 * <ol>
 *   <li>Copy the topic into a scratch database: {@link EventCopy} checks the order and finds
 *       duplicates.
 *   <li>Compare the tables with the copy, run by run, one range of lines at a time: {@link
 *       EventComparison}.
 * </ol>
 *
 * <p>Memory grows with the number of files, not with rows or events.
 */
@Component
class EventReconciliation {

  private static final int LINES = 5_000;

  private final EventTail topic;
  private final FileRegister files;
  private final DecidedRows rows;
  private final ParkedEvents parkedEvents;
  private final Outbox outbox;

  EventReconciliation(
      EventTail topic,
      FileRegister files,
      DecidedRows rows,
      ParkedEvents parkedEvents,
      Outbox outbox) {
    this.topic = topic;
    this.files = files;
    this.rows = rows;
    this.parkedEvents = parkedEvents;
    this.outbox = outbox;
  }

  /**
   * Compares everything, if Kafka answers. Nobody may publish meanwhile.
   *
   * @param scratch an empty database that nobody else uses
   */
  Check compare(DataSource scratch) {
    Tally tally = new Tally("I4", "events: one for each debit, in file order");
    List<RegisteredFile> registered = files.all();
    Map<String, Long> runIds =
        registered.stream()
            .collect(Collectors.toMap(RegisteredFile::sha256, RegisteredFile::runId));
    EventCopy events = new EventCopy(scratch, runIds, tally);
    TopicRetention retention;
    try {
      retention = read(events);
    } catch (EventsNotReadException unreachable) {
      tally.note(
          "%s: the events were not compared. Fix the cause, then run `reconcile` again."
              .formatted(unreachable.getMessage()));
      return tally.notCompared();
    }
    EventComparison comparison = new EventComparison(retention, tally);
    registered.forEach(file -> compare(file, events, comparison));
    comparison.addNotes();
    return tally.check();
  }

  private TopicRetention read(EventCopy events) {
    EventTail.Extent extent = topic.readSettled(events::add);
    events.flush();
    Map<Integer, RowPosition> firsts = new HashMap<>();
    events.forEachFirst(
        (partition, first) ->
            rows.decidedAt(first.runId(), first.line())
                .ifPresent(
                    decidedAt ->
                        firsts.put(
                            partition, new RowPosition(first.runId(), first.line(), decidedAt))));
    return new TopicRetention(extent.whole(), extent.partitions(), firsts);
  }

  private void compare(RegisteredFile file, EventCopy events, EventComparison comparison) {
    long last = outbox.lastPosition(file);
    for (long after = 0; after < last; after += LINES) {
      long through = Math.min(last, after + LINES);
      List<DecidedRow> decided = outbox.rows(file, after, through);
      comparison.compare(
          file,
          decided,
          events.events(file.runId(), after, through),
          parkedEvents.positions(file.runId(), after, through));
    }
    events.forEachAfter(file.runId(), last, event -> comparison.reportUnknown(file, event));
  }
}
