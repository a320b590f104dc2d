package bank.withdrawals.outbox;

import bank.withdrawals.ledger.Accounts;
import bank.withdrawals.ledger.DecidedRow;
import bank.withdrawals.ledger.DecidedRows;
import bank.withdrawals.ledger.DecidedTotals;
import bank.withdrawals.ledger.ParkedEvents;
import bank.withdrawals.ledger.RegisteredFile;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * The decided rows as an outbox: which rows have events, and which of these are still to be
 * published. Debits have events. Rejections have events if the run publishes them.
 */
@Component
public class Outbox {

  private static final int PAGE_ROWS = 5_000;

  private final DecidedRows rows;
  private final DecidedTotals totals;
  private final ParkedEvents parkedEvents;
  private final Accounts accounts;

  Outbox(DecidedRows rows, DecidedTotals totals, ParkedEvents parkedEvents, Accounts accounts) {
    this.rows = rows;
    this.totals = totals;
    this.parkedEvents = parkedEvents;
    this.accounts = accounts;
  }

  /** The runs with pending events, oldest first. Parked events are not pending. */
  public List<Long> runsWithPendingEvents() {
    return rows.runsWithPendingEvents();
  }

  /** The last position of a run that has an event; 0 if none has. */
  public long lastPosition(RegisteredFile file) {
    return file.rejectEvents() ? rows.lastPosition(file.runId()) : rows.lastDebited(file.runId());
  }

  /**
   * The rows with events in a range of positions, in their order.
   *
   * @param after the position before the range
   * @param through the last position of the range
   */
  public List<DecidedRow> rows(RegisteredFile file, long after, long through) {
    return file.rejectEvents()
        ? rows.range(file.runId(), after, through)
        : rows.debits(file.runId(), after, through);
  }

  /** Like {@link #rows}, with account numbers and without the rows whose events are parked. */
  List<DecidedRow> unparkedRows(RegisteredFile file, long after, long through) {
    List<DecidedRow> withEvents = rows(file, after, through);
    Set<Long> parked = parkedEvents.everParked(file.runId(), after, through);
    return withAccountNumbers(
        parked.isEmpty()
            ? withEvents
            : withEvents.stream().filter(row -> !parked.contains(row.position())).toList());
  }

  /** Like {@link #rows}, with account numbers; only the rows whose events are parked. */
  List<DecidedRow> parkedRows(RegisteredFile file, long after, long through) {
    Set<Long> parked = parkedEvents.positions(file.runId(), after, through);
    return withAccountNumbers(
        rows(file, after, through).stream()
            .filter(row -> parked.contains(row.position()))
            .toList());
  }

  /** Whether an event in a range of positions was never parked. */
  boolean hasPendingEvents(RegisteredFile file, long after, long through) {
    for (long page = after; page < through; page += PAGE_ROWS) {
      if (!unparkedRows(file, page, Math.min(page + PAGE_ROWS, through)).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private List<DecidedRow> withAccountNumbers(List<DecidedRow> page) {
    if (!accounts.haveNumbers()) {
      return page;
    }
    Map<Long, String> numbers =
        accounts.numbersById(
            page.stream()
                .map(DecidedRow::accountId)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet()));
    return page.stream().map(row -> row.withAccountNumber(numbers.get(row.accountId()))).toList();
  }

  /** The oldest run before this one that has pending events. */
  Optional<Long> earlierPending(long runId) {
    return runsWithPendingEvents().stream().filter(earlier -> earlier < runId).findFirst();
  }

  /** Whether every row is decided, and every event published; none is parked. */
  boolean isPublished(RegisteredFile file) {
    DecidedTotals.Total debited = totals.debited(file.runId(), file.publishedThrough());
    long rejected = 0;
    long rejectedThrough = 0;
    for (DecidedTotals.Total reason :
        totals.rejected(file.runId(), file.publishedThrough()).values()) {
      rejected += reason.rows().count();
      rejectedThrough += reason.through();
    }
    return debited.rows().count() + rejected == file.rows().count()
        && parkedEvents.first(file.runId()).isEmpty()
        && debited.through() == debited.rows().count()
        && (!file.rejectEvents() || rejectedThrough == rejected);
  }
}
