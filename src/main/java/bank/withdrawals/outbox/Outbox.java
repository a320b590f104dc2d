package bank.withdrawals.outbox;

import bank.withdrawals.domain.ControlTotal;
import bank.withdrawals.ledger.Accounts;
import bank.withdrawals.ledger.DecidedRow;
import bank.withdrawals.ledger.DecidedRows;
import bank.withdrawals.ledger.DecidedTotals;
import bank.withdrawals.ledger.ParkedEvents;
import bank.withdrawals.ledger.RegisteredFile;
import bank.withdrawals.ledger.RunSlice;
import bank.withdrawals.ledger.Slices;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
  private final Slices slices;

  Outbox(
      DecidedRows rows,
      DecidedTotals totals,
      ParkedEvents parkedEvents,
      Accounts accounts,
      Slices slices) {
    this.rows = rows;
    this.totals = totals;
    this.parkedEvents = parkedEvents;
    this.accounts = accounts;
    this.slices = slices;
  }

  /** The runs with pending events, oldest first. Parked events are not pending. */
  public List<Long> runsWithPendingEvents() {
    return slices.runsWithPendingEvents();
  }

  /** How many events of a run are pending. */
  public long pendingEvents(RegisteredFile file) {
    return slices.pendingEvents(file);
  }

  /** The slices of a run, in order of positions. */
  public List<RunSlice> slices(RegisteredFile file) {
    return slices.of(file.runId());
  }

  /**
   * The last position of a range that has an event; {@code after} if none has.
   *
   * @param after the position before the range
   * @param through the last position of the range
   */
  public long lastPosition(RegisteredFile file, long after, long through) {
    return file.rejectEvents()
        ? rows.lastPosition(file.runId(), after, through)
        : rows.lastDebited(file.runId(), after, through);
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

  /**
   * Makes sure that the events of earlier runs go first, so that an account's events keep their
   * order.
   *
   * @throws EventsNotSentException if an earlier run has pending events
   */
  public void requireNoneEarlier(long runId) {
    for (long pending : runsWithPendingEvents()) {
      if (pending < runId) {
        throw new EventsNotSentException(
            "Events of run %d go first: run `publish`.".formatted(pending), false);
      }
    }
  }

  /** Whether every row is decided, and every event published; none is parked. */
  boolean isPublished(RegisteredFile file) {
    long decided = totals.debited(file.runId()).count();
    for (ControlTotal rejected : totals.rejected(file.runId()).values()) {
      decided += rejected.count();
    }
    return decided == file.rows().count()
        && parkedEvents.count(file.runId()) == 0
        && pendingEvents(file) == 0;
  }
}
