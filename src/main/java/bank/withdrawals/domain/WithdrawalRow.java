package bank.withdrawals.domain;

import java.util.List;

/**
 * One record of an input file as it came, nothing judged yet.
 *
 * @param line physical line on which the record starts; the header is line 1
 * @param requestId the cell, or where the cell is empty or the column missing {@code <first 16 hex
 *     digits of the file's SHA-256>:<line>}; empty when {@code malformed}
 * @param accountId the cell; empty when {@code malformed}
 * @param amount the cell; empty when {@code malformed}
 * @param currency the cell, or empty where the column is missing; empty when {@code malformed}
 * @param cells all cells that go back into the error file, in the order of the header
 * @param malformed whether the record has another number of cells than the header
 */
public record WithdrawalRow(
    long line,
    String requestId,
    String accountId,
    String amount,
    String currency,
    List<String> cells,
    boolean malformed) {}
