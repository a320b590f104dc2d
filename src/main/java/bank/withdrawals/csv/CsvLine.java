package bank.withdrawals.csv;

import java.util.List;
import java.util.stream.Collectors;

/** Writes RFC 4180 records: cells separated by commas, quoted only if needed. */
public final class CsvLine {

  private static final String NEEDS_QUOTES = ",\"\n\r";

  private CsvLine() {}

  /**
   * Formats one record, without a line end. A cell that a spreadsheet would run as a formula gets a
   * {@link FormulaGuard}.
   */
  public static String of(List<String> cells) {
    return cells.stream().map(CsvLine::written).collect(Collectors.joining(","));
  }

  private static String written(String cell) {
    boolean formula = FormulaGuard.isFormula(cell);
    String text = formula ? FormulaGuard.add(cell) : cell;
    boolean quoted = formula || cell.chars().anyMatch(c -> NEEDS_QUOTES.indexOf(c) >= 0);
    return quoted ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }
}
