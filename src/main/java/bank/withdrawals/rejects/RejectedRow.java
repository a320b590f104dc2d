package bank.withdrawals.rejects;

import bank.withdrawals.domain.Rejected;
import bank.withdrawals.domain.WithdrawalRow;

/**
 * A rejected row as it goes into the error file.
 *
 * @param row as it came
 * @param rejected why it was not debited
 */
public record RejectedRow(WithdrawalRow row, Rejected rejected) {}
