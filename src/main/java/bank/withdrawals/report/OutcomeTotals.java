package bank.withdrawals.report;

import bank.withdrawals.domain.ControlTotal;
import bank.withdrawals.domain.RejectReason;
import java.util.Map;

/**
 * What became of rows.
 *
 * @param debited those that were
 * @param byReason rejections, in the order of {@link RejectReason}, none that is empty
 */
public record OutcomeTotals(ControlTotal debited, Map<RejectReason, ControlTotal> byReason) {}
