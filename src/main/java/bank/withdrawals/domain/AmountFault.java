package bank.withdrawals.domain;

/** Says in one sentence why a text is not an amount. The sentence contains no part of the text. */
final class AmountFault {

  private static final int MAX_WHOLE_DIGITS = 15;

  private AmountFault() {}

  /** The sentence about an amount that has more decimals than its currency. */
  static String tooManyDecimals(String currency) {
    return because("it has more decimals than " + currency);
  }

  /** The sentence about a text that {@link Money#parse} does not read. */
  static String of(String text) {
    return because(cause(text));
  }

  private static String because(String cause) {
    return Rules.INVALID_AMOUNT.replace(".", ": " + cause + ".");
  }

  private static String cause(String text) {
    if (text.isEmpty()) {
      return "it is empty";
    }
    String otherCharacter = otherCharacter(text);
    if (!otherCharacter.isEmpty()) {
      return otherCharacter;
    }
    if (text.matches("[+-].*|.*-|\\(.*\\)")) {
      return "it has a sign";
    }
    if (text.startsWith("'")) {
      return "it starts with an apostrophe";
    }
    if (text.matches(".+['\u2019_].+")) {
      return "it has a thousands separator";
    }
    if (text.indexOf(',') >= 0) {
      return comma(text);
    }
    return points(text);
  }

  /** The cause if there is a character that no number has; else empty. */
  private static String otherCharacter(String text) {
    if (text.matches("[+-]?[0-9]+([.,][0-9]+)?[Ee][+-]?[0-9]+")) {
      return "it is in scientific notation";
    }
    boolean letters = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int type = Character.getType(c);
      if (Character.isSpaceChar(c) && c != ' ') {
        return "it contains a no-break space or another special blank";
      }
      if (Character.isWhitespace(c)) {
        return "it contains a blank or a line end";
      }
      if (type == Character.FORMAT || type == Character.CONTROL) {
        return "it contains an invisible character";
      }
      if (type == Character.CURRENCY_SYMBOL) {
        return "it contains a currency sign";
      }
      if (c > '9' && Character.isDigit(c)) {
        return "it has other digits than 0 to 9";
      }
      letters |= Character.isLetter(c);
    }
    return letters ? "it contains letters" : "";
  }

  private static String comma(String text) {
    int first = text.indexOf(',');
    int last = text.lastIndexOf(',');
    int point = text.lastIndexOf('.');
    if (point > last || first < last) {
      return "it has a thousands separator";
    }
    // A comma with three digits behind it may be either.
    return point >= 0 || text.length() - last != 4
        ? "it has a decimal comma; write a point"
        : "it has a comma; write no thousands separator, and a point before the decimals";
  }

  private static String points(String text) {
    if (!text.matches("[0-9.]+")) {
      return "it is not a number such as 1234.56";
    }
    int point = text.indexOf('.');
    if (point != text.lastIndexOf('.')) {
      return "it has a thousands separator";
    }
    if (point == 0 || point == text.length() - 1) {
      return "it has no digit before or after the point";
    }
    return (point < 0 ? text.length() : point) > MAX_WHOLE_DIGITS
        ? "it has more than 15 digits before the point"
        : "it has more than 4 decimals";
  }
}
