package bank.withdrawals.format;

import bank.withdrawals.csv.CsvDialect;
import bank.withdrawals.files.Printable;
import bank.withdrawals.format.DecodedStream.Encoding;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a sender's files are read: the content of {@code formats/NAME.yml}. Only {@code columns} is
 * required; what a format does not say is as in the default format.
 *
 * <pre>
 * description: Payout list of a bank, with a preamble and a totals line
 * kind: delimited               # or xlsx
 * files: "PAYOUT-*.csv"         # which files; a list is possible; only the name counts
 * encoding: windows-1252        # UTF-8 (default), UTF-16, UTF-16LE, UTF-16BE, ISO-8859-1
 * delimiter: semicolon          # comma (default), tab, pipe, or one character in quotes
 * quote: '"'                    # one character, or none
 * sep_line: true                # the first line may be sep=; and is not data
 * sheet: Payments               # xlsx: its name; default: the first sheet that is not hidden
 * lines_before: 3               # lines before the header; until_header finds it by its names
 * header: true                  # false: columns are positions, from 1
 * columns:                      # ours: the sender's
 *   request_id: [Batch, Item]   # several are joined
 *   account_id: Account         # or account_number
 *   amount: Amount
 *   currency: Currency
 *   reference: Purpose
 * constants:
 *   currency: EUR               # for every row; also account_id, account_number, reference
 * request_id_separator: "-"     # between the parts of a request id; 1 to 3 of . _ : / @ + -
 * amounts:
 *   decimal: ","                # default: a point
 *   grouping: "."               # thousands; default: none. A blank stands for no-break spaces too
 *   symbols: ["€", "EUR"]       # may stand before or after an amount
 *   minor_units: 2              # 12345 means 123.45; or currency: as many as the currency has
 *   sign: negative              # -5 is a withdrawal of 5, and 5 is invalid; either: both are of 5;
 *                               # default reject: an amount has no sign
 * trim: true                    # blanks around cells do not count; default: false
 * blank_rows: skip              # or refuse the file
 * trailer:
 *   first_cell: TOTAL           # how it starts; without it the last lines of the file
 *   lines: 1
 *   records: 5                  # the cell with the count: of the first line, or
 *   total: {line: 1, cell: 3}   # of another one
 * </pre>
 *
 * @param description one line for a person; may be empty
 * @param files which files are in this format by their names
 * @param sheet name of the sheet; null is the first that is not hidden
 * @param linesBefore lines before the header or the first row; {@link #UNTIL_HEADER} if the header
 *     is found by its names
 * @param columns the sender's columns by ours: names if there is a {@code header}, else positions;
 *     more than one only for the request id
 * @param constants what is the same in every row
 * @param trailer null if the last line of the file is a row
 */
record FormatDescription(
    String description,
    Kind kind,
    FilePatterns files,
    Encoding encoding,
    CsvDialect dialect,
    boolean sepLine,
    @Nullable String sheet,
    int linesBefore,
    boolean header,
    Map<Field, List<String>> columns,
    Map<Field, String> constants,
    String requestIdSeparator,
    AmountNotation amounts,
    boolean trim,
    boolean refuseBlankRows,
    @Nullable TrailerPlace trailer) {

  static final int UNTIL_HEADER = -1;

  /** How many lines are searched for the header. */
  static final int MOST_LINES_SEARCHED = 1_000;

  private static final int MAX_NAME_SHOWN = 40;

  FormatDescription {
    columns = Map.copyOf(columns);
    constants = Map.copyOf(constants);
  }

  /** What a file is, before it is text. */
  enum Kind {
    DELIMITED,
    XLSX
  }

  /** Our columns, in the order of the error file. */
  enum Field {
    REQUEST_ID,
    ACCOUNT_ID,
    ACCOUNT_NUMBER,
    AMOUNT,
    CURRENCY,
    REFERENCE;

    /** The name of the column in the default format. */
    String column() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether rows have this field, from a column or a constant. */
  boolean has(Field field) {
    return columns.containsKey(field) || constants.containsKey(field);
  }

  /** Whether these cells contain all names of the format. */
  boolean isHeader(List<String> cells) {
    Set<String> normalized = cells.stream().map(Blanks::normalized).collect(Collectors.toSet());
    return columns.values().stream()
        .flatMap(Collection::stream)
        .allMatch(name -> normalized.contains(Blanks.normalized(name)));
  }

  /** No line is a header. */
  RefusedFileException noHeader() {
    return new RefusedFileException(
        "no line has all the columns that the format names: %s; compare the names"
            .formatted(
                columns.values().stream()
                    .flatMap(Collection::stream)
                    .map(name -> Printable.shortened(name, MAX_NAME_SHOWN))
                    .distinct()
                    .sorted()
                    .collect(Collectors.joining(", "))));
  }
}
