package bank.withdrawals.domain;

import java.math.BigDecimal;

/**
 * The debit that a request id stands for already.
 *
 * @param accountId the account debited
 * @param amount the amount debited, in units of the account's currency
 */
public record PriorDebit(long accountId, BigDecimal amount) {}
