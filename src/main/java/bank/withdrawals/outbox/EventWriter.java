package bank.withdrawals.outbox;

import bank.withdrawals.ledger.DecidedRow;
import bank.withdrawals.ledger.ParkedEvents;
import bank.withdrawals.ledger.RunSlice;
import bank.withdrawals.ledger.Slices;
import bank.withdrawals.lock.CommitGuard;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ItemStreamWriter;

/**
 * Publishes the events of a chunk. After any failure it may be called again with the same chunk.
 *
 * <ol>
 *   <li>Require the lock of the run or slice, so that no successor begins before the chunk commits.
 *   <li>Send the events in one Kafka transaction, then store the published-through position in the
 *       database.
 *   <li>If Kafka refuses one of them for good, send each half by itself, the first one first, until
 *       a single event is refused.
 *   <li>Park that event in a database transaction of its own, before a later event is sent: from
 *       then on, its position is published through.
 *   <li>If 20 events in a row are refused, the cause is a setting and not an event. Take these out
 *       of the parked events, and fail: they are pending.
 * </ol>
 */
public class EventWriter implements ItemStreamWriter<DecidedRow> {

  private static final Logger log = LoggerFactory.getLogger(EventWriter.class);

  /** So many refused events in a row are a matter of settings. */
  private static final int MOST_IN_A_ROW = 20;

  private final Slices slices;
  private final ParkedEvents parkedEvents;
  private final TransactionalEventSender sender;
  private final CommitGuard guard;
  private final RunSlice slice;
  private final Set<Long> parked = new HashSet<>();

  /**
   * A writer of the events of one slice.
   *
   * @param sender of the same slice
   */
  public EventWriter(
      Slices slices,
      ParkedEvents parkedEvents,
      TransactionalEventSender sender,
      CommitGuard guard,
      RunSlice slice) {
    this.slices = slices;
    this.parkedEvents = parkedEvents;
    this.sender = sender;
    this.guard = guard;
    this.slice = slice;
  }

  @Override
  public void write(Chunk<? extends DecidedRow> chunk) {
    guard.requireHeld();
    List<DecidedRow> rows =
        chunk.getItems().stream()
            .filter(row -> !parked.contains(row.position()))
            .<DecidedRow>map(row -> row)
            .toList();
    send(rows);
    slices.advancePublishedThrough(slice, sender.publishedThrough());
  }

  private void send(List<DecidedRow> rows) {
    try {
      sender.send(rows);
    } catch (PoisonEventException refused) {
      if (rows.size() == 1) {
        park(rows.get(0), refused);
      } else {
        int half = rows.size() / 2;
        send(rows.subList(0, half));
        send(rows.subList(half, rows.size()));
      }
    }
  }

  private void park(DecidedRow row, PoisonEventException refused) {
    parkedEvents.park(slice.runId(), row.position(), String.valueOf(refused.getMessage()));
    parked.add(row.position());
    log.warn("Event of line {} is parked: {}", row.line(), refused.getMessage());
    if (parkedEvents.unpark(
        slice.runId(), sender.publishedThrough(), slice.last(), MOST_IN_A_ROW)) {
      throw new EventsNotSentException(
          ("Kafka refuses %d events in a row, so a setting is the cause (%s); the events are pending,"
                  + " nothing is lost. Fix the cause, then run `publish`.")
              .formatted(MOST_IN_A_ROW, withoutStop(refused)),
          false,
          refused);
    }
  }

  private static String withoutStop(PoisonEventException refused) {
    return String.valueOf(refused.getMessage()).replaceAll("\\.$", "");
  }

  @Override
  public void close() {
    sender.close();
  }
}
