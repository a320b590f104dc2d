package bank.withdrawals.outbox;

import bank.withdrawals.kafka.KafkaClients;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A position in a run that Kafka keeps: the offset of a consumer group of its own. Nobody joins the
 * group. The position is changed in the transaction of the events that it is about.
 */
final class KafkaPosition implements AutoCloseable {

  /** A transaction that is only being completed takes less than this. */
  private static final Duration LOOK_AFTER = Duration.ofSeconds(5);

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  private final KafkaClients kafka;
  private final HangingTransactions hanging;
  private final String name;
  private final TopicPartition key;
  private final Duration patience;

  private @Nullable Consumer<String, byte[]> group;

  /**
   * A position.
   *
   * @param name the id of the consumer group
   */
  KafkaPosition(
      KafkaClients kafka, HangingTransactions hanging, PublishingSettings settings, String name) {
    this.kafka = kafka;
    this.hanging = hanging;
    this.name = name;
    this.key = new TopicPartition(settings.topic(), 0);
    this.patience = settings.deliveryTimeout();
  }

  /**
   * Reads the position; 0 if it was never stored.
   *
   * @throws EventsNotSentException if a transaction on it hangs
   * @throws TimeoutException if it cannot be read in time
   */
  long read() {
    OffsetAndMetadata position = readMarked();
    return position == null ? 0 : position.offset();
  }

  /**
   * Reads the position, with its mark as metadata; null if it was never stored. Waits until no
   * transaction on it is open.
   *
   * @throws EventsNotSentException if a transaction on it hangs
   * @throws TimeoutException if it cannot be read in time
   */
  @Nullable OffsetAndMetadata readMarked() {
    long deadline = System.nanoTime() + patience.toNanos();
    try {
      return committed(patience.compareTo(LOOK_AFTER) < 0 ? patience : LOOK_AFTER);
    } catch (TimeoutException failure) {
      Optional<String> cause = hanging.describe();
      if (cause.isPresent()) {
        throw new EventsNotSentException(
            cause.get() + "; " + EventsNotSentException.PENDING, false, failure);
      }
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw failure;
      }
      return committed(Duration.ofNanos(left));
    }
  }

  /**
   * Changes the position in the open transaction of a producer.
   *
   * @param mark {@link RestoreGuard#mark} of the position; empty if nobody compares it
   */
  void store(Producer<String, byte[]> producer, long position, String mark) {
    producer.sendOffsetsToTransaction(
        Map.of(key, new OffsetAndMetadata(position, Optional.empty(), mark)),
        group().groupMetadata());
  }

  @Override
  public void close() {
    if (group != null) {
      group.close(CloseOptions.timeout(CLOSE_TIMEOUT));
    }
  }

  private @Nullable OffsetAndMetadata committed(Duration time) {
    return group().committed(Set.of(key), time).get(key);
  }

  private Consumer<String, byte[]> group() {
    if (group == null) {
      group = kafka.groupReader(name);
    }
    return group;
  }
}
