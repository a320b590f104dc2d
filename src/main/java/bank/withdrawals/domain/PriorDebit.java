package bank.withdrawals.domain;

import java.math.BigDecimal;

/**
 * An earlier debit under the same request id.
 *
 * @param accountId the debited account
 * @param amount the debited amount, in units of the account's currency
 */
public record PriorDebit(long accountId, BigDecimal amount) {}
