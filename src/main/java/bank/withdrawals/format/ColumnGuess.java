package bank.withdrawals.format;

import bank.withdrawals.domain.Money;
import bank.withdrawals.format.FormatDescription.Field;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Which columns of a file are probably which of ours: by their names if there is a header, and by
 * what is in them.
 *
 * @param places indices from 0
 * @param unsure what a person should check
 */
record ColumnGuess(Map<Field, Integer> places, List<String> unsure) {

  /** Words that names consist of, letters only; the first that is found wins. */
  private static final Map<Field, List<String>> WORDS =
      Map.of(
          Field.REQUEST_ID,
          List.of(
              "requestid",
              "requestno",
              "paymentid",
              "payoutid",
              "transactionid",
              "endtoendid",
              "instructionid",
              "transactionno",
              "orderid",
              "orderno",
              "auftragsnummer",
              "belegnummer",
              "auftrag",
              "beleg",
              "uniqueid",
              "externalid",
              "id",
              "ref"),
          Field.ACCOUNT_ID,
          List.of(
              "accountid",
              "accountnumber",
              "accountno",
              "iban",
              "account",
              "acct",
              "kontonummer",
              "konto",
              "compte",
              "cuenta",
              "rekening",
              "conto"),
          Field.AMOUNT,
          List.of(
              "amount", "betrag", "montant", "importe", "importo", "bedrag", "amt", "summe", "sum",
              "value", "total"),
          Field.CURRENCY,
          List.of(
              "targetcurrency",
              "currency",
              "ccy",
              "wahrung",
              "waehrung",
              "devise",
              "moneda",
              "divisa",
              "valuta",
              "curr"),
          Field.REFERENCE,
          List.of(
              "reference",
              "verwendungszweck",
              "zweck",
              "purpose",
              "description",
              "memo",
              "narrative",
              "libelle",
              "motif",
              "concepto",
              "omschrijving",
              "details",
              "text",
              "note"));

  private static final String IBAN = "(?i)[A-Z]{2}[0-9]{2}[A-Z0-9 ]{11,40}";
  private static final String REQUEST_ID = "[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,63}";
  private static final String DATE =
      "[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{1,4}.*"
          + "|(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])";

  /**
   * Guesses from header and rows.
   *
   * @param header names; empty if it has no header
   * @param rows all of the same width
   */
  static ColumnGuess of(List<String> header, List<RawRow> rows) {
    return new Search(header, rows).guess();
  }

  private static final class Search {

    private final List<String> names;
    private final List<RawRow> rows;
    private final int width;
    private final Map<Field, Integer> places = new EnumMap<>(Field.class);
    private final Set<Integer> taken = new HashSet<>();
    private final List<String> unsure = new ArrayList<>();

    Search(List<String> header, List<RawRow> rows) {
      this.names = header.stream().map(ColumnNames::letters).toList();
      this.rows = rows;
      this.width = rows.stream().mapToInt(row -> row.cells().size()).max().orElse(names.size());
    }

    ColumnGuess guess() {
      find(Field.AMOUNT, i -> !isDate(i) && mostly(i, AmountGuess::isAmount), "the amount");
      find(Field.CURRENCY, i -> mostly(i, cell -> Money.decimals(cell).isPresent()), "");
      find(
          Field.ACCOUNT_ID,
          i -> all(i, IBAN) || (!isDate(i) && mostly(i, cell -> cell.matches(".*[0-9].*"))),
          "the account");
      Integer account = places.get(Field.ACCOUNT_ID);
      if (account != null && !any(account, "[0-9]{1,18}")) {
        places.remove(Field.ACCOUNT_ID);
        places.put(Field.ACCOUNT_NUMBER, account);
      }
      find(Field.REQUEST_ID, i -> isUnique(i) && !all(i, IBAN), "");
      find(Field.REFERENCE, i -> true, "");
      guessRequestId();
      return new ColumnGuess(places, unsure);
    }

