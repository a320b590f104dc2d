package bank.withdrawals.rejects;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.batch.infrastructure.item.file.transform.LineAggregator;

/**
 * One record of the error file: RFC 4180, the row's cells as they came, then where and why. A cell
 * that a spreadsheet would run as a formula is led by an apostrophe (the OWASP advice on CSV
 * injection); reading the file back strips it.
 */
final class ErrorFileLine implements LineAggregator<RejectedRow> {

  private static final String FORMULA_STARTS = "=+-@\t\r";
  private static final String NEEDS_QUOTES = ",\"\n\r";

  @Override
  public String aggregate(RejectedRow rejected) {
    return line(
        rejected.row().cells(),
        List.of(
            Long.toString(rejected.row().line()),
            rejected.rejected().reason().name(),
            rejected.rejected().message()));
  }

  /** The header line, for the names of the row's cells. */
  static String header(List<String> columns) {
    return line(columns, List.of("line_number", "reason", "message"));
  }

  private static String line(List<String> cells, List<String> added) {
    return Stream.concat(cells.stream(), added.stream())
        .map(ErrorFileLine::cell)
        .collect(Collectors.joining(","));
  }

  private static String cell(String text) {
    boolean formula = !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0;
    boolean quoted = formula || text.chars().anyMatch(c -> NEEDS_QUOTES.indexOf(c) >= 0);
    if (!quoted) {
      return text;
    }
    return (formula ? "\"'" : "\"") + text.replace("\"", "\"\"") + "\"";
  }
}
