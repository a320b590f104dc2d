package bank.withdrawals.rejects;

import bank.withdrawals.withdrawal.Rejected;
import bank.withdrawals.withdrawal.WithdrawalRow;

/**
 * A rejected row as it goes into the error file.
 *
 * @param row as it came
 * @param rejected why it was not debited
 */
public record RejectedRow(WithdrawalRow row, Rejected rejected) {}
