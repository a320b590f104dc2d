package bank.withdrawals.format;

import bank.withdrawals.csv.CsvDialect;
import bank.withdrawals.csv.CsvLimits;
import bank.withdrawals.csv.CsvRecord;
import bank.withdrawals.csv.CsvScanner;
import bank.withdrawals.csv.MalformedCsvException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Finds cells that contain what would be whole rows of the file. If quotes are missing or surplus,
 * and happen to balance, the rows between them become the text of one cell, and are neither debited
 * nor rejected.
 *
 * <ol>
 *   <li>A line looks like a row if it has as many cells as the header, quotes ignored; its cell in
 *       the column of the amount has a digit, and no letter and no blank; and its cell in a column
 *       of the account has a digit, and no blank at either end.
 *   <li>A cell contains a row if one of its lines looks like a row and is a whole line of the file:
 *       the first line of the cell is one only in the first column, the last line only in the last.
 *   <li>A cell in the middle of a record contains the end of one row and the start of the next if
 *       both the first and the last line of the record look like rows. The first line of a header
 *       need not.
 * </ol>
 *
 * <p>Text over several lines, such as {@code "Rent,\nNovember"}, does not pass for a row: one of
 * its lines would need the right number of delimiters, and numbers without blanks in the right
 * places. A table that is deliberately in a cell does pass for rows; the setting allows it.
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

  /** The first row in a cell of a record that is not the header, as below. */
  int find(byte[] record) {
    return find(record, false);
  }

  /**
   * Where the first row is that is in a cell of a record.
   *
   * @param record its bytes in UTF-8
   * @return the number of lines of the record before it, not counting a row on the first of them; 0
   *     if no cell does
   */
  int find(byte[] record, boolean header) {
    List<String> cells = cells(record);
    int before = 0;
    for (int i = 0; i < cells.size(); i++) {
      String[] lines = cells.get(i).split("\n", -1);
      int from = i == 0 ? 0 : 1;
      int to = i == cells.size() - 1 ? lines.length : lines.length - 1;
      for (int line = from; lines.length > 1 && line < to; line++) {
        if (isRow(lines[line])) {
          return Math.max(1, before + line);
        }
      }
      before += lines.length - 1;
    }
    // Without the line end of the record itself.
    String text = new String(record, StandardCharsets.UTF_8).replaceFirst("\r?\n\\z", "");
    String first = text.substring(0, Math.max(0, text.indexOf('\n')));
    String last = text.substring(text.lastIndexOf('\n') + 1);
    return (header || isRow(first)) && isRow(last) ? before : 0;
  }

  private List<String> cells(byte[] record) {
    CsvLimits limits = new CsvLimits(record.length, record.length + 1);
    try (CsvScanner scanner =
        new CsvScanner(new ByteArrayInputStream(record), 1, 1, limits, dialect)) {
      CsvRecord only = scanner.next();
      return only == null ? List.of() : only.cells();
    } catch (IOException | MalformedCsvException readBefore) {
      throw new IllegalStateException(readBefore);
    }
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
