package bank.withdrawals.domain;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Parses and formats amounts of money. An amount is a {@link BigDecimal} in units of its currency
 * (100.25 is one hundred dollars and twenty-five cents). Nothing here ever rounds.
 */
public final class Money {

  private static final int MAX_WHOLE_DIGITS = 15;
  private static final int MAX_DECIMALS = 4;

  /**
   * Minor units by ISO 4217 code. Loaded once, so that currency codes in rows can never grow this
   * map.
   */
  private static final Map<String, Integer> DECIMALS =
      Currency.getAvailableCurrencies().stream()
          .filter(currency -> currency.getDefaultFractionDigits() >= 0)
          .collect(
              Collectors.toUnmodifiableMap(
                  Currency::getCurrencyCode, Currency::getDefaultFractionDigits));

  private Money() {}

  /**
   * Reads a plain decimal: 1 to 15 ASCII digits, optionally followed by a point and 1 to 4 digits.
   *
   * @return the number with as many decimals as written, or null if the text is anything else (a
   *     sign, an exponent, a space, another script's digits)
   */
  public static @Nullable BigDecimal parse(String text) {
    int point = text.indexOf('.');
    int wholeDigits = point < 0 ? text.length() : point;
    if (wholeDigits < 1 || wholeDigits > MAX_WHOLE_DIGITS) {
      return null;
    }
    int decimals = point < 0 ? 0 : text.length() - point - 1;
    if (point >= 0 && (decimals < 1 || decimals > MAX_DECIMALS)) {
      return null;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (i != point && (c < '0' || c > '9')) {
        return null;
      }
    }
    return new BigDecimal(text);
  }

  /**
   * The number of decimals of a currency (ISO 4217 minor unit, as the JDK lists it).
   *
   * @return empty if the code is unknown or the currency has no minor unit (gold, XXX)
   */
  public static Optional<Integer> decimals(String currency) {
    return Optional.ofNullable(DECIMALS.get(currency));
  }

  /**
   * Formats an amount with all decimals of its currency, such as {@code 796.00}. If the amount has
   * more decimals, all of them are shown.
   */
  public static String format(BigDecimal amount, String currency) {
    return withDecimals(amount, decimals(currency).orElse(0)).toPlainString();
  }

  /** Formats a sum over possibly several currencies: at least two decimals, more if it has more. */
  public static String formatTotal(BigDecimal total) {
    return withDecimals(total, 2).toPlainString();
  }

  private static BigDecimal withDecimals(BigDecimal amount, int decimals) {
    BigDecimal shortest = amount.stripTrailingZeros();
    return shortest.scale() >= decimals
        ? shortest
        : shortest.setScale(decimals, RoundingMode.UNNECESSARY);
  }
}
