package bank.withdrawals.report;

import bank.withdrawals.domain.ControlTotal;
import bank.withdrawals.domain.RejectReason;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/**
 * What the database says of one input file.
 *
 * @param runId the file, which is also the run
 * @param name of the file, without a path
 * @param sha256 of its bytes, 64 hex digits
 * @param records its rows, and the sum of their amounts that can be read
 * @param byReason rejections, in the order of {@link RejectReason}, none that is empty
 */
public record RunTotals(
    long runId,
    String name,
    String sha256,
    ControlTotal records,
    Instant receivedAt,
    ControlTotal debited,
    Map<RejectReason, ControlTotal> byReason,
    EventCounts events) {

  /** All rejections. */
  public ControlTotal rejected() {
    return byReason.values().stream().reduce(ControlTotal.NONE, ControlTotal::plus);
  }

  /** Whether every row was either debited or rejected, and their money adds up to the file's. */
  public boolean balances() {
    ControlTotal left = undecidedRows();
    return left.count() == 0 && left.amount().signum() == 0;
  }

  /** The rows that are neither debited nor rejected yet. */
  public ControlTotal undecidedRows() {
    ControlTotal decided = debited.plus(rejected());
    return new ControlTotal(
        records.count() - decided.count(), records.amount().subtract(decided.amount()));
  }

  /** These figures, with decisions over more rows of the same file added. */
  public RunTotals plus(OutcomeTotals more) {
    Map<RejectReason, ControlTotal> reasons = new EnumMap<>(RejectReason.class);
    reasons.putAll(byReason);
    more.byReason()
        .forEach((reason, counted) -> reasons.merge(reason, counted, ControlTotal::plus));
    return new RunTotals(
        runId, name, sha256, records, receivedAt, debited.plus(more.debited()), reasons, events);
  }

  /** The figures of a file of which no row is decided. */
  public static RunTotals undecided(
      long runId, String name, String sha256, ControlTotal records, Instant now) {
    return new RunTotals(
        runId, name, sha256, records, now, ControlTotal.NONE, Map.of(), new EventCounts(0, 0, 0));
  }
}
