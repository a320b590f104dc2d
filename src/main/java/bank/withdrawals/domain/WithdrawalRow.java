package bank.withdrawals.domain;

import java.util.List;

/**
 * One row of an input file, not validated yet.
 *
 * @param position ordinal of the row in its work file, from 1; 0 before it is in one
 * @param line physical line on which the row starts; the header is line 1
 * @param requestId the cell; if it is empty or the column is missing, {@code <first 16 hex digits
 *     of the file's SHA-256>:<line>}; empty if {@code malformed}
 * @param accountId the cell; empty if {@code malformed}
 * @param accountNumber the cell; empty if the column is missing or {@code malformed}
 * @param amount the cell; empty if {@code malformed}
 * @param currency the cell; empty if the column is missing or {@code malformed}
 * @param cells all cells that are copied to the error file, in the order of the header
 * @param malformed whether the number of cells differs from the header's
 */
public record WithdrawalRow(
    long position,
    long line,
    String requestId,
    String accountId,
    String accountNumber,
    String amount,
    String currency,
    List<String> cells,
    boolean malformed) {

  /** This row with the id of its account, in place of what its cells say about the account. */
  public WithdrawalRow withAccount(long id) {
    return new WithdrawalRow(
        position, line, requestId, Long.toString(id), "", amount, currency, cells, malformed);
  }

  /** This row with a number that no account has, in place of what its cells say. */
  public WithdrawalRow withUnknownNumber(String number) {
    return new WithdrawalRow(
        position, line, requestId, "", number, amount, currency, cells, malformed);
  }
}
