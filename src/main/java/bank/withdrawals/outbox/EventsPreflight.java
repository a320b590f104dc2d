package bank.withdrawals.outbox;

import bank.withdrawals.kafka.KafkaClients;
import bank.withdrawals.kafka.TopicCheck;
import bank.withdrawals.kafka.TopicUnusableException;
import org.springframework.stereotype.Component;

/**
 * Looks at the topic before rows are debited. A broker that cannot be asked delays events, but no
 * debit.
 */
@Component
public class EventsPreflight {

  private final KafkaClients kafka;
  private final TopicCheck topics;
  private final PublishingSettings settings;

  EventsPreflight(KafkaClients kafka, TopicCheck topics, PublishingSettings settings) {
    this.kafka = kafka;
    this.topics = topics;
    this.settings = settings;
  }

  /**
   * Makes sure, as far as the rights of the user allow it, that the topic takes and keeps events.
   * The embedded broker's topic does.
   *
   * @throws TopicRefusedException if it does not
   */
  public void requireTopicForEvents() {
    if (kafka.address().isEmbedded()) {
      return;
    }
    try {
      topics.glanceAt(settings.topic(), EventSerializer.LARGEST_BYTES);
    } catch (TopicUnusableException unusable) {
      throw new TopicRefusedException(
          unusable.getMessage() + ". Nothing was debited, and the files stay where they are.",
          unusable);
    }
  }
}
