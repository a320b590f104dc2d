package bank.withdrawals.outbox;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the topic as a {@code read_committed} consumer sees it. Each event becomes one line of
 * JSON: its CloudEvents attributes, then its data.
 */
public final class EventTail {

  private static final Duration POLL = Duration.ofMillis(500);
  private static final String ATTRIBUTE = "ce_";

  private final JsonMapper json = new JsonMapper();
  private final DefaultKafkaConsumerFactory<?, ?> consumers;
  private final KafkaAddress address;
  private final String topic;

  EventTail(
      DefaultKafkaConsumerFactory<?, ?> consumers,
      KafkaAddress address,
      PublishingSettings settings) {
    this.consumers = consumers;
    this.address = address;
    this.topic = settings.topic();
  }

  /** The topic cannot be read; the message is a sentence that says why and what to do. */
  public static final class UnreadableTopicException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnreadableTopicException(String sentence, KafkaException cause) {
      super(sentence, cause);
    }
  }

  /**
   * Passes every event that the topic holds now to {@code lines}.
   *
   * @throws UnreadableTopicException if Kafka fails or does not answer
   */
  public void readAll(java.util.function.Consumer<String> lines) {
    try (Consumer<?, ?> consumer = consumers.createConsumer()) {
      List<TopicPartition> partitions = partitions(consumer);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
      ends.values().removeIf(end -> end == 0);
      while (!ends.isEmpty()) {
        poll(consumer, lines);
        ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
      }
    } catch (KafkaException failure) {
      throw unreadable(failure);
    }
  }

  /**
   * Passes every event that is published from now on to {@code lines}, until the thread is
   * interrupted.
   *
   * @throws UnreadableTopicException if Kafka fails or does not answer
   */
  public void follow(java.util.function.Consumer<String> lines) throws InterruptedException {
    try (Consumer<?, ?> consumer = consumers.createConsumer()) {
      seekToNewEvents(consumer);
      while (true) {
        poll(consumer, lines);
      }
    } catch (KafkaException failure) {
      throw unreadable(failure);
    }
  }

  /**
   * If there is no topic yet, waits for the first run to create it: then all its events are new.
   */
  private void seekToNewEvents(Consumer<?, ?> consumer) throws InterruptedException {
    boolean topicExists = true;
    List<TopicPartition> partitions = partitions(consumer);
    while (partitions.isEmpty()) {
      topicExists = false;
      Thread.sleep(POLL.toMillis());
      partitions = partitions(consumer);
    }
    consumer.assign(partitions);
    if (topicExists) {
      consumer.seekToEnd(partitions);
    } else {
      consumer.seekToBeginning(partitions);
    }
    partitions.forEach(consumer::position);
  }

  /** Empty if there is no such topic yet. */
  private List<TopicPartition> partitions(Consumer<?, ?> consumer) {
    return consumer.listTopics().getOrDefault(topic, List.of()).stream()
        .map(partition -> new TopicPartition(topic, partition.partition()))
        .toList();
  }

  private void poll(Consumer<?, ?> consumer, java.util.function.Consumer<String> lines) {
    for (ConsumerRecord<?, ?> event : consumer.poll(POLL)) {
      lines.accept(line(event));
    }
  }

  private String line(ConsumerRecord<?, ?> event) {
    ObjectNode line = json.createObjectNode();
    for (Header header : event.headers()) {
      if (header.key().startsWith(ATTRIBUTE)) {
        line.put(
            header.key().substring(ATTRIBUTE.length()),
            new String(header.value(), StandardCharsets.UTF_8));
      }
    }
    line.set("data", json.readTree((byte[]) event.value()));
    return line.toString();
  }

  private UnreadableTopicException unreadable(KafkaException failure) {
    return new UnreadableTopicException(
        KafkaFailure.of(failure, address.bootstrapServers())
            + "; fix that, or the SPRING_KAFKA_ settings.",
        failure);
  }
}
