package bank.withdrawals.csv;

/**
 * How the cells of a record are kept apart.
 *
 * @param delimiter the character between two cells: ASCII, and not a line end
 * @param quote the character around a cell that contains delimiters or line ends: ASCII, and not a
 *     line end; {@link #NO_QUOTE} if every character of a cell is text
 */
public record CsvDialect(char delimiter, char quote) {

  /** No character quotes. */
  public static final char NO_QUOTE = '\0';

  /** Commas and double quotes. */
  public static final CsvDialect RFC_4180 = new CsvDialect(',', '"');

  /**
   * Checks the characters.
   *
   * @throws IllegalArgumentException if one of them cannot be used, or both are the same
   */
  public CsvDialect {
    requireUsable("delimiter", delimiter);
    if (quote != NO_QUOTE) {
      requireUsable("quote", quote);
    }
    if (delimiter == quote) {
      throw new IllegalArgumentException("delimiter and quote must be different characters");
    }
  }

  /** Whether cells can be quoted. */
  public boolean quotes() {
    return quote != NO_QUOTE;
  }

  /** The delimiter in a sentence, with its article. */
  String delimiterName() {
    return switch (delimiter) {
      case ',' -> "a comma";
      case ';' -> "a semicolon";
      case '\t' -> "a tab";
      case '|' -> "a pipe";
      default -> "the delimiter";
    };
  }

  private static void requireUsable(String what, char c) {
    if (c == '\0' || c > 0x7E || c == '\n' || c == '\r') {
      throw new IllegalArgumentException(what + " must be one ASCII character, and not a line end");
    }
  }
}
