package bank.withdrawals.outbox;

import bank.withdrawals.kafka.KafkaClients;
import bank.withdrawals.ledger.Installation;
import org.springframework.stereotype.Component;

/** What each run has in Kafka: a transactional id, and its positions. See {@link PublisherName}. */
@Component
final class Publishers {

  private final KafkaClients kafka;
  private final Installation installation;
  private final HangingTransactions hanging;
  private final PublishingSettings settings;

  Publishers(
      KafkaClients kafka,
      Installation installation,
      HangingTransactions hanging,
      PublishingSettings settings) {
    this.kafka = kafka;
    this.installation = installation;
    this.hanging = hanging;
    this.settings = settings;
  }

  /**
   * Transactions under the run's transactional id.
   *
   * @param remedy the end of the sentence about events that are not sent
   */
  EventTransactions transactions(long runId, String remedy) {
    return new EventTransactions(kafka, settings, name(runId), remedy);
  }

  /** The position of the last event that is published. */
  KafkaPosition publishedThrough(long runId) {
    return new KafkaPosition(kafka, hanging, settings, name(runId));
  }

  /** The position of the last parked event that is sent again. */
  KafkaPosition resentThrough(long runId) {
    return new KafkaPosition(kafka, hanging, settings, name(runId) + PublisherName.RESENT);
  }

  private String name(long runId) {
    return PublisherName.of(installation.identity(), runId);
  }
}
