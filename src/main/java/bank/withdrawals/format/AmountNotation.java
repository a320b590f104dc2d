package bank.withdrawals.format;

import bank.withdrawals.domain.Money;
import bank.withdrawals.format.YamlKeys.WrongFormatException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a sender writes amounts.
 *
 * @param decimal the decimal sign
 * @param grouping the sign between groups of three digits, or null
 * @param symbols what may stand once before or after an amount
 * @param minorUnits an amount is in units of 10 to the power of minus this; 0 for whole units;
 *     {@link #OF_CURRENCY}: as many as the currency of the row has
 */
record AmountNotation(
    char decimal, @Nullable Character grouping, List<String> symbols, int minorUnits, Sign sign) {

  static final int OF_CURRENCY = -1;

  static final AmountNotation DEFAULT = new AmountNotation('.', null, List.of(), 0, Sign.REJECT);

  /** Makes an amount unreadable for the default format; shows that it was not understood. */
  static final String DOUBTFUL = "?";

  private static final int MAX_LENGTH = 64;
  private static final int MOST_MINOR_UNITS = 4;

  private static final Pattern TOTAL = Pattern.compile("[0-9]{1,24}(\\.[0-9]{1,4})?");

  /** What a sign before or after an amount means. */
  enum Sign {
    /** An amount with a sign is invalid. */
    REJECT,
    /** Negative amounts are withdrawals; others are invalid. */
    NEGATIVE,
    /** Both are withdrawals. */
    EITHER
  }

  AmountNotation {
    symbols = List.copyOf(symbols);
  }

  /**
   * Reads the key {@code amounts}.
   *
   * @throws WrongFormatException if it is wrong
   */
  static AmountNotation read(YamlKeys keys) throws WrongFormatException {
    YamlKeys amounts =
        keys.map("amounts", Set.of("decimal", "grouping", "symbols", "minor_units", "sign"));
    if (amounts == null) {
      return DEFAULT;
    }
    Character decimal = sign(amounts, "decimal", ".,");
    Character grouping = sign(amounts, "grouping", ".,' _");
    if ((decimal == null ? '.' : decimal) == (grouping == null ? 0 : grouping)) {
      throw amounts.fault("grouping", "must not be the decimal sign");
    }
    List<String> symbols = amounts.texts("symbols");
    for (String symbol : symbols) {
      if (symbol.chars().anyMatch(c -> ".,'+-\u2212".indexOf(c) >= 0 || Character.isDigit(c))
          || Blanks.isBlank(symbol)) {
        throw amounts.fault("symbols", "must not contain digits, signs or only blanks");
      }
    }
    boolean ofCurrency = "currency".equals(amounts.text("minor_units"));
    return new AmountNotation(
        decimal == null ? '.' : decimal,
        grouping,
        symbols,
        ofCurrency ? OF_CURRENCY : amounts.number("minor_units", 0, 1, MOST_MINOR_UNITS),
        amounts.choice(
            "sign",
            Map.of("reject", Sign.REJECT, "negative", Sign.NEGATIVE, "either", Sign.EITHER),
            Sign.REJECT));
  }

  private static @Nullable Character sign(YamlKeys amounts, String key, String choices)
      throws WrongFormatException {
    String text = amounts.text(key);
    if (text == null) {
      return null;
    }
    if (text.length() != 1 || choices.indexOf(text.charAt(0)) < 0) {
      throw amounts.fault(
          key, "must be one of %s in quotes".formatted(String.join(" ", choices.split(""))));
    }
    return text.charAt(0);
  }

  /**
   * The amount as the default format writes it.
   *
   * @param text the cell
   * @param currency of the row; empty if unknown
   * @return a plain decimal. If the cell is not an amount in this notation, a text that the default
   *     format does not read as an amount either: the cell itself, or the cell and a question mark
   */
  String canonical(String text, String currency) {
    String amount = text.length() > MAX_LENGTH ? null : plain(text);
    return signed(text, amount, currency);
  }

  /** As {@link #canonical}, for a cell that is a number: a plain decimal with a point. */
  String canonicalNumber(String number, String currency) {
    return signed(number, number, currency);
  }

  /** The sum in a trailer; null if the cell is not one in this notation. */
  @Nullable BigDecimal total(String text, boolean number, String currency) {
    String canonical = number ? canonicalNumber(text, currency) : canonical(text, currency);
    String digits = canonical.startsWith("+") ? canonical.substring(1) : canonical;
    return TOTAL.matcher(digits).matches() ? new BigDecimal(digits) : null;
  }

  private String signed(String text, @Nullable String amount, String currency) {
    if (amount == null) {
      return doubtful(text);
    }
    boolean negative = amount.startsWith("-");
    String digits = negative || amount.startsWith("+") ? amount.substring(1) : amount;
    String moved = inWholeUnits(digits, currency);
    if (moved == null) {
      return doubtful(text);
    }
    return switch (sign) {
      case REJECT -> amount.equals(digits) ? moved : doubtful(text);
      case NEGATIVE -> negative ? moved : "+" + moved;
      case EITHER -> moved;
    };
  }

  /** A text that is an amount by accident must not become one. */
  private static String doubtful(String text) {
    return Money.parse(text) == null ? text : text + DOUBTFUL;
  }

  private @Nullable String inWholeUnits(String digits, String currency) {
    if (minorUnits == 0) {
      return digits;
    }
    Optional<Integer> decimals =
        minorUnits == OF_CURRENCY ? Money.decimals(currency) : Optional.of(minorUnits);
    boolean whole = digits.indexOf('.') < 0;
    return decimals.isEmpty() || !whole
        ? null
        : new BigDecimal(digits).movePointLeft(decimals.get()).toPlainString();
  }

  /** Digits with a point and a sign before them; null if the cell is not written this way. */
  private @Nullable String plain(String cell) {
    String text = withoutSymbol(cell);
    boolean hadSymbol = !text.equals(cell);
    String sign = "";
    if (!text.isEmpty() && isSign(text.charAt(0))) {
      sign = text.charAt(0) == '+' ? "+" : "-";
      text = text.substring(1);
    } else if (!text.isEmpty() && isSign(text.charAt(text.length() - 1))) {
      sign = text.endsWith("+") ? "+" : "-";
      text = text.substring(0, text.length() - 1);
    }
    if (!hadSymbol && !sign.isEmpty()) {
      text = withoutSymbol(text);
    }
    int point = text.indexOf(decimal);
    String whole = ungrouped(point < 0 ? text : text.substring(0, point));
    String decimals = point < 0 ? "" : text.substring(point + 1);
    boolean valid =
        whole != null
            && areDigits(whole)
            && (point < 0 || areDigits(decimals))
            && !whole.isEmpty()
            && (point < 0 || !decimals.isEmpty());
    return valid ? sign + whole + (point < 0 ? "" : "." + decimals) : null;
  }

  private String withoutSymbol(String text) {
    for (String symbol : symbols) {
      if (text.startsWith(symbol)) {
        return Blanks.strip(text.substring(symbol.length()));
      }
      if (text.endsWith(symbol)) {
        return Blanks.strip(text.substring(0, text.length() - symbol.length()));
      }
    }
    return text;
  }

  /** The digits without the grouping; null if a group has not three digits. */
  private @Nullable String ungrouped(String whole) {
    if (grouping == null) {
      return whole;
    }
    StringBuilder digits = new StringBuilder();
    int first = -1;
    int group = 0;
    for (int i = 0; i < whole.length(); i++) {
      char c = whole.charAt(i);
      if (!isGrouping(c)) {
        digits.append(c);
        group++;
      } else if (first < 0 ? group < 1 || group > 3 : group != 3) {
        return null;
      } else {
        first = Math.max(first, group);
        group = 0;
      }
    }
    return first >= 0 && group != 3 ? null : digits.toString();
  }

  private boolean isGrouping(char c) {
    return grouping != null
        && (c == grouping
            || (grouping == ' ' && Character.isSpaceChar(c))
            || (grouping == '\'' && c == '\u2019'));
  }

  private static boolean isSign(char c) {
    return c == '-' || c == '+' || c == '\u2212';
  }

  private static boolean areDigits(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
