package bank.withdrawals.reconciliation;

import bank.withdrawals.ledger.DecidedRow;
import bank.withdrawals.ledger.DecidedRows;
import bank.withdrawals.ledger.FileRegister;
import bank.withdrawals.ledger.Installation;
import bank.withdrawals.ledger.ParkedEvents;
import bank.withdrawals.ledger.RegisteredFile;
import bank.withdrawals.ledger.RunSlice;
import bank.withdrawals.ledger.ScratchDatabase;
import bank.withdrawals.outbox.EventTail;
import bank.withdrawals.outbox.EventsNotReadException;
import bank.withdrawals.outbox.Outbox;
import bank.withdrawals.reconciliation.Reconciliation.Check;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * Compares the decided rows that have events with the events that a {@code read_committed} consumer
 * gets (I4).
 *
 * <ol>
 *   <li>Copy the topic into a scratch database: {@link EventCopy} finds duplicates.
 *   <li>Check the order of each account's events: {@link EventOrder}.
 *   <li>Compare the tables with the copy, run by run, one range of positions at a time: {@link
 *       EventComparison}.
 * </ol>
 *
 * <p>Memory grows with the number of files, not with rows or events.
 */
@Component
class EventReconciliation {

  private static final int ROWS = 5_000;

  private final Installation installation;
  private final EventTail topic;
  private final FileRegister files;
  private final DecidedRows rows;
  private final ParkedEvents parkedEvents;
  private final Outbox outbox;

  EventReconciliation(
      Installation installation,
      EventTail topic,
      FileRegister files,
      DecidedRows rows,
      ParkedEvents parkedEvents,
      Outbox outbox) {
    this.installation = installation;
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
  Check compare(ScratchDatabase scratch) {
    Tally tally = new Tally("I4", "events: one for each debit, in file order");
    if (installation.isRestored()) {
      tally.note(
          "The database is a restored backup: run `publish --after-restore`, and the files that it"
              + " names.");
    }
    List<RegisteredFile> registered = files.all();
    Map<String, Long> runIds =
        registered.stream()
            .collect(
                // The same bytes in another format run again only if the first run has no events.
                Collectors.toMap(
                    RegisteredFile::sha256, RegisteredFile::runId, (first, again) -> again));
    try (EventOrder order = new EventOrder(scratch.directory())) {
      EventCopy events = new EventCopy(scratch.dataSource(), runIds, order, tally);
      TopicRetention retention = read(events);
      order.check((runId, line) -> reportOrder(files.get(runId), events, line, tally));
      EventComparison comparison = new EventComparison(retention, tally);
      registered.forEach(file -> compare(file, events, comparison));
      comparison.addNotes();
      return tally.check();
    } catch (EventsNotReadException unreachable) {
      tally.note(
          "%s: the events were not compared. Fix the cause, then run `reconcile` again."
              .formatted(unreachable.getMessage()));
      return tally.notCompared();
    }
  }

  private TopicRetention read(EventCopy events) {
    EventTail.Extent extent = topic.readSettled(events::add);
    events.flush();
    Map<Integer, RowPosition> firsts = new HashMap<>();
    events.forEachFirst(
        (partition, first) ->
            find(first)
                // A parked event that was sent again does not show the age of those around it.
                .filter(row -> !parkedEvents.isResent(first.runId(), row.position()))
                .ifPresent(
                    row ->
                        firsts.put(
                            partition,
                            new RowPosition(first.runId(), row.position(), row.decidedAt()))));
    return new TopicRetention(extent.whole(), extent.partitions(), firsts);
  }

  private Optional<DecidedRow> find(EventCopy.First first) {
    return find(first.runId(), first.content());
  }

  private Optional<DecidedRow> find(long runId, EventContent content) {
    return content.isDebit()
        ? rows.findDebit(runId, Objects.requireNonNull(content.requestId()))
        : rows.findRejection(runId, content.line());
  }

  private boolean isResent(long runId, EventContent event) {
    return find(runId, event)
        .filter(row -> parkedEvents.isResent(runId, row.position()))
        .isPresent();
  }

  /** A parked event that was sent again later may come after later lines' events. */
  private void reportOrder(RegisteredFile file, EventCopy events, long line, Tally tally) {
    EventContent event = events.events(file.runId(), List.of(line)).get(line);
    if (event != null && !isResent(file.runId(), event)) {
      tally.wrong(
          "Event %s of run %d, line %d, comes after a later line's event."
              .formatted(event.eventId(file.sha256()), file.runId(), line));
    }
  }

  /** Compares one run. Takes one bit of memory for each line of its file. */
  private void compare(RegisteredFile file, EventCopy events, EventComparison comparison) {
    BitSet compared = new BitSet();
    long count = 0;
    for (RunSlice slice : outbox.slices(file)) {
      for (long after = slice.before(); after < slice.last(); after += ROWS) {
        long through = Math.min(slice.last(), after + ROWS);
        List<DecidedRow> decided = outbox.rows(file, after, through);
        Map<Long, EventContent> found =
            events.events(file.runId(), decided.stream().map(DecidedRow::line).toList());
        found.keySet().forEach(line -> compared.set(Math.toIntExact(line)));
        count += found.size();
        comparison.compare(
            file, slice, decided, found, parkedEvents.positions(file.runId(), after, through));
      }
    }
    if (count < events.count(file.runId())) {
      events.forEach(
          file.runId(),
          event -> {
            if (event.line() > Integer.MAX_VALUE || !compared.get((int) event.line())) {
              comparison.reportUnknown(file, event);
            }
          });
    }
  }
}
