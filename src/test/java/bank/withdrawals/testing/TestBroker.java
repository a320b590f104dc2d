package bank.withdrawals.testing;

import bank.withdrawals.embedded.EmbeddedBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The Kafka broker of the tests. */
public final class TestBroker {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final class Holder {
    static final TestBroker INSTANCE = new TestBroker();
  }

  private final EmbeddedBroker broker;

  private TestBroker() {
    try {
      broker = EmbeddedBroker.start(Files.createTempDirectory("broker").resolve("kafka"), 0);
      Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Starts it at the first call. */
  public static TestBroker get() {
    return Holder.INSTANCE;
  }

  /** Its address. */
  public String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /** Creates a topic. */
  public void createTopic(String name, int partitions, Map<String, String> configuration) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(name, Optional.of(partitions), Optional.empty())
                      .configs(configuration)))
          .all()
          .get();
    } catch (InterruptedException | ExecutionException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** Sends these, one after the other. */
  public void send(List<ProducerRecord<String, byte[]>> records) {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrapServers()),
            new StringSerializer(),
            new ByteArraySerializer())) {
      for (ProducerRecord<String, byte[]> record : records) {
        producer.send(record).get();
      }
    } catch (InterruptedException | ExecutionException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /**
   * Deletes up to {@code count} of the first records of each topic partition, as retention does.
   */
  public void deleteRecords(String topic, long count) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
      Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
      admin
          .describeTopics(List.of(topic))
          .topicNameValues()
          .get(topic)
          .get()
          .partitions()
          .forEach(p -> latest.put(new TopicPartition(topic, p.partition()), OffsetSpec.latest()));
      Map<TopicPartition, RecordsToDelete> deletions = new HashMap<>();
      admin
          .listOffsets(latest)
          .all()
          .get()
          .forEach(
              (partition, end) ->
                  deletions.put(
                      partition, RecordsToDelete.beforeOffset(Math.min(count, end.offset()))));
      admin.deleteRecords(deletions).all().get();
    } catch (InterruptedException | ExecutionException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /**
   * Every record of a topic that a {@code read_committed} consumer gets, partition after partition.
   */
  public List<ConsumerRecord<String, byte[]>> readCommitted(String topic) {
    return readCommitted(bootstrapServers(), topic);
  }

  /**
   * As above, from any broker. A producer's commit returns before the events are visible in the
   * topic, so this waits for transactions that are being completed. A transaction that is still
   * open hides the events after it, as from any consumer.
   */
  public static List<ConsumerRecord<String, byte[]>> readCommitted(
      String bootstrapServers, String topic) {
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    awaitCompletedTransactions(bootstrapServers);
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "isolation.level",
                "read_committed",
                // Closing waits for the last fetch, and the broker holds that so long.
                "fetch.max.wait.ms",
                10),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      if (!consumer.listTopics().containsKey(topic)) {
        return records;
      }
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("The end of the topic is not reached: " + ends);
        }
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }

  private static void awaitCompletedTransactions(String bootstrapServers) {
    ListTransactionsOptions beingCompleted =
        new ListTransactionsOptions()
            .filterStates(Set.of(TransactionState.PREPARE_COMMIT, TransactionState.PREPARE_ABORT));
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      while (!admin.listTransactions(beingCompleted).all().get().isEmpty()) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("Transactions are not completed");
        }
      }
    } catch (InterruptedException | ExecutionException failure) {
      throw new IllegalStateException(failure);
    }
  }
}
