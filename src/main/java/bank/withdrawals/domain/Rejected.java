package bank.withdrawals.domain;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * The money was not taken.
 *
 * @param line line of the input file on which the row starts
 * @param requestId null where it is not a valid one
 * @param accountId null where it is not a valid one
 * @param amount null where it is not a plain decimal; else as {@link Money#parse} reads it
 * @param reason the first reason that applies
 * @param message one sentence for people; holds nothing of the row but numbers already checked
 */
public record Rejected(
    long line,
    @Nullable String requestId,
    @Nullable Long accountId,
    @Nullable BigDecimal amount,
    RejectReason reason,
    String message)
    implements ValidatedRow, Decision {}
