package bank.withdrawals.format;

import bank.withdrawals.csv.CsvDialect;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Finds cells that contain what would be whole rows of the file. If quotes are missing or surplus,
 * and happen to balance, the rows between them become the text of one cell, and are neither debited
 * nor rejected.
 *
 * <p>A line of a record other than its first would be a whole row if
 *
 * <ol>
 *   <li>it has as many cells as the header, quotes ignored,
 *   <li>its cell in the column of the amount has a digit, and no letter and no blank,
 *   <li>its cell in a column of the account has a digit, and no blank at either end.
 * </ol>
 *
 * <p>The first line of a record does not count, because every record starts like a row. Text over
 * several lines, such as {@code "Rent,\nNovember"}, does not pass for a row: it would need the
 * right number of delimiters in a later line and numbers without blanks in the right places. A
 * table that is deliberately in a cell does pass for rows; the setting allows it.
 */
final class RowsInCells {

  /** What is wrong and what to do; with the line of the first such row. */
  static final String SENTENCE =
      "a cell of the record that starts here contains what would be whole rows, the first on line"
          + " %d; correct the quotes, or set withdrawals.intake.allow-rows-in-cells if it is text";

  private final int columns;
  private final List<Integer> accounts;
  private final int amount;
  private final CsvDialect dialect;

  /**
   * The rows of one file.
   *
   * @param columns how many the header has
   * @param accounts indices of the columns that name the account
   * @param amount index of the column of the amount
   */
  RowsInCells(int columns, List<Integer> accounts, int amount, CsvDialect dialect) {
    this.columns = columns;
    this.accounts = accounts;
    this.amount = amount;
    this.dialect = dialect;
  }

  /**
   * The first line of a record that would be a whole row.
   *
   * @param record its bytes in UTF-8
   * @return number of lines of the record before it; 0 if there is none
   */
  int find(byte[] record) {
    String text = new String(record, StandardCharsets.UTF_8);
    int line = 0;
    for (int end = text.indexOf('\n'); end >= 0; ) {
      int start = end + 1;
      end = text.indexOf('\n', start);
      line++;
      if (isRow(end < 0 ? text.substring(start) : text.substring(start, end))) {
        return line;
      }
    }
    return 0;
  }

  private boolean isRow(String line) {
    if (line.chars().filter(c -> c == dialect.delimiter()).count() != columns - 1) {
      return false;
    }
    String[] cells = new String[columns];
    int start = 0;
    for (int i = 0; i < columns; i++) {
      int end = line.indexOf(dialect.delimiter(), start);
      cells[i] = withoutQuotes(end < 0 ? line.substring(start) : line.substring(start, end));
      start = end + 1;
    }
    return isAmount(cells[amount]) && accounts.stream().anyMatch(i -> isAccount(cells[i]));
  }

  private String withoutQuotes(String cell) {
    String text = cell.endsWith("\r") ? cell.substring(0, cell.length() - 1) : cell;
    return dialect.quotes() ? text.replace(String.valueOf(dialect.quote()), "") : text;
  }

  private static boolean isAmount(String cell) {
    return hasDigit(cell)
        && cell.chars().noneMatch(c -> Character.isLetter(c) || Character.isWhitespace(c));
  }

  private static boolean isAccount(String cell) {
    return hasDigit(cell) && cell.equals(cell.strip());
  }

  private static boolean hasDigit(String cell) {
    return cell.chars().anyMatch(c -> c >= '0' && c <= '9');
  }
}
