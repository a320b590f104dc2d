package bank.withdrawals.outbox;

import bank.withdrawals.kafka.KafkaClients;
import bank.withdrawals.kafka.KafkaFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.springframework.stereotype.Component;

/**
 * Reads the events of the topic as a {@code read_committed} consumer gets them. It joins no
 * consumer group. Each poll passes on its events as one batch, which may be empty.
 */
@Component
public final class EventTail {

  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration SETTLING = Duration.ofSeconds(15);
  private static final Duration SILENCE = Duration.ofSeconds(60);

  private final KafkaClients kafka;
  private final HangingTransactions hanging;
  private final String topic;

  EventTail(KafkaClients kafka, HangingTransactions hanging, PublishingSettings settings) {
    this.kafka = kafka;
    this.hanging = hanging;
    this.topic = settings.topic();
  }

  /**
   * What the topic has kept.
   *
   * @param whole whether retention has never deleted an event
   * @param settled whether no open transaction hides later events
   * @param partitions the number of topic partitions
   */
  public record Extent(boolean whole, boolean settled, int partitions) {}

  /** The ends of the partitions, and whether no open transaction is in front of them. */
  private record Ends(Map<TopicPartition, Long> offsets, boolean settled) {}

  /**
   * Reads the events that are readable now, from the oldest.
   *
   * @throws EventsNotReadException if Kafka fails
   */
  public void readExisting(java.util.function.Consumer<List<PublishedEvent>> events) {
    try (Consumer<String, byte[]> consumer = kafka.reader()) {
      List<TopicPartition> partitions = assign(consumer);
      consumer.seekToBeginning(partitions);
      read(consumer, consumer.endOffsets(partitions), events);
    } catch (KafkaException | org.springframework.kafka.KafkaException failure) {
      throw unread(failure);
    }
  }

  /**
   * Why later events are not readable, and will not be: a transaction hangs. It is the beginning of
   * a sentence, without a full stop; empty if no transaction is known to hang.
   */
  public Optional<String> hiddenBecause() {
    return hanging.describe();
  }

  /**
   * Reads all events from the oldest. First waits a while for transactions that are just being
   * committed: a commit returns before its events are readable.
   *
   * @throws EventsNotReadException if Kafka fails, or if a transaction hangs
   */
  public Extent readSettled(java.util.function.Consumer<List<PublishedEvent>> events) {
    try (Consumer<String, byte[]> consumer = kafka.reader()) {
      List<TopicPartition> partitions = assign(consumer);
      consumer.seekToBeginning(partitions);
      Ends ends = settledEnds(consumer, partitions);
      read(consumer, ends.offsets(), events);
      boolean whole =
          consumer.beginningOffsets(partitions).values().stream().allMatch(first -> first == 0);
      return new Extent(whole, ends.settled(), partitions.size());
    } catch (KafkaException | org.springframework.kafka.KafkaException failure) {
      throw unread(failure);
    }
  }

  /**
   * Reads the events that are published from now on, until the thread is interrupted. If the topic
   * does not exist yet, waits for it: all its events are new.
   *
   * @throws EventsNotReadException if Kafka fails
   */
  public void follow(java.util.function.Consumer<List<PublishedEvent>> events)
      throws InterruptedException {
    try (Consumer<String, byte[]> consumer = kafka.reader()) {
      List<TopicPartition> partitions = assign(consumer);
      boolean existed = !partitions.isEmpty();
      while (partitions.isEmpty()) {
        Thread.sleep(POLL.toMillis());
        partitions = assign(consumer);
      }
      if (existed) {
        consumer.seekToEnd(partitions);
      } else {
        consumer.seekToBeginning(partitions);
      }
      partitions.forEach(consumer::position);
      while (true) {
        poll(consumer, events);
      }
    } catch (KafkaException | org.springframework.kafka.KafkaException failure) {
      throw unread(failure);
    }
  }

  /** Assigns all partitions of the topic; none if the topic does not exist yet. */
  private List<TopicPartition> assign(Consumer<String, byte[]> consumer) {
    List<TopicPartition> partitions =
        consumer.listTopics().getOrDefault(topic, List.of()).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    consumer.assign(partitions);
    return partitions;
  }

  private static void read(
      Consumer<String, byte[]> consumer,
      Map<TopicPartition, Long> ends,
      java.util.function.Consumer<List<PublishedEvent>> events) {
    long lastEvent = System.nanoTime();
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      if (poll(consumer, events)) {
        lastEvent = System.nanoTime();
      } else if (System.nanoTime() - lastEvent > SILENCE.toNanos()) {
        throw new TimeoutException("No event for a minute");
      }
    }
  }

  private static boolean poll(
      Consumer<String, byte[]> consumer, java.util.function.Consumer<List<PublishedEvent>> events) {
    List<PublishedEvent> batch = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
      batch.add(new PublishedEvent(record));
    }
    events.accept(batch);
    return !batch.isEmpty();
  }

  /** The ends of the partitions, after a while even if an open transaction is in front of them. */
  private Ends settledEnds(Consumer<String, byte[]> consumer, List<TopicPartition> partitions) {
    long deadline = System.nanoTime() + SETTLING.toNanos();
    try (Consumer<String, byte[]> all = kafka.readerOfUncommitted()) {
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      boolean settled = ends.equals(all.endOffsets(partitions));
      if (!settled) {
        hanging
            .describe()
            .ifPresent(
                cause -> {
                  throw new EventsNotReadException(cause);
                });
      }
      while (!settled && System.nanoTime() < deadline) {
        ends = consumer.endOffsets(partitions);
        settled = ends.equals(all.endOffsets(partitions));
      }
      return new Ends(ends, settled);
    }
  }

  private EventsNotReadException unread(RuntimeException failure) {
    return new EventsNotReadException(
        KafkaFailure.of(failure, kafka.address().bootstrapServers()), failure);
  }
}
