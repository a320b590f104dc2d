package bank.withdrawals.domain;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * No money was taken.
 *
 * @param position ordinal of the row in its work file, from 1
 * @param line line of the input file on which the row starts
 * @param requestId null if it is not valid
 * @param accountId null if it is not valid
 * @param amount null if it is not a plain decimal; else as {@link Money#parse} reads it
 * @param reason the first reason that applies
 * @param message one sentence for people; the only cells it quotes are numbers already checked
 */
public record Rejected(
    long position,
    long line,
    @Nullable String requestId,
    @Nullable Long accountId,
    @Nullable BigDecimal amount,
    RejectReason reason,
    String message)
    implements ValidatedRow, Decision {}
