package bank.withdrawals.domain;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * The most that may be withdrawn from an account, whatever its balance; in units of its currency.
 *
 * @param perWithdrawal the most for one withdrawal; null for no limit
 * @param perDay the most for the sum of a day's withdrawals; null for no limit
 */
public record Limits(@Nullable BigDecimal perWithdrawal, @Nullable BigDecimal perDay) {

  /** No limits: only the balance counts. */
  public static final Limits NONE = new Limits(null, null);

  /** Refuses a limit that is not positive. To block an account, freeze it. */
  public Limits {
    if (isZeroOrLess(perWithdrawal) || isZeroOrLess(perDay)) {
      throw new IllegalArgumentException("A limit must be above zero");
    }
  }

  /**
   * Reads one limit: a plain decimal above zero, with at most the currency's decimals.
   *
   * @param decimals the number of decimals of the currency
   * @return null if the text is not a limit
   */
  public static @Nullable BigDecimal parse(String text, int decimals) {
    BigDecimal limit = Money.parse(text);
    return limit == null || isZeroOrLess(limit) || limit.scale() > decimals ? null : limit;
  }

  /** Formats a limit with the decimals of its currency; empty text for no limit. */
  public static String format(@Nullable BigDecimal limit, String currency) {
    return limit == null ? "" : Money.format(limit, currency);
  }

  private static boolean isZeroOrLess(@Nullable BigDecimal limit) {
    return limit != null && limit.signum() <= 0;
  }
}
