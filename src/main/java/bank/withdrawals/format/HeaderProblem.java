package bank.withdrawals.format;

import bank.withdrawals.files.Printable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is wrong with a header. The first that applies is reported; a missing column comes before a
 * nameless or repeated one, because in a file without a header the first line is a row, and a
 * sentence must not contain text of a row.
 */
final class HeaderProblem {

  /** The end of a sentence about a file that a format may make readable. */
  static final String SUGGEST = "run `formats suggest FILE` for a format that reads it";

  private static final int MAX_NAME_SHOWN = 40;

  private HeaderProblem() {}

  /** The sentence about a header, without a full stop; empty if nothing is wrong with it. */
  static Optional<String> of(List<String> names, ReadRules rules) {
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
                .formatted(missing, SUGGEST));
  }

  private static Optional<String> namelessOrRepeated(List<String> names) {
    Map<String, Integer> seen = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).isBlank()) {
        return Optional.of(
            "column %d of the header has no name; name it or remove the column".formatted(i + 1));
      }
      if (seen.put(ColumnNames.normalized(names.get(i)), i) != null) {
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
