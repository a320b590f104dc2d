package bank.withdrawals.domain;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * How much may be taken from an account, its balance apart; in units of its currency.
 *
 * @param perWithdrawal the most that one withdrawal may be; null for no such limit
 * @param perDay the most that all withdrawals of a day may come to; null for no such limit
 */
public record Limits(@Nullable BigDecimal perWithdrawal, @Nullable BigDecimal perDay) {

  /** Whatever the balance allows. */
  public static final Limits NONE = new Limits(null, null);

  /** Refuses a limit that is not above zero: an account that may not be debited is frozen. */
  public Limits {
    if (isNotAboveZero(perWithdrawal) || isNotAboveZero(perDay)) {
      throw new IllegalArgumentException("A limit must be above zero");
    }
  }

  /**
   * Reads one limit: a plain decimal above zero, no finer than its currency.
   *
   * @param decimals the currency has
   * @return null where it is none
   */
  public static @Nullable BigDecimal parse(String text, int decimals) {
    BigDecimal limit = Money.parse(text);
    return limit == null || isNotAboveZero(limit) || limit.scale() > decimals ? null : limit;
  }

  /** A limit with the decimals of its currency; empty text for no limit. */
  public static String format(@Nullable BigDecimal limit, String currency) {
    return limit == null ? "" : Money.format(limit, currency);
  }

  private static boolean isNotAboveZero(@Nullable BigDecimal limit) {
    return limit != null && limit.signum() <= 0;
  }
}
