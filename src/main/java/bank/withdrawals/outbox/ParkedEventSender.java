package bank.withdrawals.outbox;

import bank.withdrawals.ledger.DecidedRow;
import bank.withdrawals.ledger.FileRegister;
import bank.withdrawals.ledger.ParkedEvents;
import bank.withdrawals.ledger.RegisteredFile;
import bank.withdrawals.ledger.RunSlice;
import bank.withdrawals.ledger.Slices;
import bank.withdrawals.lock.CommitGuard;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Sends the parked events of a run again, slice by slice, each exactly once for a {@code
 * read_committed} consumer.
 *
 * <ol>
 *   <li>Look at the topic, make sure that the database is not a restored one, and take the slice's
 *       own transactional id. Kafka then fences any other sender of this slice, and completes the
 *       transaction that it left open.
 *   <li>Ask Kafka for the published-through position, and for the resent-through position: the
 *       offset of a group of its own. The parked events up to it are sent, even if a kill came
 *       between Kafka's commit and the database's. Store both in the database.
 *   <li>If the last parked event is after the published-through position, store its position as
 *       published through, in Kafka first. All events before it must be sent or parked. Without
 *       this, Kafka would not show that a backup is from before the parking, and the restored
 *       database would send the event too.
 *   <li>Send the next parked events, in order of positions, and the position of the last one as
 *       resent through, in one Kafka transaction. Then store in the database that they are sent.
 *       Repeat until none is parked.
 *   <li>If Kafka refuses one of them for good, send those before it, and stop there. Otherwise the
 *       resent-through position would count it as sent.
 *   <li>If anything fails, do not guess the outcome. The next call starts at 1.
 * </ol>
 *
 * <p>The events of a slice are parked in order of positions, and only after the published-through
 * position. So each event that is parked later is after the resent-through position too. The caller
 * holds the run lock.
 */
@Component
public class ParkedEventSender {

  private static final Logger log = LoggerFactory.getLogger(ParkedEventSender.class);

  private static final String REMEDY =
      "the events stay parked, nothing is lost. Fix the cause, then run `events resend` again.";

  private final Publishers publishers;
  private final RestoreGuard restored;
  private final FileRegister files;
  private final Slices slices;
  private final ParkedEvents parkedEvents;
  private final Outbox outbox;
  private final PublishingSettings settings;

  ParkedEventSender(
      Publishers publishers,
      RestoreGuard restored,
      FileRegister files,
      Slices slices,
      ParkedEvents parkedEvents,
      Outbox outbox,
      PublishingSettings settings) {
    this.publishers = publishers;
    this.restored = restored;
    this.files = files;
    this.slices = slices;
    this.parkedEvents = parkedEvents;
    this.outbox = outbox;
    this.settings = settings;
  }

  /**
   * Sends the parked events of a run.
   *
   * @param guard of the run lock
   * @throws PoisonEventException if Kafka still refuses one; those before it are sent
   * @throws EventsNotSentException if Kafka fails; some may be sent
   */
  public void resend(long runId, CommitGuard guard) {
    RegisteredFile file = files.get(runId);
    publishers.lookAgain(); // The topic may take more since Kafka has refused these events.
    for (RunSlice slice : slices.of(runId)) {
      if (parkedEvents.first(slice).isPresent()) {
        resend(file, slice, guard);
      }
    }
  }

  private void resend(RegisteredFile file, RunSlice slice, CommitGuard guard) {
    EventTransactions transactions = publishers.transactions(slice, REMEDY);
    try (transactions;
        KafkaPosition publishedThrough = publishers.publishedThrough(slice);
        KafkaPosition resentThrough = publishers.resentThrough(slice)) {
      publishers.prepare(slice, transactions, guard);
      OffsetAndMetadata inKafka = publishedThrough.readMarked();
      restored.requireSameRows(slice, inKafka);
      if (inKafka != null) {
        slices.advancePublishedThrough(slice, inKafka.offset());
      }
      parkedEvents.markResent(slice, resentThrough.read());
      publishThroughLast(
          file, slices.get(slice.runId(), slice.number()), transactions, publishedThrough);
      sendAll(file, slice, transactions, resentThrough);
    } catch (KafkaException
        | org.springframework.kafka.KafkaException
        | IllegalStateException failure) {
      throw transactions.unsent(failure);
    }
  }

  private void publishThroughLast(
      RegisteredFile file,
      RunSlice slice,
      EventTransactions transactions,
      KafkaPosition publishedThrough) {
    OptionalLong last = parkedEvents.last(slice);
    long through = slice.publishedThrough();
    if (last.isEmpty() || last.getAsLong() <= through) {
      return;
    }
    if (outbox.hasPendingEvents(file, through, last.getAsLong())) {
      throw new EventsNotSentException(
          "Pending events of run %d go first: run `publish`.".formatted(file.runId()), false);
    }
    transactions.store(publishedThrough, last.getAsLong(), restored.mark(slice, last.getAsLong()));
    slices.advancePublishedThrough(slice, last.getAsLong());
  }

  private void sendAll(
      RegisteredFile file,
      RunSlice slice,
      EventTransactions transactions,
      KafkaPosition resentThrough) {
    EventSerializer serializer = new EventSerializer(settings.topic(), file);
    OptionalLong first = parkedEvents.first(slice);
    while (first.isPresent()) {
      long after = first.getAsLong() - 1;
      send(
          slice,
          outbox.parkedRows(file, after, Math.min(after + settings.chunkSize(), slice.last())),
          rows ->
              transactions.send(
                  restored.withoutSent(file, rows),
                  serializer,
                  resentThrough,
                  rows.get(rows.size() - 1).position(),
                  ""));
      first = parkedEvents.first(slice);
    }
  }

  /** Sends the events of a Kafka transaction. */
  private interface Transaction {
    void send(List<DecidedRow> rows);
  }

  /** Halves the rows until the event that is refused is alone, so that those before it are sent. */
  private void send(RunSlice slice, List<DecidedRow> rows, Transaction transaction) {
    try {
      transaction.send(rows);
    } catch (PoisonEventException refused) {
      if (rows.size() == 1) {
        log.warn("Event of line {} is still refused", rows.get(0).line());
        throw refused;
      }
      int half = rows.size() / 2;
      send(slice, rows.subList(0, half), transaction);
      send(slice, rows.subList(half, rows.size()), transaction);
      return;
    }
    parkedEvents.markResent(slice, rows.get(rows.size() - 1).position());
  }
}
