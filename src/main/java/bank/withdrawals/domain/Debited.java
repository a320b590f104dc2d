package bank.withdrawals.domain;

import java.math.BigDecimal;

/**
 * The money was taken from the account.
 *
 * @param position ordinal of the row in its work file, from 1
 * @param line line of the input file on which the row starts
 * @param requestId 1 to 64 characters, unique over all debits ever made
 * @param accountId zero or more
 * @param amount above zero, in units of the currency
 * @param currency the account's currency, ISO 4217
 * @param balanceAfter the account's balance after this debit, never negative
 */
public record Debited(
    long position,
    long line,
    String requestId,
    long accountId,
    BigDecimal amount,
    String currency,
    BigDecimal balanceAfter)
    implements Decision {}
