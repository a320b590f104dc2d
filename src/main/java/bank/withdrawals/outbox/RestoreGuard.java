package bank.withdrawals.outbox;

import bank.withdrawals.kafka.ConsumerGroups;
import bank.withdrawals.ledger.DecidedRow;
import bank.withdrawals.ledger.DecidedRows;
import bank.withdrawals.ledger.FileRegister;
import bank.withdrawals.ledger.Installation;
import bank.withdrawals.ledger.ParkedEvents;
import bank.withdrawals.ledger.RegisteredFile;
import bank.withdrawals.ledger.RunSlice;
import bank.withdrawals.ledger.SentEvents;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Keeps a restored database from sending events that its later life has sent already. Kafka shows
 * what the database has lost:
 *
 * <ol>
 *   <li>A group of this installation belongs to a run that the database does not have, or to a time
 *       after a restore that it does not know.
 *   <li>The position of a slice has a mark of all its rows up to it: {@link #mark}. The database
 *       has not decided one of these rows, or has decided it at another time, or has parked others.
 * </ol>
 *
 * <p>Then nothing is published until {@link RestoreComparison} has compared the topic. A position
 * in Kafka that is ahead of the database's copy is no such sign: a crash may come between the two
 * commits. If Kafka has forgotten the offsets, or does not show the groups, nothing is found.
 */
@Component
class RestoreGuard {

  private static final Logger log = LoggerFactory.getLogger(RestoreGuard.class);

  private static final String SENTENCE =
      "The database is a restored backup, or a copy of it is in use: Kafka has events of %s."
          + " The events of this database are pending, so that none is sent twice. Run"
          + " `publish --after-restore`.";

  private final Installation installation;
  private final FileRegister files;
  private final DecidedRows rows;
  private final ParkedEvents parkedEvents;
  private final SentEvents sentEvents;
  private final ConsumerGroups groups;
  private final TopicPartition positionKey;
  private boolean compared;

  RestoreGuard(
      Installation installation,
      FileRegister files,
      DecidedRows rows,
      ParkedEvents parkedEvents,
      SentEvents sentEvents,
      ConsumerGroups groups,
      PublishingSettings settings) {
    this.installation = installation;
    this.files = files;
    this.rows = rows;
    this.parkedEvents = parkedEvents;
    this.sentEvents = sentEvents;
    this.groups = groups;
    this.positionKey = new TopicPartition(settings.topic(), 0);
  }

  /**
   * Compares the runs of this installation that Kafka knows with those of the database, once for
   * each process.
   *
   * @throws EventsNotSentException if Kafka knows more
   * @throws org.apache.kafka.common.KafkaException if Kafka fails
   */
  void requireNoUnknownRun() {
    if (installation.isRestored()) {
      throw restored("a time which it does not know");
    }
    if (compared) {
      return;
    }
    List<Long> unknown;
    try {
      unknown = unknownRuns();
    } catch (AuthorizationException noRight) {
      log.warn(
          "Kafka does not show the consumer groups ({}), so a restored database is not noticed.",
          noRight.getMessage());
      unknown = List.of();
    }
    if (!unknown.isEmpty()) {
      installation.markRestored();
      long one = unknown.get(0);
      throw restored(
          unknown.size() == 1
              ? "run %d, which it does not know".formatted(one)
              : "run %d and %,d more, which it does not know".formatted(one, unknown.size() - 1));
    }
    compared = true;
  }

  private List<Long> unknownRuns() {
    Installation.Identity identity = installation.identity();
    Set<Long> known = files.runIds();
    return withPosition(
            name ->
                name.installation().equals(identity.id())
                    && (name.restores() > identity.restores()
                        || (name.restores() == identity.restores()
                            && !known.contains(name.runId()))))
        .stream()
        .map(PublisherName::runId)
        .distinct()
        .toList();
  }

  /**
   * The publishers with a position in the topic, as far as Kafka shows them.
   *
   * @throws org.apache.kafka.common.KafkaException if Kafka fails
   */
  List<PublisherName> withPosition(Predicate<PublisherName> wanted) {
    return groups
        .withOffset(
            positionKey,
            PublisherName.PREFIX,
            group -> PublisherName.parse(group).filter(wanted).isPresent())
        .stream()
        .flatMap(group -> PublisherName.parse(group).stream())
        .distinct()
        .toList();
  }

  /**
   * Compares a position in Kafka with the rows of its slice up to it.
   *
   * @param position the committed offset, with its mark as metadata; null if it was never stored
   * @return when the latest of these rows was decided
   * @throws EventsNotSentException if the database does not have these rows, or others in their
   *     place
   */
  Instant requireSameRows(RunSlice slice, @Nullable OffsetAndMetadata position) {
    if (position == null || position.offset() < slice.first()) {
      return Instant.EPOCH;
    }
    long through = position.offset();
    Instant last = lastDecision(slice.runId(), slice.before(), through);
    if (rows.range(slice.runId(), through - 1, through).isEmpty()
        || (!position.metadata().isEmpty()
            && !position.metadata().equals(mark(slice, through, last)))) {
      installation.markRestored();
      throw restored("rows of run %d that it has not decided".formatted(slice.runId()));
    }
    return last;
  }

  /**
   * What a position says about all rows of its slice up to it. A later life of the database decides
   * or parks some of them at another time. A crash changes nothing here: rows up to a position in
   * Kafka are committed, and an event before it is parked before the position moves.
   *
   * @param last when the latest of these rows was decided
   */
  String mark(RunSlice slice, long through, Instant last) {
    return "%s %d".formatted(last, parkedEvents.countEver(slice.runId(), slice.before(), through));
  }

  /** As {@link #mark(RunSlice, long, Instant)}, for a position that is known only now. */
  String mark(RunSlice slice, long through) {
    return mark(slice, through, lastDecision(slice.runId(), slice.before(), through));
  }

  /** When the latest of the rows of a range of positions was decided. */
  Instant lastDecision(long runId, long after, long through) {
    return rows.lastDecision(runId, after, through).orElse(Instant.EPOCH);
  }

  /**
   * As {@link #lastDecision(long, long, long)}, from the rows of the range whose events are sent
   * now. Only what is not among them is read: the journal is not read once more.
   *
   * @param sent all rows of the range that have events and were never parked; not empty
   */
  Instant lastDecision(long runId, long after, List<DecidedRow> sent) {
    long through = sent.get(sent.size() - 1).position();
    if (parkedEvents.countEver(runId, after, through) > 0) {
      return lastDecision(runId, after, through);
    }
    return Stream.concat(
            sent.stream().map(DecidedRow::decidedAt),
            rows.lastRejection(runId, after, through).stream())
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }

  /** These rows without those whose events the topic had before the database was restored. */
  List<DecidedRow> withoutSent(RegisteredFile file, List<DecidedRow> unsent) {
    if (!sentEvents.exist()) {
      return unsent;
    }
    Set<String> sent =
        sentEvents.among(unsent.stream().map(row -> id(file, row)).collect(Collectors.toSet()));
    return unsent.stream().filter(row -> !sent.contains(id(file, row))).toList();
  }

  private static String id(RegisteredFile file, DecidedRow row) {
    return EventSerializer.id(file.sha256(), row.decision());
  }

  private static EventsNotSentException restored(String what) {
    return new EventsNotSentException(SENTENCE.formatted(what), false);
  }
}
