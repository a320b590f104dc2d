package bank.withdrawals.outbox;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The published-through position of a run in Kafka: the committed offset of the run's own consumer
 * group. Never joins the group.
 */
final class CommittedPosition implements AutoCloseable {

  /** A transaction that is only being completed takes less than this. */
  private static final Duration LOOK_AFTER = Duration.ofSeconds(5);

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  private final Consumer<String, byte[]> group;
  private final TopicPartition key;
  private final HangingTransactions hanging;

  /**
   * The position of a group.
   *
   * @param group its reader; closing this closes it
   * @param key the topic partition under which the position is stored
   */
  CommittedPosition(
      Consumer<String, byte[]> group, TopicPartition key, HangingTransactions hanging) {
    this.group = group;
    this.key = key;
    this.hanging = hanging;
  }

  /**
   * Reads the position, null if there is none. Waits until no transaction on it is open.
   *
   * @param patience how long to wait at most; less if the transaction hangs
   * @throws EventsNotSentException if it hangs
   * @throws TimeoutException if the position cannot be read in time
   */
  @Nullable OffsetAndMetadata read(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    try {
      return committed(patience.compareTo(LOOK_AFTER) < 0 ? patience : LOOK_AFTER);
    } catch (TimeoutException failure) {
      Optional<String> cause = hanging.describe();
      if (cause.isPresent()) {
        throw EventsNotSentException.pending(cause.get(), false, failure);
      }
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw failure;
      }
      return committed(Duration.ofNanos(left));
    }
  }

  /** What a transaction needs to know of the group, to commit a position in it. */
  ConsumerGroupMetadata group() {
    return group.groupMetadata();
  }

  @Override
  public void close() {
    group.close(CloseOptions.timeout(CLOSE_TIMEOUT));
  }

  private @Nullable OffsetAndMetadata committed(Duration patience) {
    return group.committed(Set.of(key), patience).get(key);
  }
}
