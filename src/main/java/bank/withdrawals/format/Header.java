package bank.withdrawals.format;

import bank.withdrawals.csv.CsvDialect;
import bank.withdrawals.csv.CsvRecord;
import bank.withdrawals.csv.FormulaGuard;
import bank.withdrawals.csv.RejectColumns;
import bank.withdrawals.domain.WithdrawalRow;
import bank.withdrawals.files.Printable;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The header of an input file: which column means what. Columns may come in any order; case and
 * blanks around a name do not matter. A name that is {@linkplain ColumnNames#almost almost} that of
 * a column refuses the file. The {@linkplain RejectColumns columns that an error file adds} are
 * left out, so that a corrected error file can be dropped as it is. Every other column is kept and
 * comes back in the error file.
 */
final class Header {

  private static final int NO_COLUMN = -1;
  private static final int MAX_NAME_SHOWN = 40;

  private final List<String> names;
  private final boolean requireRequestId;
  private final int accountId;
  private final int accountNumber;
  private final int amount;
  private final int requestId;
  private final int currency;
  private final int[] kept;
  private final List<String> keptNames;

  private Header(List<String> names, boolean requireRequestId) {
    this.names = names;
    this.requireRequestId = requireRequestId;
    accountId = column(ColumnNames.ACCOUNT_ID);
    accountNumber = column(ColumnNames.ACCOUNT_NUMBER);
    amount = column(ColumnNames.AMOUNT);
    requestId = column(ColumnNames.REQUEST_ID);
    currency = column(ColumnNames.CURRENCY);
    kept =
        IntStream.range(0, names.size())
            .filter(i -> !RejectColumns.NAMES.contains(ColumnNames.normalized(names.get(i))))
            .toArray();
    keptNames = IntStream.of(kept).mapToObj(names::get).toList();
  }

  private int column(String name) {
    return IntStream.range(0, names.size())
        .filter(i -> ColumnNames.normalized(names.get(i)).equals(name))
        .findFirst()
        .orElse(NO_COLUMN);
  }

  /**
   * Reads the header, the first record of a file.
   *
   * @throws RefusedFileException if the file is empty, or it is not one, or the header contains
   *     rows
   */
  static Header read(InputRecords records, ReadRules rules)
      throws IOException, RefusedFileException {
    CsvRecord record = records.next();
    if (record == null) {
      throw new RefusedFileException(
          "the file is empty; its first line must be a header with account_id and amount");
    }
    Optional<String> problem = problem(record.cells(), rules);
    if (problem.isPresent()) {
      throw new RefusedFileException(problem.get(), record.line(), record.offset());
    }
    Header header = new Header(record.cells(), rules.requireRequestId());
    if (!rules.allowRowsInCells()) {
      records.refuseRowsInCells(header.rowsInCells());
    }
    return header;
  }

  private RowsInCells rowsInCells() {
    List<Integer> accounts =
        IntStream.of(accountId, accountNumber).filter(i -> i != NO_COLUMN).boxed().toList();
    return new RowsInCells(names.size(), accounts, amount, CsvDialect.RFC_4180);
  }

  /** Names of the columns that are kept, as written in the file and in its order. */
  List<String> keptNames() {
    return keptNames;
  }

  /** Whether the record has a cell for each column. */
  boolean fits(CsvRecord record) {
    return record.cells().size() == names.size();
  }

  /**
   * Makes the row of a record.
   *
   * @param idPrefix start of the request id of a row without one; the line is its end
   */
  WithdrawalRow row(CsvRecord record, String idPrefix) {
    List<String> cells = FormulaGuard.remove(record.cells());
    if (!fits(record)) {
      return new WithdrawalRow(0, record.line(), "", "", "", "", "", cells, true);
    }
    String givenId = cell(cells, requestId);
    return new WithdrawalRow(
        0,
        record.line(),
        givenId.isBlank() && !requireRequestId ? idPrefix + record.line() : givenId,
        cell(cells, accountId),
        cell(cells, accountNumber),
        cells.get(amount),
        cell(cells, currency),
        kept(cells),
        false);
  }

  private static String cell(List<String> cells, int column) {
    return column == NO_COLUMN ? "" : cells.get(column);
  }

  private List<String> kept(List<String> cells) {
    if (kept.length == names.size()) {
      return cells;
    }
    String[] some = new String[kept.length];
    for (int i = 0; i < some.length; i++) {
      some[i] = cells.get(kept[i]);
    }
    return List.of(some);
  }

  /**
   * The sentence about a header, without a full stop; empty if nothing is wrong with it. A missing
   * column comes before a nameless or repeated one: in a file without a header the first line is a
   * row, and a sentence must not contain text of a row.
   */
  private static Optional<String> problem(List<String> names, ReadRules rules) {
    if (names.size() == 1 && names.get(0).isBlank()) {
      return Optional.of(
          "the header is empty; the first line must name the columns, account_id and amount"
              + " among them");
    }
    return almostKnown(names)
        .or(() -> missing(names))
        .or(() -> namelessOrRepeated(names))
        .or(() -> missingRequestId(names, rules));
  }

  private static Optional<String> almostKnown(List<String> names) {
    for (int i = 0; i < names.size(); i++) {
      Optional<String> known = ColumnNames.almost(names.get(i), names);
      if (known.isPresent()) {
        return Optional.of(almostKnown(names.get(i), i + 1, known.get()));
      }
    }
    return Optional.empty();
  }

  private static String almostKnown(String name, int column, String known) {
    return ColumnNames.invisible(name.strip())
        .map(
            character ->
                "the name of column %d of the header contains an invisible character, %s; write %s"
                    .formatted(column, character, known))
        .orElseGet(
            () ->
                "the header has a column %s, which is almost %s; write %s, or another name if it means something else"
                    .formatted(Printable.shortened(name.strip(), MAX_NAME_SHOWN), known, known));
  }

  private static Optional<String> missing(List<String> names) {
    String missing =
        !has(names, ColumnNames.ACCOUNT_ID) && !has(names, ColumnNames.ACCOUNT_NUMBER)
            ? ColumnNames.ACCOUNT_ID
            : ColumnNames.AMOUNT;
    return has(names, missing)
        ? Optional.empty()
        : Optional.of(
            "the header has no column %s; the first line must name account_id and amount, with commas between; if its columns have other names, %s"
                .formatted(missing, FileStart.SUGGEST));
  }

  private static Optional<String> namelessOrRepeated(List<String> names) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).isBlank()) {
        return Optional.of(
            "column %d of the header has no name; name it or remove the column".formatted(i + 1));
      }
      if (!seen.add(ColumnNames.normalized(names.get(i)))) {
        return Optional.of(
            "the header has the column %s more than once; rename or remove all but one"
                .formatted(Printable.shortened(names.get(i).strip(), MAX_NAME_SHOWN)));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> missingRequestId(List<String> names, ReadRules rules) {
    return !rules.requireRequestId() || has(names, ColumnNames.REQUEST_ID)
        ? Optional.empty()
        : Optional.of(
            "the header has no column request_id; add it, or set withdrawals.intake.require-request-id to false");
  }

  private static boolean has(List<String> names, String column) {
    return names.stream().anyMatch(name -> ColumnNames.normalized(name).equals(column));
  }
}
