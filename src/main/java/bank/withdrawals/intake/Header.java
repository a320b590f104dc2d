package bank.withdrawals.intake;

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
 * Which column is what. Names are matched without regard to case and to blanks around them, in any
 * order. The three columns that an error file adds are passed over, so that a corrected one can be
 * dropped as it is; every other column is carried.
 */
final class Header {

  private static final String ACCOUNT_ID = "account_id";
  private static final String AMOUNT = "amount";
  private static final String REQUEST_ID = "request_id";
  private static final String CURRENCY = "currency";
  private static final Set<String> ADDED_BY_ERROR_FILE = Set.of("line_number", "reason", "message");

  private static final int NO_COLUMN = -1;
  private static final int MAX_NAME_SHOWN = 40;

  private final int size;
  private final int accountId;
  private final int amount;
  private final int requestId;
  private final int currency;
  private final int[] carried;
  private final List<String> carriedNames;

  private Header(String[] names, Map<String, Integer> columns) {
    size = names.length;
    accountId = columns.getOrDefault(ACCOUNT_ID, NO_COLUMN);
    amount = columns.getOrDefault(AMOUNT, NO_COLUMN);
    requestId = columns.getOrDefault(REQUEST_ID, NO_COLUMN);
    currency = columns.getOrDefault(CURRENCY, NO_COLUMN);
    carried =
        IntStream.range(0, size)
            .filter(i -> !ADDED_BY_ERROR_FILE.contains(normalized(names[i])))
            .toArray();
    carriedNames = IntStream.of(carried).mapToObj(i -> names[i]).toList();
  }

  /**
   * Takes the header off a scanner at the start of a file.
   *
   * @throws RefusedFileException where there is none or it lacks a name, has one twice, or misses a
   *     required column
   */
  static Header read(RecordScanner scanner, CellSplitter splitter)
      throws IOException, RefusedFileException {
    RawRecord record = scanner.next();
    if (record == null) {
      throw new RefusedFileException(
          "the file is empty; its first line must be a header with account_id and amount", 0, 0);
    }
    String[] names = splitter.split(record.text());
    Map<String, Integer> columns = new HashMap<>();
    Set<Integer> repeated = new HashSet<>();
    for (int i = 0; i < names.length; i++) {
      if (columns.putIfAbsent(normalized(names[i]), i) != null) {
        repeated.add(i);
      }
    }
    String problem = problem(names, columns, repeated);
    if (!problem.isEmpty()) {
      throw new RefusedFileException(problem, record.line(), record.offset());
    }
    return new Header(names, columns);
  }

  /** The carried columns, named as in the file and in its order. */
  List<String> carriedNames() {
    return carriedNames;
  }

  /** Whether a record of so many cells fits this header. */
  boolean fits(String[] cells) {
    return cells.length == size;
  }

  /** The amount as text; the record must {@link #fits fit}. */
  String amount(String[] cells) {
    return CellSplitter.withoutGuard(cells[amount]);
  }

  /**
   * The row that a record stands for.
   *
   * @param cells of the record; changed in the process
   * @param idPrefix makes the request id of a row without one, with its line
   */
  WithdrawalRow row(RawRecord record, String[] cells, String idPrefix) {
    for (int i = 0; i < cells.length; i++) {
      cells[i] = CellSplitter.withoutGuard(cells[i]);
    }
    if (!fits(cells)) {
      return new WithdrawalRow(record.line(), "", "", "", "", List.of(cells), true);
    }
    String givenId = cell(cells, requestId);
    return new WithdrawalRow(
        record.line(),
        givenId.isBlank() ? idPrefix + record.line() : givenId,
        cells[accountId],
        cells[amount],
        cell(cells, currency),
        carried(cells),
        false);
  }

  private static String cell(String[] cells, int column) {
    return column == NO_COLUMN ? "" : cells[column];
  }

  private List<String> carried(String[] cells) {
    if (carried.length == cells.length) {
      return List.of(cells);
    }
    String[] kept = new String[carried.length];
    for (int i = 0; i < kept.length; i++) {
      kept[i] = cells[carried[i]];
    }
    return List.of(kept);
  }

  /**
   * What is wrong with the header, empty when nothing is. Missing columns come first: in a file
   * without a header the first line is a row, and no text of a row may get into a sentence.
   */
  private static String problem(
      String[] names, Map<String, Integer> columns, Set<Integer> repeated) {
    if (names.length == 1 && names[0].isBlank()) {
      return "the header is empty; the first line must name the columns, account_id and amount"
          + " among them";
    }
    for (String required : List.of(ACCOUNT_ID, AMOUNT)) {
      if (!columns.containsKey(required)) {
        return "the header has no column %s; the first line must name account_id and amount, with commas between"
            .formatted(required);
      }
    }
    for (int i = 0; i < names.length; i++) {
      if (names[i].isBlank()) {
        return "column %d of the header has no name; name it or take the column out"
            .formatted(i + 1);
      }
      if (repeated.contains(i)) {
        return "the header has the column %s more than once; rename or take out all but one"
            .formatted(Printable.shortened(names[i].strip(), MAX_NAME_SHOWN));
      }
    }
    return "";
  }

  private static String normalized(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }
}
