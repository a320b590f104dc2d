package bank.withdrawals.domain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A recorded change of an account.
 *
 * @param by who made it
 * @param field what was changed, by the name of its column: {@code status}, {@code
 *     withdrawal_limit}, {@code daily_limit} or {@code balance}
 * @param before a status, or an amount in units of the account's currency; null for no limit
 * @param after likewise
 * @param reason why; null if nobody was asked for a reason
 */
public record AccountChange(
    Instant at,
    String by,
    String field,
    @Nullable String before,
    @Nullable String after,
    @Nullable String reason) {}
