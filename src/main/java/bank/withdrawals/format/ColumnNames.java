package bank.withdrawals.format;

import bank.withdrawals.csv.RejectColumns;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The names of the columns that mean something, and how close another name is to one of them. A
 * column with a name that is almost right must not be ignored: an ignored currency would be that of
 * the account, and an ignored request id would debit twice.
 */
final class ColumnNames {

  static final String ACCOUNT_ID = "account_id";
  static final String ACCOUNT_NUMBER = "account_number";
  static final String AMOUNT = "amount";
  static final String REQUEST_ID = "request_id";
  static final String CURRENCY = "currency";

  /** All names, the columns that an error file adds included. */
  private static final Set<String> KNOWN =
      Stream.concat(
              Stream.of(ACCOUNT_ID, ACCOUNT_NUMBER, AMOUNT, REQUEST_ID, CURRENCY),
              RejectColumns.NAMES.stream())
          .collect(Collectors.toUnmodifiableSet());

  /** Other names for the same, letters and digits only. They count if the known one is missing. */
  private static final Map<String, String> VARIANTS =
      Map.of(
          "ccy", CURRENCY,
          "currencycode", CURRENCY,
          "requestno", REQUEST_ID,
          "requestnumber", REQUEST_ID,
          "acctid", ACCOUNT_ID,
          "amt", AMOUNT);

  private static final Map<String, String> BY_LETTERS =
      KNOWN.stream().collect(Collectors.toUnmodifiableMap(ColumnNames::letters, name -> name));

  /** Letters that look like Latin ones of the known names, each before the one it looks like. */
  private static final String LOOK_ALIKES =
      // Cyrillic.
      "\u0430a\u0432b\u0441c\u0501d\u0435e\u0456i\u043cm\u043eo\u051bq\u0455s\u0442t\u0443y"
          // Greek, and the dotless i.
          + "\u03b1a\u03b2b\u03b5e\u03b9i\u03bcm\u03bdn\u03bfo\u03c4t\u03c5u\u0131i";

  private ColumnNames() {}

  /** The name as it is compared: without blanks around it, in lower case. */
  static String normalized(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }

  /** Whether it is the name of a column that means something. */
  static boolean isKnown(String name) {
    return KNOWN.contains(normalized(name));
  }

  /**
   * The known name that a name is almost: it differs only in case, blanks, punctuation, accents,
   * letters of another script that look the same, or invisible characters; or it is one of a few
   * well-known variants, and {@code header} has no column of the known name.
   *
   * @param header the names of all columns
   * @return empty if the name is known, or is like none
   */
  static Optional<String> almost(String name, List<String> header) {
    if (isKnown(name)) {
      return Optional.empty();
    }
    String letters = letters(name);
    String known = BY_LETTERS.get(letters);
    if (known != null) {
      return Optional.of(known);
    }
    return Optional.ofNullable(VARIANTS.get(letters))
        .filter(variant -> header.stream().noneMatch(other -> normalized(other).equals(variant)));
  }

  /** The first character of a name that cannot be seen, or that looks like a blank; else empty. */
  static Optional<String> invisible(String name) {
    return name.codePoints()
        .filter(c -> c != ' ' && (Character.isSpaceChar(c) || isHidden(c)))
        .mapToObj("U+%04X"::formatted)
        .findFirst();
  }

  private static boolean isHidden(int c) {
    return Character.isISOControl(c)
        || Character.getType(c) == Character.FORMAT
        || isFiller(c)
        || (c >= 0xFE00 && c <= 0xFE0F)
        || c == 0x034F;
  }

  /** Letters of Hangul that are not drawn. */
  private static boolean isFiller(int c) {
    return c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0;
  }

  /** Letters and digits of a name, without accents, in lower case. */
  static String letters(String name) {
    StringBuilder letters = new StringBuilder();
    Normalizer.normalize(name, Normalizer.Form.NFKD)
        .toLowerCase(Locale.ROOT)
        .codePoints()
        .filter(c -> Character.isLetterOrDigit(c) && !isFiller(c))
        .map(ColumnNames::latin)
        .forEach(letters::appendCodePoint);
    return letters.toString();
  }

  private static int latin(int c) {
    int at = LOOK_ALIKES.indexOf(c);
    return at >= 0 && at % 2 == 0 ? LOOK_ALIKES.charAt(at + 1) : c;
  }
}
