package bank.withdrawals.outbox;

import bank.withdrawals.ledger.FileRegister;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.ProducerFactory;

/**
 * One file's events, each exactly once to whoever reads committed.
 *
 * <ol>
 *   <li>Take the file's own transactional id. Kafka fences whoever held it before (a run that was
 *       frozen and wakes up) and settles the transaction it left open.
 *   <li>Ask Kafka for the watermark: the offset committed for the file's own consumer group is the
 *       line of the last event that is out. The database's note of it counts too, because Kafka
 *       forgets the offsets of an idle group after a time.
 *   <li>Send what is behind the watermark, and the new watermark with it, in one transaction.
 *   <li>Whatever goes wrong, the outcome is not guessed: the watermark is unknown from there, and
 *       the next attempt begins at 1.
 * </ol>
 *
 * <p>For one file and one thread.
 */
class TransactionalEventSender implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(TransactionalEventSender.class);

  private static final long UNKNOWN = -1;
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  private final ProducerFactory<String, byte[]> producers;
  private final ConsumerFactory<String, byte[]> consumers;
  private final KafkaAdmin admin;
  private final KafkaAddress address;
  private final FileRegister files;
  private final PublishingSettings settings;
  private final long runId;
  private final String name;
  private final TopicPartition watermarkKey;

  private @Nullable Consumer<String, byte[]> group;
  private long watermark = UNKNOWN;

  TransactionalEventSender(
      ProducerFactory<String, byte[]> producers,
      ConsumerFactory<String, byte[]> consumers,
      KafkaAdmin admin,
      KafkaAddress address,
      FileRegister files,
      PublishingSettings settings,
      long runId) {
    this.producers = producers;
    this.consumers = consumers;
    this.admin = admin;
    this.address = address;
    this.files = files;
    this.settings = settings;
    this.runId = runId;
    this.name = "withdrawals-publisher-" + runId;
    this.watermarkKey = new TopicPartition(settings.topic(), 0);
  }

  /**
   * The line of the last event that is out, 0 where there is none. Asks Kafka where it is not
   * known, and fences any other publisher of this file then.
   *
   * @throws EventsNotSentException where Kafka cannot be asked
   */
  long watermark() {
    if (watermark == UNKNOWN) {
      try {
        producers.createProducer(name).close();
        admin.initialize();
        watermark = Math.max(committed(), files.get(runId).publishedThrough());
      } catch (KafkaException
          | org.springframework.kafka.KafkaException
          | IllegalStateException failure) {
        throw unsent(failure);
      }
    }
    return watermark;
  }

  /**
   * Sends the entries that are not out yet, all of them or none.
   *
   * @param entries in file order
   * @throws PoisonEventException where Kafka refuses one of them for good
   * @throws EventsNotSentException where they did not go out for any other reason
   */
  void send(List<OutboxEntry> entries) {
    long from = watermark();
    List<OutboxEntry> unsent = entries.stream().filter(entry -> entry.line() > from).toList();
    if (unsent.isEmpty()) {
      return;
    }
    long last = unsent.get(unsent.size() - 1).line();
    watermark = UNKNOWN;
    List<ProducerRecord<String, byte[]>> events =
        unsent.parallelStream().map(entry -> entry.event(settings.topic())).toList();
    List<Future<RecordMetadata>> acknowledgements = new ArrayList<>(events.size());
    try (Producer<String, byte[]> producer = producers.createProducer(name)) {
      try {
        producer.beginTransaction();
        for (ProducerRecord<String, byte[]> event : events) {
          acknowledgements.add(producer.send(event));
        }
        await(acknowledgements);
        producer.sendOffsetsToTransaction(
            Map.of(watermarkKey, new OffsetAndMetadata(last)), group().groupMetadata());
        producer.commitTransaction();
      } catch (KafkaException failure) {
        abort(producer);
        Throwable poison = poisonAmong(acknowledgements, failure);
        throw poison == null
            ? unsent(failure)
            : new PoisonEventException("Kafka refuses the event: " + poison.getMessage(), poison);
      }
    } catch (org.springframework.kafka.KafkaException failure) {
      throw unsent(failure);
    }
    watermark = last;
  }

  @Override
  public void close() {
    if (group != null) {
      group.close(CloseOptions.timeout(CLOSE_TIMEOUT));
    }
    producers.reset();
  }

  /** Waits for an open transaction's offsets to be settled; never joins the group. */
  private long committed() {
    OffsetAndMetadata offset =
        group().committed(Set.of(watermarkKey), settings.deliveryTimeout()).get(watermarkKey);
    return offset == null ? 0 : offset.offset();
  }

  private Consumer<String, byte[]> group() {
    if (group == null) {
      group = consumers.createConsumer(name, "");
    }
    return group;
  }

  /** Waits for all, bounded as a whole: {@code flush()} has no bound. */
  private void await(List<Future<RecordMetadata>> acknowledgements) {
    long deadline = System.nanoTime() + settings.deliveryTimeout().toNanos();
    try {
      for (Future<RecordMetadata> acknowledgement : acknowledgements) {
        acknowledgement.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      }
    } catch (ExecutionException failure) {
      throw failure.getCause() instanceof KafkaException kafka
          ? kafka
          : new KafkaException("An event was not acknowledged", failure.getCause());
    } catch (TimeoutException failure) {
      throw new org.apache.kafka.common.errors.TimeoutException(
          "Events were not acknowledged within " + settings.deliveryTimeout(), failure);
    } catch (InterruptedException interrupted) {
      throw new InterruptException(interrupted);
    }
  }

  private void abort(Producer<String, byte[]> producer) {
    try {
      producer.abortTransaction();
    } catch (RuntimeException failure) {
      // The next taker of the transactional id settles it.
      log.debug("Abort failed", failure);
    }
  }

  /** One bad record fails the whole transaction, so the cause may be another record's than ours. */
  private static @Nullable Throwable poisonAmong(
      List<Future<RecordMetadata>> acknowledgements, Throwable failure) {
    for (Future<RecordMetadata> acknowledgement : acknowledgements) {
      if (acknowledgement.isDone()) {
        try {
          acknowledgement.get(0, TimeUnit.SECONDS);
        } catch (ExecutionException refused) {
          if (isPoison(refused.getCause())) {
            return refused.getCause();
          }
        } catch (InterruptedException interrupted) {
          throw new InterruptException(interrupted);
        } catch (TimeoutException impossible) {
          throw new IllegalStateException(impossible);
        }
      }
    }
    return isPoison(failure) ? failure : null;
  }

  private static boolean isPoison(@Nullable Throwable cause) {
    return cause instanceof RecordTooLargeException
        || cause instanceof RecordBatchTooLargeException
        || cause instanceof SerializationException
        || cause instanceof InvalidRecordException;
  }

  private EventsNotSentException unsent(Throwable failure) {
    boolean passing = true;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof InterruptException
          || (cause instanceof ApiException api && !isTransient(api))) {
        passing = false;
      }
    }
    return new EventsNotSentException(
        KafkaFailure.of(failure, address.bootstrapServers())
            + "; the events are pending, nothing is lost. When it is mended, run `publish`.",
        passing,
        failure);
  }

  private static boolean isTransient(ApiException failure) {
    return failure instanceof RetriableException
        || failure instanceof TransactionAbortableException;
  }
}
