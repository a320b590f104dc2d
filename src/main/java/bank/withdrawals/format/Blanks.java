package bank.withdrawals.format;

import java.util.Locale;

/** Blanks of every kind: spaces, tabs, line ends, no-break spaces, byte order marks. */
final class Blanks {

  private Blanks() {}

  static boolean isBlank(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\uFEFF' || c == '\u200B';
  }

  /** The text without the blanks at its ends. */
  static String strip(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && isBlank(text.charAt(from))) {
      from++;
    }
    while (to > from && isBlank(text.charAt(to - 1))) {
      to--;
    }
    return text.substring(from, to);
  }

  static boolean isBlank(String text) {
    return strip(text).isEmpty();
  }

  /** The name of a column for comparison: blanks at its ends and case do not matter. */
  static String normalized(String name) {
    return strip(name).toLowerCase(Locale.ROOT);
  }
}
