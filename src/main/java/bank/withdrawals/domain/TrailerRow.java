package bank.withdrawals.domain;

import java.util.regex.Pattern;

/**
 * Recognises rows that are probably no requests but the last line of a file, which says how many
 * rows there are or what they add up to. It only makes a rejection clearer: it rejects nothing.
 */
final class TrailerRow {

  private static final Pattern LABEL =
      Pattern.compile(
          "\\s*((grand |sub-?)?totals?|sum|summe|gesamt\\w*|somme|suma|trailer|trl|footer|eof"
              + "|end of (file|report)|(number of )?(records|rows|transactions)"
              + "|((record|row) )?count)\\b",
          Pattern.CASE_INSENSITIVE);

  private TrailerRow() {}

  /**
   * Whether a row names no account and has a label of a trailer: in any cell, or in the first cell
   * with content if it is malformed, because its cells have no meaning then.
   */
  static boolean looksLike(WithdrawalRow row) {
    if (!row.accountId().isBlank() || !row.accountNumber().isBlank()) {
      return false;
    }
    return row.cells().stream()
        .filter(cell -> !cell.isBlank())
        .limit(row.malformed() ? 1 : row.cells().size())
        .anyMatch(cell -> LABEL.matcher(cell).lookingAt());
  }

  /** The sentence; if the row looks like a trailer, with that as the cause. */
  static String explained(WithdrawalRow row, String sentence) {
    return looksLike(row)
        ? sentence.replaceFirst("(:.*)?\\.$", ": the row looks like a trailer.")
        : sentence;
  }
}
