package bank.withdrawals.outbox;

import bank.withdrawals.kafka.KafkaClients;
import bank.withdrawals.kafka.KafkaFailure;
import bank.withdrawals.ledger.DecidedRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends events and a position in one Kafka transaction, under one transactional id. */
final class EventTransactions implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(EventTransactions.class);

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  private final KafkaClients kafka;
  private final PublishingSettings settings;
  private final String transactionalId;
  private final String remedy;

  /** The holder of the transactional id; null if nobody here holds it. */
  private @Nullable Producer<String, byte[]> producer;

  /**
   * Transactions under an id.
   *
   * @param remedy the end of the sentence about events that are not sent: their state, and what to
   *     do
   */
  EventTransactions(
      KafkaClients kafka, PublishingSettings settings, String transactionalId, String remedy) {
    this.kafka = kafka;
    this.settings = settings;
    this.transactionalId = transactionalId;
    this.remedy = remedy;
  }

  /**
   * Takes the transactional id, unless it has it. Kafka fences its former holder, and completes the
   * transaction that the former holder left open. Whoever is fenced never takes the id again by
   * itself: a process that was frozen would send events that its successor has sent.
   */
  void takeId() {
    if (producer != null) {
      return;
    }
    try {
      producer = kafka.producer(transactionalId);
    } catch (KafkaException failure) {
      if (isTimeout(failure)) {
        // It has just answered questions about the topic.
        throw new EventsNotSentException(
            "Kafka at %s answers, but begins no transaction: its topic __transaction_state may have too few brokers; %s"
                .formatted(kafka.address().bootstrapServers(), remedy),
            true,
            failure);
      }
      throw failure;
    }
  }

  /**
   * Sends the events of rows and stores a position, all of it or nothing.
   *
   * @param rows in order of positions; none if the topic has all their events already
   * @param through the position that is stored
   * @param mark {@link RestoreGuard#mark} of the position
   * @throws PoisonEventException if Kafka refuses one of the events for good
   * @throws EventsNotSentException if they are not sent for any other reason; the outcome is
   *     unknown
   */
  void send(
      List<DecidedRow> rows,
      EventSerializer serializer,
      KafkaPosition position,
      long through,
      String mark) {
    List<ProducerRecord<String, byte[]>> records =
        rows.parallelStream().map(serializer::toRecord).toList();
    commit(records, position, through, mark);
  }

  /** Stores a position without events. */
  void store(KafkaPosition position, long value, String mark) {
    commit(List.of(), position, value, mark);
  }

  private void commit(
      List<ProducerRecord<String, byte[]>> records,
      KafkaPosition position,
      long value,
      String mark) {
    List<Future<RecordMetadata>> acknowledgements = new ArrayList<>(records.size());
    Producer<String, byte[]> holder = Objects.requireNonNull(producer, "The id is not taken");
    try {
      holder.beginTransaction();
      for (ProducerRecord<String, byte[]> record : records) {
        Future<RecordMetadata> acknowledgement = holder.send(record);
        acknowledgements.add(acknowledgement);
        if (acknowledgement.isDone()) {
          // If it failed, each further event would fail too, after its own timeout.
          get(acknowledgement, 0);
        }
      }
      await(acknowledgements);
      position.store(holder, value, mark);
      holder.commitTransaction();
    } catch (KafkaException failure) {
      abort(holder);
      throw refusal(acknowledgements, failure);
    } catch (org.springframework.kafka.KafkaException failure) {
      abort(holder);
      throw unsent(failure);
    }
  }

  /** The exception for events that are not sent. */
  EventsNotSentException unsent(Throwable failure) {
    return new EventsNotSentException(
        KafkaFailure.of(failure, kafka.address().bootstrapServers()) + "; " + remedy,
        KafkaFailure.isTransient(failure),
        failure);
  }

  /** Gives up the transactional id. */
  @Override
  public void close() {
    if (producer != null) {
      producer.close(CLOSE_TIMEOUT);
      producer = null;
    }
  }

  private RuntimeException refusal(
      List<Future<RecordMetadata>> acknowledgements, KafkaException failure) {
    Throwable poison = poisonAmong(acknowledgements, failure);
    if (poison == null) {
      return unsent(failure);
    }
    if (KafkaFailure.isTooLargeForTopic(poison)) {
      return new EventsNotSentException(
          "The topic %s takes no event of this size: raise its max.message.bytes; %s"
              .formatted(settings.topic(), remedy),
          false,
          poison);
    }
    return new PoisonEventException("Kafka refuses the event: " + poison.getMessage(), poison);
  }

  /** Waits for all of them, for a bounded time in total: {@code flush()} has no bound. */
  private void await(List<Future<RecordMetadata>> acknowledgements) {
    long deadline = System.nanoTime() + settings.deliveryTimeout().toNanos();
    for (Future<RecordMetadata> acknowledgement : acknowledgements) {
      get(acknowledgement, deadline - System.nanoTime());
    }
  }

  private void get(Future<RecordMetadata> acknowledgement, long nanos) {
    try {
      acknowledgement.get(nanos, TimeUnit.NANOSECONDS);
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

  private void abort(Producer<String, byte[]> holder) {
    try {
      holder.abortTransaction();
    } catch (RuntimeException failure) {
      // The next holder of the transactional id completes it.
      log.debug("Abort failed", failure);
      close();
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

  private static boolean isTimeout(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof org.apache.kafka.common.errors.TimeoutException) {
        return true;
      }
    }
    return false;
  }
}