    /** By name among the columns that fit; without a header, the best of those that fit. */
    private void find(Field field, Predicate<Integer> fits, String needed) {
      List<Integer> candidates =
          IntStream.range(0, width)
              .filter(i -> !taken.contains(i) && fits.test(i))
              .boxed()
              .toList();
      Optional<Integer> found =
          names.isEmpty() ? byContent(field, candidates) : byName(field, candidates);
      if (found.isEmpty() && !needed.isEmpty() && !candidates.isEmpty()) {
        found = byContent(field, candidates);
        found.ifPresent(i -> unsure.add("which column is %s: no name says so".formatted(needed)));
      }
      found.ifPresent(
          i -> {
            places.put(field, i);
            taken.add(i);
          });
    }

    private Optional<Integer> byName(Field field, List<Integer> candidates) {
      for (String word : WORDS.getOrDefault(field, List.of())) {
        for (Predicate<String> match :
            List.<Predicate<String>>of(word::equals, name -> isPart(word, name))) {
          List<Integer> matching =
              candidates.stream().filter(i -> match.test(names.get(i))).toList();
          if (matching.size() > 1) {
            unsure.add(
                "which column is %s: %d have such a name"
                    .formatted(field.column(), matching.size()));
          }
          if (!matching.isEmpty()) {
            return Optional.of(matching.get(0));
          }
        }
      }
      return Optional.empty();
    }

    private static boolean isPart(String word, String name) {
      return word.length() > 3 && name.contains(word);
    }

    private Optional<Integer> byContent(Field field, List<Integer> candidates) {
      return switch (field) {
        case AMOUNT ->
            candidates.stream()
                .filter(i -> any(i, ".*[0-9][.,][0-9]{1,2}([^0-9].*)?"))
                .findFirst()
                .or(() -> candidates.stream().reduce((a, b) -> b));
        case ACCOUNT_ID ->
            candidates.stream()
                .filter(i -> all(i, IBAN))
                .findFirst()
                .or(() -> candidates.stream().filter(i -> all(i, "[0-9]{1,18}")).findFirst());
        case REQUEST_ID ->
            candidates.stream().filter(i -> all(i, REQUEST_ID) && !isDate(i)).findFirst();
        case CURRENCY -> candidates.stream().findFirst();
        default -> Optional.empty();
      };
    }

    /** A reference that is different in each row can be the request id. */
    private void guessRequestId() {
      Integer reference = places.get(Field.REFERENCE);
      if (places.containsKey(Field.REQUEST_ID)) {
        if (names.isEmpty()) {
          unsure.add("that request_id is the column in which all cells are different");
        }
      } else if (reference != null && isUnique(reference) && all(reference, REQUEST_ID)) {
        places.put(Field.REQUEST_ID, reference);
        unsure.add("that the reference can be the request id: all are different here");
      } else {
        unsure.add(
            "the request id: no column is one, so each row gets one of file and line (see request_id)");
      }
    }

    private boolean isUnique(int column) {
      Set<String> seen = new HashSet<>();
      return rows.stream()
          .map(row -> cell(row, column))
          .allMatch(cell -> !cell.isEmpty() && seen.add(cell));
    }

    private boolean isDate(int column) {
      return all(column, DATE);
    }

    private boolean mostly(int column, Predicate<String> what) {
      long fitting = rows.stream().filter(row -> what.test(cell(row, column))).count();
      return !rows.isEmpty() && fitting * 5 >= rows.size() * 4L;
    }

    private boolean all(int column, String pattern) {
      return rows.stream().allMatch(row -> cell(row, column).matches(pattern));
    }

    private boolean any(int column, String pattern) {
      return rows.stream().anyMatch(row -> cell(row, column).matches(pattern));
    }

    private static String cell(RawRow row, int column) {
      return column < row.cells().size() ? Blanks.strip(row.cells().get(column)) : "";
    }
  }
}
