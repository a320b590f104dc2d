package bank.withdrawals.reconciliation;

import bank.withdrawals.ledger.DecidedRow;
import bank.withdrawals.ledger.RegisteredFile;
import bank.withdrawals.ledger.RunSlice;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares rows with their events. Every row up to the published-through position of its slice has
 * an event unless the event is parked, the event states what the table states, and every event has
 * a row.
 */
final class EventComparison {

  private final TopicRetention retention;
  private final Tally tally;
  private long rejections;
  private long pending;
  private long parked;
  private long deleted;

  EventComparison(TopicRetention retention, Tally tally) {
    this.retention = retention;
    this.tally = tally;
  }

  /**
   * Compares a range of positions of one slice.
   *
   * @param rows the rows that have events
   * @param events their events on the topic, by line
   * @param parkedPositions the positions whose events are parked
   */
  void compare(
      RegisteredFile file,
      RunSlice slice,
      List<DecidedRow> rows,
      Map<Long, EventContent> events,
      Set<Long> parkedPositions) {
    for (DecidedRow row : rows) {
      @Nullable EventContent event = events.get(row.line());
      count(row);
      if (event != null) {
        compare(file, row, event, parkedPositions.contains(row.position()));
      } else if (parkedPositions.contains(row.position())) {
        parked++;
      } else if (row.position() > slice.publishedThrough()) {
        pending++;
      } else {
        reportMissing(file, row);
      }
    }
  }

  /** Reports an event that has no row. */
  void reportUnknown(RegisteredFile file, EventContent event) {
    tally.wrong(
        "Event %s stands for no %s."
            .formatted(name(event, file), kind(event).toLowerCase(Locale.ROOT)));
  }

  private void compare(RegisteredFile file, DecidedRow row, EventContent event, boolean isParked) {
    EventContent decided = EventContent.fromDecision(row.decision());
    String name = name(decided, file);
    if (isParked) {
      tally.wrong("Event %s is parked, and on the topic.".formatted(name));
    } else if (!event.isSame(decided)) {
      tally.wrong("Event %s says %s; the journal says %s.".formatted(name, event, decided));
    }
  }

  private void reportMissing(RegisteredFile file, DecidedRow row) {
    EventContent decided = EventContent.fromDecision(row.decision());
    if (retention.mayHaveDeleted(position(file, row), decided.accountId())) {
      deleted++;
    } else {
      tally.wrong("%s %s has no event.".formatted(kind(decided), name(decided, file)));
    }
  }

  private void count(DecidedRow row) {
    EventContent decided = EventContent.fromDecision(row.decision());
    if (decided.isDebit()) {
      tally.compared(Objects.requireNonNull(decided.amount()));
    } else {
      rejections++;
    }
  }

  /** Adds the numbers of events that are missing for a known reason. */
  void addNotes() {
    note(rejections, "Events of rejections, compared as well: %,d.");
    note(pending, "%,d events are pending: run `publish`.");
    note(parked, "%,d events are parked: see `events resend`.");
    note(
        deleted,
        "%,d rows have no event that could be compared: the topic's retention has deleted events"
            + " of that age.");
  }

  private void note(long count, String sentence) {
    if (count > 0) {
      tally.note(sentence.formatted(count));
    }
  }

  private static RowPosition position(RegisteredFile file, DecidedRow row) {
    return new RowPosition(file.runId(), row.position(), row.decidedAt());
  }

  private static String kind(EventContent content) {
    return content.isDebit() ? "Debit" : "Rejection";
  }

  private static String name(EventContent content, RegisteredFile file) {
    return "%s (run %d, line %d)"
        .formatted(content.eventId(file.sha256()), file.runId(), content.line());
  }
}
