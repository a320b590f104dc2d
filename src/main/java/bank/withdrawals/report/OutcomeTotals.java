package bank.withdrawals.report;

import bank.withdrawals.domain.ControlTotal;
import bank.withdrawals.domain.RejectReason;
import bank.withdrawals.ledger.DecidedTotals;
import java.util.Map;

/**
 * Rows by outcome.
 *
 * @param debited the debited rows
 * @param byReason the rejected rows, in the order of {@link RejectReason}, without empty totals
 */
public record OutcomeTotals(ControlTotal debited, Map<RejectReason, ControlTotal> byReason) {

  /** Reads the decisions about a run's rows, whether its file is registered or not. */
  public static OutcomeTotals read(DecidedTotals decided, long runId) {
    return new OutcomeTotals(decided.debited(runId), decided.rejected(runId));
  }
}
