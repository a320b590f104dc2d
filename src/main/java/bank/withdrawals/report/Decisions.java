package bank.withdrawals.report;

import bank.withdrawals.withdrawal.RejectReason;
import java.util.Map;

/**
 * What became of rows.
 *
 * @param debited those that were
 * @param byReason rejections, in the order of {@link RejectReason}, none that is empty
 */
public record Decisions(Counted debited, Map<RejectReason, Counted> byReason) {}
