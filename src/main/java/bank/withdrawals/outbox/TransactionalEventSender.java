package bank.withdrawals.outbox;

import bank.withdrawals.kafka.KafkaClients;
import bank.withdrawals.kafka.KafkaFailure;
import bank.withdrawals.ledger.DecidedRow;
import bank.withdrawals.ledger.FileRegister;
import bank.withdrawals.ledger.RegisteredFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the events of one run, each exactly once for a {@code read_committed} consumer.
 *
 * <ol>
 *   <li>Take the run's own transactional id. Kafka then fences its former holder (a frozen run that
 *       wakes up) and completes the transaction that the former holder left open.
 *   <li>Ask Kafka for the published-through position. It is the offset of the run's own consumer
 *       group: the position of the last published event. The database's copy counts too, because
 *       Kafka forgets the offsets of an idle group after some time. The higher one is right.
 *   <li>Send the events after the position, and the new position, in one Kafka transaction.
 *   <li>If anything fails, do not guess the outcome: forget the position. The next attempt starts
 *       at 1.
 * </ol>
 *
 * <p>For one run and one thread.
 */
class TransactionalEventSender implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(TransactionalEventSender.class);

  /** The position, from the start of a transaction until it is known to be committed. */
  private static final long UNKNOWN = -1;

  private final KafkaClients kafka;
  private final RestoreGuard restored;
  private final FileRegister files;
  private final HangingTransactions hanging;
  private final PublishingSettings settings;
  private final long runId;

  /** The run's transactional id, and its consumer group. */
  private final String name;

  private final TopicPartition positionKey;

  private @Nullable CommittedPosition committed;
  private @Nullable EventSerializer serializer;
  private long publishedThrough = UNKNOWN;

  TransactionalEventSender(
      KafkaClients kafka,
      RestoreGuard restored,
      FileRegister files,
      HangingTransactions hanging,
      PublishingSettings settings,
      long runId) {
    this.kafka = kafka;
    this.restored = restored;
    this.files = files;
    this.hanging = hanging;
    this.settings = settings;
    this.runId = runId;
    this.name = restored.publisherName(runId);
    this.positionKey = new TopicPartition(settings.topic(), 0);
  }

  /**
   * The position of the last published event, 0 if no event is published. If it is unknown, asks
   * Kafka and fences any other publisher of this run.
   *
   * @throws EventsNotSentException if Kafka cannot be asked, or if it knows more than the database
   */
  long publishedThrough() {
    if (publishedThrough == UNKNOWN) {
      try {
        kafka.producer(name).close();
        kafka.createTopics();
        restored.requireNoUnknownRun();
        RegisteredFile file = files.get(runId);
        serializer = new EventSerializer(settings.topic(), file);
        OffsetAndMetadata position = committed().read(settings.deliveryTimeout());
        restored.requireSameRow(runId, position);
        publishedThrough =
            Math.max(position == null ? 0 : position.offset(), file.publishedThrough());
      } catch (KafkaException
          | org.springframework.kafka.KafkaException
          | IllegalStateException failure) {
        throw unsent(failure);
      }
    }
    return publishedThrough;
  }

  /**
   * Publishes the events of the rows after the published-through position, all of them or none. The
   * events that the topic had before the database was restored are not sent again.
   *
   * @param rows in order of positions
   * @throws PoisonEventException if Kafka refuses one of the events for good
   * @throws EventsNotSentException if they are not published for any other reason
   */
  void send(List<DecidedRow> rows) {
    long position = publishedThrough();
    List<DecidedRow> unsent = rows.stream().filter(row -> row.position() > position).toList();
    if (unsent.isEmpty()) {
      return;
    }
    DecidedRow last = unsent.get(unsent.size() - 1);
    publishedThrough = UNKNOWN;
    EventSerializer events = Objects.requireNonNull(serializer, "No position");
    List<ProducerRecord<String, byte[]>> records =
        restored.withoutSent(events.file(), unsent).parallelStream().map(events::toRecord).toList();
    List<Future<RecordMetadata>> acknowledgements = new ArrayList<>(records.size());
    try (Producer<String, byte[]> producer = kafka.producer(name)) {
      try {
        producer.beginTransaction();
        for (ProducerRecord<String, byte[]> record : records) {
          acknowledgements.add(producer.send(record));
        }
        await(acknowledgements);
        producer.sendOffsetsToTransaction(
            Map.of(
                positionKey,
                new OffsetAndMetadata(last.position(), Optional.empty(), RestoreGuard.mark(last))),
            committed().group());
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
    publishedThrough = last.position();
  }

  @Override
  public void close() {
    if (committed != null) {
      committed.close();
    }
    kafka.closeProducers();
  }

  private CommittedPosition committed() {
    if (committed == null) {
      committed = new CommittedPosition(kafka.groupReader(name), positionKey, hanging);
    }
    return committed;
  }

  /** Waits for all of them, for a bounded time in total: {@code flush()} has no bound. */
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
      // The next holder of the transactional id completes it.
      log.debug("Abort failed", failure);
    }
  }

  /** One bad record fails the whole transaction, so look for its own failure among all of them. */
  private static @Nullable Throwable poisonAmong(
      List<Future<RecordMetadata>> acknowledgements, Throwable failure) {
    for (Future<RecordMetadata> acknowledgement : acknowledgements) {
      if (acknowledgement.isDone()) {
        try {
          acknowledgement.get(0, TimeUnit.SECONDS);
        } catch (ExecutionException refused) {
          if (KafkaFailure.isPoison(refused.getCause())) {
            return refused.getCause();
          }
        } catch (InterruptedException interrupted) {
          throw new InterruptException(interrupted);
        } catch (TimeoutException impossible) {
          throw new IllegalStateException(impossible);
        }
      }
    }
    return KafkaFailure.isPoison(failure) ? failure : null;
  }

  private EventsNotSentException unsent(Throwable failure) {
    return EventsNotSentException.pending(
        KafkaFailure.of(failure, kafka.address().bootstrapServers()),
        KafkaFailure.isTransient(failure),
        failure);
  }
}
