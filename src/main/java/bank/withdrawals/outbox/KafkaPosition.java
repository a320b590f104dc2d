package bank.withdrawals.outbox;

import bank.withdrawals.kafka.KafkaClients;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A position in a run that Kafka keeps: the offset of a consumer group of its own. Nobody joins the
 * group. The position is changed in the transaction of the events that it is about.
 */
final class KafkaPosition implements AutoCloseable {

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  private final KafkaClients kafka;
  private final String name;
  private final TopicPartition key;
  private final Duration patience;

  private @Nullable Consumer<String, byte[]> group;

  /**
   * A position.
   *
   * @param name the id of the consumer group
   */
  KafkaPosition(KafkaClients kafka, PublishingSettings settings, String name) {
    this.kafka = kafka;
    this.name = name;
    this.key = new TopicPartition(settings.topic(), 0);
    this.patience = settings.deliveryTimeout();
  }

  /** The position; 0 if there is none. Waits until no transaction on it is open. */
  long read() {
    OffsetAndMetadata offset = group().committed(Set.of(key), patience).get(key);
    return offset == null ? 0 : offset.offset();
  }

  /** Changes the position in the open transaction of a producer. */
  void store(Producer<String, byte[]> producer, long position) {
    producer.sendOffsetsToTransaction(
        Map.of(key, new OffsetAndMetadata(position)), group().groupMetadata());
  }

  @Override
  public void close() {
    if (group != null) {
      group.close(CloseOptions.timeout(CLOSE_TIMEOUT));
    }
  }

  private Consumer<String, byte[]> group() {
    if (group == null) {
      group = kafka.groupReader(name);
    }
    return group;
  }
}
