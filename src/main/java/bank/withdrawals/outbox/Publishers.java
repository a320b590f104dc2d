package bank.withdrawals.outbox;

import bank.withdrawals.kafka.KafkaClients;
import bank.withdrawals.kafka.TopicCheck;
import bank.withdrawals.ledger.Installation;
import bank.withdrawals.ledger.RegisteredFile;
import bank.withdrawals.ledger.RunSlice;
import bank.withdrawals.lock.CommitGuard;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What each slice has in Kafka: a transactional id, and its positions. See {@link PublisherName}.
 */
@Component
public final class Publishers {

  private final KafkaClients kafka;
  private final Installation installation;
  private final HangingTransactions hanging;
  private final TopicCheck topics;
  private final RestoreGuard restored;
  private final PublishingSettings settings;

  /** The run for which the topic was found to take events; null after a failure. */
  private @Nullable Long lookedFor;

  Publishers(
      KafkaClients kafka,
      Installation installation,
      HangingTransactions hanging,
      TopicCheck topics,
      RestoreGuard restored,
      PublishingSettings settings) {
    this.kafka = kafka;
    this.installation = installation;
    this.hanging = hanging;
    this.topics = topics;
    this.restored = restored;
    this.settings = settings;
  }

  /**
   * A publisher of the events of a slice. It asks Kafka nothing before it is used.
   *
   * @param guard of the lock of the run or slice
   */
  public TransactionalEventSender sender(RegisteredFile file, RunSlice slice, CommitGuard guard) {
    return new TransactionalEventSender(this, restored, settings.topic(), file, slice, guard);
  }

  /**
   * Transactions under the slice's transactional id.
   *
   * @param remedy the end of the sentence about events that are not sent
   */
  EventTransactions transactions(RunSlice slice, String remedy) {
    return new EventTransactions(kafka, settings, name(slice), remedy);
  }

  /**
   * Makes sure that events may be sent: the topic takes them, nobody else holds the transactional
   * id, and the database is not a restored one. All slices of a run share one look at the topic,
   * until {@link #lookAgain}.
   *
   * @param guard of the lock of the run or slice
   * @throws EventsNotSentException if they may not
   * @throws org.apache.kafka.common.KafkaException if Kafka fails
   * @throws RuntimeException if the lock was lost; then nobody is fenced
   */
  void prepare(RunSlice slice, EventTransactions transactions, CommitGuard guard) {
    lookAtTopic(slice.runId());
    guard.requireHeld();
    transactions.takeId();
    restored.requireNoUnknownRun();
  }

  private synchronized void lookAtTopic(long runId) {
    if (!Objects.equals(lookedFor, runId)) {
      topics.prepare(settings.topic(), EventSerializer.LARGEST_BYTES);
      lookedFor = runId;
    }
  }

  /** Has the topic looked at again before further events: some were not sent. */
  synchronized void lookAgain() {
    lookedFor = null;
  }

  /** The position of the last event that is published. */
  KafkaPosition publishedThrough(RunSlice slice) {
    return new KafkaPosition(kafka, hanging, settings, name(slice));
  }

  /** The position of the last parked event that is sent again. */
  KafkaPosition resentThrough(RunSlice slice) {
    return new KafkaPosition(kafka, hanging, settings, name(slice) + PublisherName.RESENT);
  }

  private String name(RunSlice slice) {
    return PublisherName.of(installation.identity(), slice);
  }
}
