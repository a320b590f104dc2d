package bank.withdrawals.testing;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.coordinator.transaction.generated.TransactionLogKey;
import org.apache.kafka.coordinator.transaction.generated.TransactionLogValue;

/**
 * Makes transactions hang that publish the events of runs, as a kill at a bad moment does. A broker
 * has to stop in order and start again before they hang: only then does it read what its
 * coordinator seems to have written.
 */
public final class HangingTransactions {

  private static final String TOPIC = "withdrawals";
  private static final TopicPartition EVENTS = new TopicPartition(TOPIC, 0);
  private static final TopicPartition POSITIONS = new TopicPartition("__consumer_offsets", 0);
  private static final byte COMPLETE_ABORT = 5;

  /** For a transaction that has only events. */
  public static final long NO_POSITION = 0;

  private final String bootstrapServers;

  /** At a broker with one partition in each topic. Creates the topic of events if it is missing. */
  public HangingTransactions(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
    try (Admin admin = admin()) {
      if (!admin.listTopics().names().get().contains(TOPIC)) {
        admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
      }
    } catch (InterruptedException | ExecutionException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /**
   * Publishes events and the position after them, as a run does.
   *
   * @param publisher the transactional id and the group of a slice
   * @param position {@link #NO_POSITION} for none
   */
  public void publish(
      String publisher, List<ConsumerRecord<String, byte[]>> events, long position) {
    transaction(publisher, events, position, true);
  }

  /**
   * Takes the transactional id of a run, as its next process does. Waits until the coordinator has
   * completed the transaction of the former one.
   */
  public void takeOver(String publisher) {
    try (KafkaProducer<String, byte[]> producer = producer(publisher)) {
      producer.initTransactions();
    }
  }

  /**
   * As {@link #publish}, but the transaction stays open, although its coordinator will say that it
   * ended.
   */
  public void hang(String publisher, List<ConsumerRecord<String, byte[]>> events, long position) {
    transaction(publisher, events, position, false);
    TransactionDescription open = describe(publisher);
    complete(publisher, open.producerId(), open.producerEpoch() + 1);
  }

  /** As {@link #publish}, but the transaction is that of a live producer until its id is taken. */
  public void leaveOpen(String publisher, List<ConsumerRecord<String, byte[]>> events) {
    transaction(publisher, events, NO_POSITION, false);
  }

  /** As {@link #hang}, and the epochs of the producer id are exhausted, so there is another one. */
  public void hangWithExhaustedEpochs(
      String publisher, List<ConsumerRecord<String, byte[]>> events, long position) {
    transaction(publisher, events, position, false);
    complete(publisher, describe(publisher).producerId() + 500, 0);
  }

  /** The topic partitions in which a transaction is open. */
  public Set<String> open() {
    Set<String> partitions = new TreeSet<>();
    states().keySet().forEach(partition -> partitions.add(partition.toString()));
    return partitions;
  }

  /** Aborts each transaction that is open, as an operator can. */
  public void abort() {
    try (Admin admin = admin()) {
      for (Map.Entry<TopicPartition, ProducerState> each : states().entrySet()) {
        admin
            .abortTransaction(
                new AbortTransactionSpec(
                    each.getKey(),
                    each.getValue().producerId(),
                    (short) each.getValue().producerEpoch(),
                    each.getValue().coordinatorEpoch().orElse(0)))
            .all()
            .get();
      }
    } catch (InterruptedException | ExecutionException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private Map<TopicPartition, ProducerState> states() {
    Map<TopicPartition, ProducerState> open = new HashMap<>();
    try (Admin admin = admin()) {
      admin
          .describeProducers(List.of(EVENTS, POSITIONS))
          .all()
          .get()
          .forEach(
              (partition, producers) ->
                  producers.activeProducers().stream()
                      .filter(producer -> producer.currentTransactionStartOffset().isPresent())
                      .forEach(producer -> open.put(partition, producer)));
    } catch (InterruptedException | ExecutionException failure) {
      throw new IllegalStateException(failure);
    }
    return open;
  }

  private Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", bootstrapServers));
  }

  private KafkaProducer<String, byte[]> producer(String publisher) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", bootstrapServers, "transactional.id", publisher),
        new StringSerializer(),
        new ByteArraySerializer());
  }

  @SuppressWarnings("removal") // There is no other way to name a group yet.
  private void transaction(
      String publisher,
      List<ConsumerRecord<String, byte[]>> events,
      long position,
      boolean commit) {
    KafkaProducer<String, byte[]> producer = producer(publisher);
    try {
      producer.initTransactions();
      producer.beginTransaction();
      for (ConsumerRecord<String, byte[]> event : events) {
        producer
            .send(new ProducerRecord<>(TOPIC, 0, event.key(), event.value(), event.headers()))
            .get();
      }
      if (position != NO_POSITION) {
        producer.sendOffsetsToTransaction(
            Map.of(EVENTS, new OffsetAndMetadata(position)), new ConsumerGroupMetadata(publisher));
      }
      if (commit) {
        producer.commitTransaction();
      }
    } catch (InterruptedException | ExecutionException failure) {
      throw new IllegalStateException(failure);
    } finally {
      producer.close(Duration.ZERO); // Any longer, and it would abort an open transaction.
    }
  }

  private TransactionDescription describe(String publisher) {
    try (Admin admin = admin()) {
      return admin.describeTransactions(List.of(publisher)).description(publisher).get();
    } catch (InterruptedException | ExecutionException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** Writes to the log of the coordinator, which it reads when it starts. */
  private void complete(String publisher, long producerId, int epoch) {
    long now = System.currentTimeMillis();
    byte[] key =
        MessageUtil.toVersionPrefixedBytes(
            (short) 0, new TransactionLogKey().setTransactionalId(publisher));
    byte[] value =
        MessageUtil.toVersionPrefixedBytes(
            (short) 0,
            new TransactionLogValue()
                .setProducerId(producerId)
                .setProducerEpoch((short) epoch)
                .setTransactionTimeoutMs(60_000)
                .setTransactionStatus(COMPLETE_ABORT)
                .setTransactionPartitions(List.of())
                .setTransactionStartTimestampMs(now)
                .setTransactionLastUpdateTimestampMs(now));
    try (KafkaProducer<byte[], byte[]> coordinator =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                // The broker lets no other client write to its own topics.
                "client.id",
                "__admin_client",
                "enable.idempotence",
                "false"),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      coordinator.send(new ProducerRecord<>("__transaction_state", 0, key, value)).get();
    } catch (InterruptedException | ExecutionException failure) {
      throw new IllegalStateException(failure);
    }
  }
}
