package bank.withdrawals.outbox;

import bank.withdrawals.kafka.TopicCheck;
import bank.withdrawals.ledger.DecidedRow;
import bank.withdrawals.ledger.FileRegister;
import bank.withdrawals.ledger.RegisteredFile;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the events of one run, each exactly once for a {@code read_committed} consumer.
 *
 * <ol>
 *   <li>Look at the topic, and create it if it does not exist: {@link TopicCheck}.
 *   <li>Take the run's own transactional id. Kafka then fences its former holder (a frozen run that
 *       wakes up) and completes the transaction that the former holder left open.
 *   <li>Ask Kafka for the published-through position. It is the offset of the run's own consumer
 *       group: the position of the last published event. The database's copy counts too, because
 *       Kafka forgets the offsets of an idle group after some time. The higher one is right.
 *   <li>Send the events after the position, and the new position, in one Kafka transaction.
 *   <li>If anything fails, do not guess the outcome: forget the position. The next attempt starts
 *       at 1.
 * </ol>
 *
 * <p>For one run and one thread.
 */
class TransactionalEventSender implements AutoCloseable {

  /** The position, from the start of a transaction until it is known to be committed. */
  private static final long UNKNOWN = -1;

  private final TopicCheck topics;
  private final RestoreGuard restored;
  private final FileRegister files;
  private final PublishingSettings settings;
  private final long runId;
  private final EventTransactions transactions;
  private final KafkaPosition position;

  private @Nullable EventSerializer serializer;
  private long publishedThrough = UNKNOWN;

  /** When the latest row up to the position was decided. */
  private Instant lastDecision = Instant.EPOCH;

  TransactionalEventSender(
      Publishers publishers,
      TopicCheck topics,
      RestoreGuard restored,
      FileRegister files,
      PublishingSettings settings,
      long runId) {
    this.topics = topics;
    this.restored = restored;
    this.files = files;
    this.settings = settings;
    this.runId = runId;
    this.transactions = publishers.transactions(runId, EventsNotSentException.PENDING);
    this.position = publishers.publishedThrough(runId);
  }

  /**
   * The position of the last published event, 0 if no event is published. If it is unknown, asks
   * Kafka and fences any other publisher of this run.
   *
   * @throws EventsNotSentException if Kafka cannot be asked, if it knows more than the database, or
   *     if the topic cannot take events
   */
  long publishedThrough() {
    if (publishedThrough == UNKNOWN) {
      try {
        topics.prepare(settings.topic(), EventSerializer.LARGEST_BYTES);
        transactions.takeId();
        restored.requireNoUnknownRun();
        RegisteredFile file = files.get(runId);
        serializer = new EventSerializer(settings.topic(), file);
        OffsetAndMetadata inKafka = position.readMarked();
        restored.requireSameRows(runId, inKafka);
        long through = Math.max(inKafka == null ? 0 : inKafka.offset(), file.publishedThrough());
        lastDecision = restored.lastDecision(runId, 0, through);
        publishedThrough = through;
      } catch (KafkaException
          | org.springframework.kafka.KafkaException
          | IllegalStateException failure) {
        throw transactions.unsent(failure);
      }
    }
    return publishedThrough;
  }

  /**
   * Publishes the events of the rows after the published-through position, all of them or none. The
   * events that the topic had before the database was restored are not sent again.
   *
   * @param rows in order of positions
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
    EventSerializer events = Objects.requireNonNull(serializer, "No position");
    Instant latest = restored.lastDecision(runId, through, last.position());
    lastDecision = latest.isAfter(lastDecision) ? latest : lastDecision;
    transactions.send(
        restored.withoutSent(events.file(), unsent),
        events,
        position,
        last.position(),
        restored.mark(runId, last.position(), lastDecision));
    publishedThrough = last.position();
  }

  @Override
  public void close() {
    position.close();
    transactions.close();
  }
}
