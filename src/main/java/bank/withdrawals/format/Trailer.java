package bank.withdrawals.format;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What the last lines of a file say about its rows. Null is not checked.
 *
 * @param records the number of rows
 * @param total the sum of the amounts
 * @param line the line on which it stands
 */
public record Trailer(@Nullable Long records, @Nullable BigDecimal total, long line) {}
