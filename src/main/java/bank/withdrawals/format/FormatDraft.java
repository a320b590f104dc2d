package bank.withdrawals.format;

import bank.withdrawals.format.FormatDescription.Field;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Puts a format together from what a file shows.
 *
 * <ol>
 *   <li>Most rows have the same number of cells. The first of them is the header if it has no
 *       number, but those after it have.
 *   <li>{@link ColumnGuess} and {@link AmountGuess} look at names and cells.
 *   <li>Rows at the end that look like a trailer are compared with the count and the sum.
 * </ol>
 */
final class FormatDraft {

  private static final int MOST_TRAILER_LINES = 3;
  private static final String TRAILER_WORD =
      "(?i)(grand )?(totals?|summe|gesamt|sum|somme|totaal|trailer|trl|tr|t|ende?|footer|z|99?)\\W*";
  private static final String NUMBER = "[^\\p{L}]*[0-9][^\\p{L}]*";

  private final FileSample sample;
  private final List<String> unsure;
  private final int width;
  private final int start;
  private final boolean header;
  private final List<RawRow> rows;
  private final List<RawRow> end;
  private final ColumnGuess columns;

  /**
   * Looks at a file.
   *
   * @throws RefusedFileException if no row has an account and an amount
   */
  FormatDraft(FileSample sample) throws RefusedFileException {
    this.sample = sample;
    this.unsure = new ArrayList<>(sample.unsure());
    this.width = mostCommonWidth(sample.rows());
    this.start = firstOf(width, sample.rows());
    List<RawRow> table = sample.rows().subList(start, sample.rows().size());
    this.header = looksLikeHeader(table);
    List<RawRow> data = header ? table.subList(1, table.size()) : table;
    this.end = trailer(data);
    this.rows = data.subList(0, data.size() - end.size());
    this.columns =
        ColumnGuess.of(
            header ? table.get(0).cells() : List.of(),
            rows.stream().filter(row -> fits(row)).toList());
    if (!columns.places().containsKey(Field.AMOUNT)
        || !(columns.places().containsKey(Field.ACCOUNT_ID)
            || columns.places().containsKey(Field.ACCOUNT_NUMBER))) {
      throw new RefusedFileException(
          "no format can be suggested: no column looks like amounts, or none like accounts");
    }
    unsure.addAll(columns.unsure());
  }

  /** The YAML. */
  String text(String fileName) throws RefusedFileException {
    AmountGuess amounts = amounts();
    List<String> keys = new ArrayList<>();
    String encoding = sample.encoding() == null ? "" : sample.encoding().label();
    if (encoding.isEmpty()) {
      keys.add("kind: xlsx");
    } else {
      keys.add("encoding: " + encoding);
      keys.add("delimiter: " + FormatSuggestion.delimiter(sample.dialect().delimiter()));
      keys.add(sample.dialect().quotes() ? "" : "quote: none");
    }
    keys.add(sample.sepLine() ? "sep_line: true" : "");
    keys.add(linesBefore());
    keys.add(header ? "" : "header: false");
    keys.add("columns:");
    for (Field field : Field.values()) {
      Integer place = columns.places().get(field);
      if (place != null) {
        keys.add(
            "  %s: %s"
                .formatted(
                    field.column(), header ? FormatSuggestion.quoted(name(place)) : place + 1));
      }
    }
    if (!columns.places().containsKey(Field.CURRENCY)) {
      unsure.add("the currency: no column has it, so it is that of the account");
      keys.add("# constants:\n#   currency: EUR");
    }
    keys.addAll(FormatSuggestion.amounts(amounts.notation()));
    keys.add(needsTrim() ? "trim: true" : "");
    keys.addAll(trailerKeys(amounts.notation()));
    unsure.addAll(amounts.unsure());
    StringBuilder text = new StringBuilder();
    text.append("# Suggested for %s. Review it before you use it.\n".formatted(fileName));
    unsure.forEach(what -> text.append("# Uncertain: ").append(what).append(".\n"));
    keys.stream().filter(key -> !key.isEmpty()).forEach(key -> text.append(key).append('\n'));
    return text.toString();
  }

  private AmountGuess amounts() {
    int amount = Objects.requireNonNull(columns.places().get(Field.AMOUNT));
    return AmountGuess.of(
        rows.stream()
            .filter(row -> fits(row) && !row.numbers().contains(amount))
            .map(row -> cell(row, amount))
            .toList(),
        header ? ColumnNames.letters(name(amount)) : "",
        columns.places().containsKey(Field.CURRENCY));
  }

  private String linesBefore() {
    long line = start < sample.rows().size() ? sample.rows().get(start).line() : 1;
    long first = sample.sepLine() ? 2 : 1;
    if (start == 0 && (line == first || header)) {
      return "";
    }
    return "lines_before: " + (header ? "until_header" : Long.toString(line - first));
  }

