package bank.withdrawals.outbox;

import bank.withdrawals.kafka.KafkaClients;
import bank.withdrawals.kafka.TopicCheck;
import bank.withdrawals.ledger.DecidedRow;
import bank.withdrawals.ledger.FileRegister;
import bank.withdrawals.ledger.Installation;
import bank.withdrawals.ledger.RegisteredFile;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Sends the parked events of a run again, each exactly once for a {@code read_committed} consumer.
 *
 * <ol>
 *   <li>Look at the topic, and take the run's own transactional id. Kafka then fences any other
 *       sender of this run, and completes the transaction that it left open.
 *   <li>Ask Kafka for the resent-through position: the offset of a group of its own. The parked
 *       events up to it are sent, even if a kill came between Kafka's commit and the database's.
 *       Store that in the database.
 *   <li>If the last parked event is after the published-through position, store its position as
 *       published through, in Kafka first. All events before it must be sent or parked. Without
 *       this, an event that is no longer parked would be pending, and {@code publish} would send it
 *       too.
 *   <li>Send the next parked events, in order of positions, and the position of the last one as
 *       resent through, in one Kafka transaction. Then store in the database that they are sent.
 *       Repeat until none is parked.
 *   <li>If Kafka refuses one of them for good, send those before it, and stop there. Otherwise the
 *       resent-through position would count it as sent.
 *   <li>If anything fails, do not guess the outcome. The next call starts at 1.
 * </ol>
 *
 * <p>Events are parked in order of positions, and only after the published-through position. So
 * each event that is parked later is after the resent-through position too. The caller holds the
 * run lock.
 */
@Component
public class ParkedEventSender {

  private static final Logger log = LoggerFactory.getLogger(ParkedEventSender.class);

  private static final String RESENT_THROUGH = "-resent";

  private final KafkaClients kafka;
  private final TopicCheck topics;
  private final HangingTransactions hanging;
  private final Installation installation;
  private final FileRegister files;
  private final Outbox outbox;
  private final PublishingSettings settings;

  ParkedEventSender(
      KafkaClients kafka,
      TopicCheck topics,
      HangingTransactions hanging,
      Installation installation,
      FileRegister files,
      Outbox outbox,
      PublishingSettings settings) {
    this.kafka = kafka;
    this.topics = topics;
    this.hanging = hanging;
    this.installation = installation;
    this.files = files;
    this.outbox = outbox;
    this.settings = settings;
  }

  /**
   * Sends the parked events of a run.
   *
   * @throws PoisonEventException if Kafka still refuses one; those before it are sent
   * @throws EventsNotSentException if Kafka fails; some may be sent
   */
  public void resend(long runId) {
    String name = PublisherName.of(installation.identity(), runId);
    EventTransactions transactions = 
        new EventTransactions(kafka, settings, name, EventsNotSentException::parked);
    try (CommittedPosition publishedThrough = position(name);
        CommittedPosition resentThrough = position(name + RESENT_THROUGH)) {
      topics.prepare(settings.topic(), EventSerializer.LARGEST_BYTES);
      transactions.takeId();
      outbox.parked().markResent(runId, resentThrough.read(settings.deliveryTimeout()));
      publishThroughLast(files.get(runId), transactions, publishedThrough);
      sendAll(files.get(runId), transactions, resentThrough);
    } catch (KafkaException
        | org.springframework.kafka.KafkaException
        | IllegalStateException failure) {
      throw transactions.unsent(failure);
    } finally {
      kafka.closeProducers();
    }
  }

  private CommittedPosition position(String name) {
    return CommittedPosition.of(name, kafka, settings, hanging);
  }

  private void publishThroughLast(
      RegisteredFile file, EventTransactions transactions, CommittedPosition publishedThrough) {
    OptionalLong last = outbox.parked().last(file.runId());
    long through =
        Math.max(publishedThrough.read(settings.deliveryTimeout()), file.publishedThrough());
    if (last.isEmpty() || last.getAsLong() <= through) {
      return;
    }
    if (outbox.hasUnparkedRows(file, through, last.getAsLong())) {
      throw new EventsNotSentException(
          "Pending events of run %d go first: run `publish`.".formatted(file.runId()), false);
    }
    transactions.store(publishedThrough, last.getAsLong());
    files.advancePublishedThrough(file.runId(), last.getAsLong());
  }

  private void sendAll(
      RegisteredFile file, EventTransactions transactions, CommittedPosition resentThrough) {
    EventSerializer serializer = new EventSerializer(settings.topic(), file);
    OptionalLong first = outbox.parked().first(file.runId());
    while (first.isPresent()) {
      long after = first.getAsLong() - 1;
      send(
          file.runId(),
          outbox.parkedRows(file, after, after + settings.chunkSize()),
          rows -> transactions.send(rows, serializer, resentThrough));
      first = outbox.parked().first(file.runId());
    }
  }

  /** Sends the events of a Kafka transaction. */
  private interface Transaction {
    void send(List<DecidedRow> rows);
  }

  /** Halves the rows until the event that is refused is alone, so that those before it are sent. */
  private void send(long runId, List<DecidedRow> rows, Transaction transaction) {
    try {
      transaction.send(rows);
    } catch (PoisonEventException refused) {
      if (rows.size() == 1) {
        log.warn("Event of line {} is still refused", rows.get(0).line());
        throw refused;
      }
      int half = rows.size() / 2;
      send(runId, rows.subList(0, half), transaction);
      send(runId, rows.subList(half, rows.size()), transaction);
      return;
    }
    outbox.parked().markResent(runId, rows.get(rows.size() - 1).position());
  }
}
