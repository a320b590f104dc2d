package bank.withdrawals.outbox;

import bank.withdrawals.kafka.KafkaClients;
import bank.withdrawals.kafka.KafkaFailure;
import bank.withdrawals.ledger.FileRegister;
import bank.withdrawals.ledger.Installation;
import bank.withdrawals.ledger.RegisteredFile;
import bank.withdrawals.ledger.SentEvents;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.springframework.stereotype.Component;

/**
 * Compares the topic with a restored database, so that publishing can continue:
 *
 * <ol>
 *   <li>Take the transactional ids of the runs that the database does not know, and of those whose
 *       events are pending. Kafka then fences their publishers and completes their open
 *       transactions.
 *   <li>Read the topic once. Keep the ids of all events, except those of files whose events the
 *       database knows to be published. The publisher sends none of these again.
 *   <li>Give the publishers of all runs new names. So no position of the lost time counts: the
 *       database may decide its rows another way this time.
 * </ol>
 *
 * <p>It may be repeated after a crash. Memory grows with the number of files, not of events.
 */
@Component
public class RestoreComparison {

  private final KafkaClients kafka;
  private final RestoreGuard guard;
  private final EventTail topic;
  private final Installation installation;
  private final FileRegister files;
  private final Outbox outbox;
  private final SentEvents sentEvents;

  RestoreComparison(
      KafkaClients kafka,
      RestoreGuard guard,
      EventTail topic,
      Installation installation,
      FileRegister files,
      Outbox outbox,
      SentEvents sentEvents) {
    this.kafka = kafka;
    this.guard = guard;
    this.topic = topic;
    this.installation = installation;
    this.files = files;
    this.outbox = outbox;
    this.sentEvents = sentEvents;
  }

  /**
   * What the topic has.
   *
   * @param events all events of withdrawals
   * @param whole whether retention has deleted no event; a deleted one may be sent again
   * @param kept those of them that are not sent again
   * @param unknownFiles the files of events that the database does not have
   */
  public record Found(boolean whole, long events, long kept, List<UnknownFile> unknownFiles) {

    /** Copies the list. */
    public Found {
      unknownFiles = List.copyOf(unknownFiles);
    }
  }

  /**
   * A file with events that the database does not have.
   *
   * @param name as the events have it; anybody may have written it
   */
  public record UnknownFile(String name, String sha256, long events) {}

  /**
   * Compares. The caller holds the run lock.
   *
   * @throws EventsNotReadException if Kafka fails, or if an open transaction hides events
   */
  public Found compare() {
    Installation.Identity identity = installation.identity();
    int restores = completeOpenTransactions(identity) + 1;
    Reading reading = new Reading(knownFiles());
    EventTail.Extent extent = topic.readSettled(reading::add);
    if (!extent.settled()) {
      throw new EventsNotReadException(
          "An open transaction on the topic hides events, so they cannot be compared");
    }
    if (extent.partitions() == 0) {
      throw new EventsNotReadException(
          "The topic does not exist, or the user may not see it, so it cannot be compared");
    }
    installation.markCompared(restores);
    return reading.found(extent.whole());
  }

  /** Returns the highest number of restores that any name has. */
  private int completeOpenTransactions(Installation.Identity identity) {
    try {
      List<PublisherName> names =
          guard.withPosition(
              name ->
                  name.installation().equals(identity.id())
                      && name.restores() >= identity.restores());
      Map<Long, RegisteredFile> known = new HashMap<>();
      files.all().forEach(file -> known.put(file.runId(), file));
      // A publisher that has stored no position yet may be frozen.
      known.values().stream()
          .filter(file -> !outbox.isPublished(file))
          .flatMap(file -> outbox.slices(file).stream())
          .forEach(slice -> fence(PublisherName.of(identity, slice)));
      int restores = identity.restores();
      for (PublisherName name : names) {
        restores = Math.max(restores, name.restores());
        if (name.restores() > identity.restores() || !known.containsKey(name.runId())) {
          fence(name.toString());
        }
      }
      return restores;
    } catch (KafkaException | org.springframework.kafka.KafkaException failure) {
      throw new EventsNotReadException(
          KafkaFailure.of(failure, kafka.address().bootstrapServers()), failure);
    }
  }

  private void fence(String transactionalId) {
    kafka.producer(transactionalId).close();
  }

  /** Whether all events of a file are published, by the SHA-256 of the file. */
  private Map<String, Boolean> knownFiles() {
    Map<String, Boolean> known = new HashMap<>();
    files
        .all()
        .forEach(file -> known.merge(file.sha256(), outbox.isPublished(file), Boolean::logicalAnd));
    return known;
  }

  /** One reading of the topic. */
  private final class Reading {

    private final Map<String, Boolean> known;
    private final Map<String, UnknownFile> unknown = new LinkedHashMap<>();
    private long events;
    private long kept;

    Reading(Map<String, Boolean> known) {
      this.known = known;
    }

    void add(List<PublishedEvent> batch) {
      List<String> ids = new ArrayList<>();
      for (PublishedEvent event : batch) {
        String source = event.attribute("source");
        String id = event.attribute("id");
        if (source.startsWith(EventSerializer.SOURCE) && id.length() <= SentEvents.MAX_ID) {
          events++;
          String sha256 = source.substring(EventSerializer.SOURCE.length());
          Boolean published = known.get(sha256);
          if (published == null) {
            unknown.merge(sha256, new UnknownFile(event.file(), sha256, 1), Reading::plus);
          }
          if (!Boolean.TRUE.equals(published)) {
            ids.add(id);
          }
        }
      }
      kept += ids.size();
      if (!ids.isEmpty()) {
        sentEvents.add(ids);
      }
    }

    private static UnknownFile plus(UnknownFile before, UnknownFile more) {
      return new UnknownFile(before.name(), before.sha256(), before.events() + more.events());
    }

    Found found(boolean whole) {
      return new Found(whole, events, kept, new ArrayList<>(unknown.values()));
    }
  }
}
