package bank.withdrawals.report;

import bank.withdrawals.domain.ControlTotal;
import bank.withdrawals.domain.RejectReason;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/**
 * The totals of one run, as the database has them.
 *
 * @param name of the file, without a path
 * @param sha256 of its bytes, 64 hex digits
 * @param records the control total of the file
 * @param blankRows how many rows without content the file has; they are not among the records
 * @param receivedAt when the file was accepted
 * @param debited the debited rows
 * @param byReason the rejected rows, in the order of {@link RejectReason}, without empty totals
 * @param events the events of the run
 */
public record RunTotals(
    long runId,
    String name,
    String sha256,
    ControlTotal records,
    long blankRows,
    Instant receivedAt,
    ControlTotal debited,
    Map<RejectReason, ControlTotal> byReason,
    EventCounts events) {

  /** All rejected rows. */
  public ControlTotal rejected() {
    return byReason.values().stream().reduce(ControlTotal.NONE, ControlTotal::plus);
  }

  /** Whether debited and rejected rows add up to the file, in number and in amount. */
  public boolean balances() {
    ControlTotal undecided = undecidedRows();
    return undecided.count() == 0 && undecided.amount().signum() == 0;
  }

  /** The rows that are neither debited nor rejected yet. */
  public ControlTotal undecidedRows() {
    ControlTotal decided = debited.plus(rejected());
    return new ControlTotal(
        records.count() - decided.count(), records.amount().subtract(decided.amount()));
  }

  /** These totals plus the decisions about more rows of the same run. */
  public RunTotals plus(OutcomeTotals more) {
    Map<RejectReason, ControlTotal> reasons = new EnumMap<>(RejectReason.class);
    reasons.putAll(byReason);
    more.byReason()
        .forEach((reason, rejected) -> reasons.merge(reason, rejected, ControlTotal::plus));
    return new RunTotals(
        runId,
        name,
        sha256,
        records,
        blankRows,
        receivedAt,
        debited.plus(more.debited()),
        reasons,
        events);
  }

  /** The totals of a run of which no row is decided. */
  public static RunTotals undecided(
      long runId, String name, String sha256, ControlTotal records, long blankRows, Instant now) {
    return new RunTotals(
        runId,
        name,
        sha256,
        records,
        blankRows,
        now,
        ControlTotal.NONE,
        Map.of(),
        new EventCounts(0, 0, 0));
  }
}
