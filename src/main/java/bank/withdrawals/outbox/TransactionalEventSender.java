package bank.withdrawals.outbox;

import bank.withdrawals.ledger.DecidedRow;
import bank.withdrawals.ledger.RegisteredFile;
import bank.withdrawals.ledger.RunSlice;
import bank.withdrawals.lock.CommitGuard;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;

/**
 * Publishes the events of one slice, each exactly once for a {@code read_committed} consumer.
 *
 * <ol>
 *   <li>Look at the topic, and create it if it does not exist: once for all slices, and again after
 *       a failure.
 *   <li>Require the lock of the run or slice: a frozen process that wakes up must not fence its
 *       successor.
 *   <li>Take the slice's own transactional id. Kafka then fences its former holder (a frozen
 *       process that wakes up) and completes the transaction that the former holder left open.
 *   <li>Ask Kafka for the published-through position. It is the offset of the slice's own consumer
 *       group: the position of the last published event. The database's copy counts too, because
 *       Kafka forgets the offsets of an idle group after some time. The higher one is right.
 *   <li>Send the events after the position, and the new position, in one Kafka transaction.
 *   <li>If anything fails, do not guess the outcome: forget the position. The next attempt starts
 *       at 1.
 * </ol>
 *
 * <p>For one slice and one thread.
 */
public class TransactionalEventSender implements AutoCloseable {

  /** The position, from the start of a transaction until it is known to be committed. */
  private static final long UNKNOWN = -1;

  private final Publishers publishers;
  private final RestoreGuard restored;
  private final CommitGuard guard;
  private final RegisteredFile file;
  private final RunSlice slice;
  private final EventSerializer serializer;
  private final EventTransactions transactions;
  private final KafkaPosition position;

  private long publishedThrough = UNKNOWN;

  /** When the latest row of the slice up to the position was decided. */
  private Instant lastDecision = Instant.EPOCH;

  TransactionalEventSender(
      Publishers publishers,
      RestoreGuard restored,
      String topic,
      RegisteredFile file,
      RunSlice slice,
      CommitGuard guard) {
    this.publishers = publishers;
    this.restored = restored;
    this.guard = guard;
    this.file = file;
    this.slice = slice;
    this.serializer = new EventSerializer(topic, file);
    this.transactions = publishers.transactions(slice, EventsNotSentException.PENDING);
    this.position = publishers.publishedThrough(slice);
  }

  /**
   * The position of the last published event, the one before the slice if no event is published. If
   * it is unknown, asks Kafka and fences any other publisher of this slice.
   *
   * @throws EventsNotSentException if Kafka cannot be asked, if it knows more than the database, or
   *     if the topic cannot take events
   * @throws RuntimeException if the lock was lost; then nobody is fenced
   */
  long publishedThrough() {
    if (publishedThrough == UNKNOWN) {
      try {
        publishers.prepare(slice, transactions, guard);
        OffsetAndMetadata stored = position.readMarked();
        Instant latest = restored.requireSameRows(slice, stored);
        long inKafka = stored == null ? slice.before() : stored.offset();
        long through = Math.max(inKafka, slice.publishedThrough());
        lastDecision = later(latest, restored.lastDecision(slice.runId(), inKafka, through));
        publishedThrough = through;
      } catch (KafkaException
          | org.springframework.kafka.KafkaException
          | IllegalStateException failure) {
        publishers.lookAgain();
        throw transactions.unsent(failure);
      }
    }
    return publishedThrough;
  }

  /**
   * Publishes the events of the rows after the published-through position, all of them or none. The
   * events that the topic had before the database was restored are not sent again.
   *
   * @param rows in order of positions, without a gap except for parked events and rows without
   *     events
   * @throws PoisonEventException if Kafka refuses one of the events for good
   * @throws EventsNotSentException if they are not published for any other reason
   */
  void send(List<DecidedRow> rows) {
    long through = publishedThrough();
    List<DecidedRow> unsent = rows.stream().filter(row -> row.position() > through).toList();
    if (unsent.isEmpty()) {
      return;
    }
    DecidedRow last = unsent.get(unsent.size() - 1);
    publishedThrough = UNKNOWN;
    lastDecision = later(lastDecision, restored.lastDecision(slice.runId(), through, unsent));
    String mark = restored.mark(slice, last.position(), lastDecision);
    try {
      transactions.send(
          restored.withoutSent(file, unsent), serializer, position, last.position(), mark);
      publishedThrough = last.position();
    } catch (PoisonEventException | EventsNotSentException failure) {
      publishers.lookAgain();
      throw failure;
    }
  }

  private static Instant later(Instant one, Instant other) {
    return other.isAfter(one) ? other : one;
  }

  @Override
  public void close() {
    position.close();
    transactions.close();
  }
}
