package bank.withdrawals.format;

import bank.withdrawals.csv.CsvRecord;
import bank.withdrawals.csv.FormulaGuard;
import bank.withdrawals.csv.RejectColumns;
import bank.withdrawals.domain.WithdrawalRow;
import bank.withdrawals.files.Printable;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The header of an input file: which column means what. Columns may come in any order; case and
 * blanks around a name do not matter. The {@linkplain RejectColumns columns that an error file
 * adds} are left out, so that a corrected error file can be dropped as it is. Every other column is
 * kept and comes back in the error file.
 */
final class Header {

  private static final String ACCOUNT_ID = "account_id";
  private static final String ACCOUNT_NUMBER = "account_number";
  private static final String AMOUNT = "amount";
  private static final String REQUEST_ID = "request_id";
  private static final String CURRENCY = "currency";

  private static final int NO_COLUMN = -1;
  private static final int MAX_NAME_SHOWN = 40;

  private final int size;
  private final int accountId;
  private final int accountNumber;
  private final int amount;
  private final int requestId;
  private final int currency;
  private final int[] kept;
  private final List<String> keptNames;

  private Header(List<String> names, Map<String, Integer> columns) {
    size = names.size();
    accountId = columns.getOrDefault(ACCOUNT_ID, NO_COLUMN);
    accountNumber = columns.getOrDefault(ACCOUNT_NUMBER, NO_COLUMN);
    amount = columns.getOrDefault(AMOUNT, NO_COLUMN);
    requestId = columns.getOrDefault(REQUEST_ID, NO_COLUMN);
    currency = columns.getOrDefault(CURRENCY, NO_COLUMN);
    kept =
        IntStream.range(0, size)
            .filter(i -> !RejectColumns.NAMES.contains(normalized(names.get(i))))
            .toArray();
    keptNames = IntStream.of(kept).mapToObj(names::get).toList();
  }

  /**
   * Reads the header, the first record of a file.
   *
   * @throws RefusedFileException if the file is empty, or a column has no name, is there twice or
   *     is missing
   */
  static Header read(InputRecords records) throws IOException, RefusedFileException {
    CsvRecord record = records.next();
    if (record == null) {
      throw new RefusedFileException(
          "the file is empty; its first line must be a header with account_id and amount");
    }
    List<String> names = record.cells();
    Map<String, Integer> columns = new HashMap<>();
    Set<Integer> repeated = new HashSet<>();
    for (int i = 0; i < names.size(); i++) {
      if (columns.putIfAbsent(normalized(names.get(i)), i) != null) {
        repeated.add(i);
      }
    }
    String problem = problem(names, columns, repeated);
    if (!problem.isEmpty()) {
      throw new RefusedFileException(problem, record.line(), record.offset());
    }
    return new Header(names, columns);
  }

  /** Names of the columns that are kept, as written in the file and in its order. */
  List<String> keptNames() {
    return keptNames;
  }

  /** Whether the record has a cell for each column. */
  boolean fits(CsvRecord record) {
    return record.cells().size() == size;
  }

  /** The amount as text; the record must {@link #fits fit}. */
  String amount(CsvRecord record) {
    return FormulaGuard.remove(record.cells().get(amount));
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
        givenId.isBlank() ? idPrefix + record.line() : givenId,
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
    if (kept.length == size) {
      return cells;
    }
    String[] some = new String[kept.length];
    for (int i = 0; i < some.length; i++) {
      some[i] = cells.get(kept[i]);
    }
    return List.of(some);
  }

  /**
   * The sentence about what is wrong with the header; empty if nothing is. Missing columns come
   * first: in a file without a header the first line is a row, and a sentence must not contain text
   * of a row.
   */
  private static String problem(
      List<String> names, Map<String, Integer> columns, Set<Integer> repeated) {
    if (names.size() == 1 && names.get(0).isBlank()) {
      return "the header is empty; the first line must name the columns, account_id and amount"
          + " among them";
    }
    for (String required : List.of(ACCOUNT_ID, AMOUNT)) {
      // An account number names the account as well as its id.
      boolean replaced = required.equals(ACCOUNT_ID) && columns.containsKey(ACCOUNT_NUMBER);
      if (!columns.containsKey(required) && !replaced) {
        return "the header has no column %s; the first line must name account_id and amount, with commas between"
            .formatted(required);
      }
    }
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).isBlank()) {
        return "column %d of the header has no name; name it or remove the column".formatted(i + 1);
      }
      if (repeated.contains(i)) {
        return "the header has the column %s more than once; rename or remove all but one"
            .formatted(Printable.shortened(names.get(i).strip(), MAX_NAME_SHOWN));
      }
    }
    return "";
  }

  private static String normalized(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }
}