  private boolean needsTrim() {
    return rows.stream()
        .anyMatch(
            row ->
                columns.places().values().stream()
                    .map(place -> cell(row, place))
                    .anyMatch(cell -> !cell.equals(Blanks.strip(cell))));
  }

  private List<String> trailerKeys(AmountNotation notation) {
    if (end.isEmpty()) {
      return List.of();
    }
    List<String> keys = new ArrayList<>(List.of("trailer:"));
    String first = Blanks.strip(end.get(0).cells().get(0));
    if (!first.isEmpty()) {
      keys.add("  first_cell: " + FormatSuggestion.quoted(first));
    }
    keys.add(end.size() == 1 ? "" : "  lines: " + end.size());
    long count = sample.count() - start - (header ? 1 : 0) - end.size();
    String records = place(cell -> isCount(cell, count));
    BigDecimal sum = sum(notation);
    String total =
        place(cell -> sum != null && isTotal(cell, notation, sum) && !isCount(cell, count));
    keys.add(records.isEmpty() ? "" : "  records: " + records);
    keys.add(total.isEmpty() ? "" : "  total: " + total);
    unsure.add("that the last lines are a trailer and not a row");
    return records.isEmpty() && total.isEmpty() && first.isEmpty() ? List.of() : keys;
  }

  private static boolean isCount(String cell, long count) {
    return cell.matches("\\D*0*" + count + "\\D*");
  }

  private static boolean isTotal(String cell, AmountNotation notation, BigDecimal sum) {
    BigDecimal total = notation.total(cell, false, "");
    BigDecimal number = cell.matches("[0-9]+(\\.[0-9]+)?") ? new BigDecimal(cell) : null;
    return (total != null && total.compareTo(sum) == 0)
        || (number != null && number.compareTo(sum) == 0);
  }

  /** Where in the trailer a cell is; empty if the trailer has no such cell. */
  private String place(Predicate<String> wanted) {
    for (int line = 0; line < end.size(); line++) {
      List<String> cells = end.get(line).cells();
      for (int i = 0; i < cells.size(); i++) {
        if (wanted.test(Blanks.strip(cells.get(i)))) {
          return line == 0
              ? Integer.toString(i + 1)
              : "{line: %d, cell: %d}".formatted(line + 1, i + 1);
        }
      }
    }
    return "";
  }

  private @Nullable BigDecimal sum(AmountNotation notation) {
    if (!sample.isComplete()) {
      return null;
    }
    int amount = Objects.requireNonNull(columns.places().get(Field.AMOUNT));
    BigDecimal sum = BigDecimal.ZERO;
    for (RawRow row : rows) {
      BigDecimal one =
          notation.total(Blanks.strip(cell(row, amount)), row.numbers().contains(amount), "");
      sum = one == null ? sum : sum.add(one);
    }
    return sum;
  }

  private String name(int column) {
    return Blanks.strip(cell(sample.rows().get(start), column));
  }

  private boolean fits(RawRow row) {
    return sample.encoding() == null ? row.cells().size() <= width : row.cells().size() == width;
  }

  private static String cell(RawRow row, int column) {
    return column < row.cells().size() ? row.cells().get(column) : "";
  }

  private static int mostCommonWidth(List<RawRow> rows) {
    Map<Integer, Long> counts =
        rows.stream()
            .collect(Collectors.groupingBy(row -> row.cells().size(), Collectors.counting()));
    return counts.entrySet().stream()
        .filter(entry -> entry.getKey() > 1)
        .max(Map.Entry.<Integer, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
        .map(Map.Entry::getKey)
        .orElse(0);
  }

  private static int firstOf(int width, List<RawRow> rows) throws RefusedFileException {
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).cells().size() == width) {
        return i;
      }
    }
    throw new RefusedFileException("no format can be suggested: the file has no rows with cells");
  }

  private static boolean looksLikeHeader(List<RawRow> table) {
    List<String> first = table.get(0).cells();
    return first.stream().noneMatch(cell -> Blanks.strip(cell).matches(NUMBER))
        && first.stream().filter(cell -> !Blanks.isBlank(cell)).count() > 1;
  }

  /** The rows at the end that are no rows. */
  private List<RawRow> trailer(List<RawRow> data) {
    int from = data.size();
    for (int i = data.size() - 1; i > 0 && i >= data.size() - MOST_TRAILER_LINES; i--) {
      String first = Blanks.strip(data.get(i).cells().get(0));
      if (!fits(data.get(i)) || first.matches(TRAILER_WORD)) {
        from = i;
      }
    }
    return data.subList(from, data.size());
  }
}
