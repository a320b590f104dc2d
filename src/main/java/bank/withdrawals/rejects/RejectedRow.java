package bank.withdrawals.rejects;

import bank.withdrawals.domain.Rejected;
import bank.withdrawals.domain.WithdrawalRow;

/**
 * A rejected row for the error file.
 *
 * @param row as it was read
 * @param rejected why it was rejected
 */
public record RejectedRow(WithdrawalRow row, Rejected rejected) {}
