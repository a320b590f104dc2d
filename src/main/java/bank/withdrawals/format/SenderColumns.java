package bank.withdrawals.format;

import bank.withdrawals.domain.WithdrawalRow;
import bank.withdrawals.format.FormatDescription.Field;
import bank.withdrawals.format.FormatDescription.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Translates the rows of a sender's file into ours. The cells of a row are those of the default
 * format, with canonical values, and then the sender's other columns. So an error file made of them
 * can be dropped again without a format.
 */
final class SenderColumns {

  /** Stands before the name of a sender's column that could be mistaken for one of ours. */
  private static final String PREFIX = "sender_";

  /** A part of a request id that is missing. The character makes the id invalid. */
  private static final String MISSING = "?";

  private final FormatDescription format;
  private final int width;
  private final Map<Field, int[]> places = new EnumMap<>(Field.class);
  private final List<Field> fields;
  private final int[] others;
  private final List<String> names;

  private SenderColumns(FormatDescription format, List<String> theirs, Map<Field, int[]> places) {
    this.format = format;
    this.width = theirs.size();
    this.places.putAll(places);
    this.fields =
        Arrays.stream(Field.values())
            .filter(field -> field == Field.REQUEST_ID || format.has(field))
            .toList();
    Set<Integer> used =
        places.values().stream()
            .flatMapToInt(IntStream::of)
            .boxed()
            .collect(Collectors.toUnmodifiableSet());
    this.others = IntStream.range(0, width).filter(i -> !used.contains(i)).toArray();
    this.names = names(theirs);
  }

  /**
   * The columns by the names in the header.
   *
   * @throws RefusedFileException if a column of the format is not there, or is there twice
   */
  static SenderColumns ofHeader(FormatDescription format, RawRow header)
      throws RefusedFileException {
    List<String> theirs = header.cells();
    List<String> normalized = theirs.stream().map(Blanks::normalized).toList();
    Map<Field, int[]> places = new EnumMap<>(Field.class);
    for (Map.Entry<Field, List<String>> column : format.columns().entrySet()) {
      List<Integer> found = new ArrayList<>();
      for (String name : column.getValue()) {
        int place = normalized.indexOf(Blanks.normalized(name));
        if (place < 0) {
          throw header.refused("has no column %s, which the format names", name);
        }
        if (normalized.lastIndexOf(Blanks.normalized(name)) != place) {
          throw header.refused("has the column %s more than once", name);
        }
        found.add(place);
      }
      places.put(column.getKey(), found.stream().mapToInt(Integer::intValue).toArray());
    }
    return new SenderColumns(format, theirs, places);
  }

  /**
   * The columns by position; the first row says how many there are.
   *
   * @throws RefusedFileException if it has fewer than the format names
   */
  static SenderColumns ofPositions(FormatDescription format, RawRow first)
      throws RefusedFileException {
    Map<Field, int[]> places = new EnumMap<>(Field.class);
    format
        .columns()
        .forEach(
            (field, positions) ->
                places.put(
                    field,
                    positions.stream().mapToInt(text -> Integer.parseInt(text) - 1).toArray()));
    int last = places.values().stream().flatMapToInt(IntStream::of).max().orElse(0);
    if (last >= first.cells().size()) {
      throw RefusedFileException.onLine(
          "the first row has %d cells, and the format names cell %d; is it the right format?"
              .formatted(first.cells().size(), last + 1),
          first.line());
    }
    return new SenderColumns(
        format,
        IntStream.rangeClosed(1, first.cells().size()).mapToObj(i -> "column_" + i).toList(),
        places);
  }

  /** How many cells a row of the sender has. */
  int width() {
    return width;
  }

  /** Indices of the sender's columns that name the account; empty if it is a constant. */
  List<Integer> accounts() {
    return Stream.of(Field.ACCOUNT_ID, Field.ACCOUNT_NUMBER)
        .map(places::get)
        .filter(Objects::nonNull)
        .map(place -> place[0])
        .toList();
  }

  /** Index of the sender's column of the amount. */
  int amount() {
    return Objects.requireNonNull(places.get(Field.AMOUNT))[0];
  }

  /** Names of the cells that rows have. */
  List<String> names() {
    return names;
  }

  /**
   * Translates a row.
   *
   * @param idPrefix start of the request id of a row without one, the line is its end; null if such
   *     a row keeps its empty id
   * @throws RefusedFileException if its request id would be ambiguous
   */
  WithdrawalRow row(RawRow raw, @Nullable String idPrefix) throws RefusedFileException {
    List<String> cells = fitted(raw.cells());
    if (cells.size() != width) {
      return malformed(raw);
    }
    if (format.trim()) {
      cells = cells.stream().map(Blanks::strip).toList();
    }
    Map<Field, String> values = new EnumMap<>(Field.class);
    values.putAll(format.constants());
    for (Map.Entry<Field, int[]> place : places.entrySet()) {
      values.put(place.getKey(), cells.get(place.getValue()[0]));
    }
    String currency = values.getOrDefault(Field.CURRENCY, "");
    int amount = amount();
    values.put(
        Field.AMOUNT,
        raw.numbers().contains(amount)
            ? format.amounts().canonicalNumber(cells.get(amount), currency)
            : format.amounts().canonical(cells.get(amount), currency));
    String id = requestId(cells, raw.line());
    values.put(
        Field.REQUEST_ID, idPrefix != null && Blanks.isBlank(id) ? idPrefix + raw.line() : id);
    List<String> ours = new ArrayList<>(names.size());
    fields.forEach(field -> ours.add(values.getOrDefault(field, "")));
    for (int other : others) {
      ours.add(cells.get(other));
    }
    return new WithdrawalRow(
        0,
        raw.line(),
        values.getOrDefault(Field.REQUEST_ID, ""),
        values.getOrDefault(Field.ACCOUNT_ID, ""),
        values.getOrDefault(Field.ACCOUNT_NUMBER, ""),
        values.getOrDefault(Field.AMOUNT, ""),
        currency,
        List.copyOf(ours),
        false);
  }

  /** A workbook leaves out empty cells at the end of a row. */
  private List<String> fitted(List<String> cells) {
    if (format.kind() != Kind.XLSX || cells.size() == width) {
      return cells;
    }
    List<String> fitted = new ArrayList<>(cells);
    while (fitted.size() > width && fitted.get(fitted.size() - 1).isEmpty()) {
      fitted.remove(fitted.size() - 1);
    }
    while (fitted.size() < width) {
      fitted.add("");
    }
    return fitted;
  }

  private WithdrawalRow malformed(RawRow raw) {
    List<String> cells = raw.cells();
    if (cells.size() == names.size()) {
      // In the error file, the row must not fit by chance.
      cells = Stream.concat(cells.stream(), Stream.of("")).toList();
    }
    return new WithdrawalRow(0, raw.line(), "", "", "", "", "", cells, true);
  }

  private String requestId(List<String> cells, long line) throws RefusedFileException {
    int[] parts = places.getOrDefault(Field.REQUEST_ID, new int[0]);
    String separator = format.requestIdSeparator();
    StringBuilder id = new StringBuilder();
    boolean blank = true;
    for (int i = 0; i < parts.length; i++) {
      String part = cells.get(parts[i]);
      if (i > 0 && part.contains(separator)) {
        throw RefusedFileException.onLine(
            "a part of the request id contains the separator %s, so that two rows could have the"
                    .formatted(separator)
                + " same id; write another request_id_separator in the format",
            line);
      }
      boolean missing = parts.length > 1 && Blanks.isBlank(part);
      blank = blank && Blanks.isBlank(part);
      id.append(i > 0 ? separator : "").append(missing ? MISSING : part);
    }
    return blank ? "" : id.toString();
  }

  private List<String> names(List<String> theirs) {
    List<String> all = new ArrayList<>(fields.stream().map(Field::column).toList());
    Set<String> taken = new HashSet<>(all);
    for (int other : others) {
      String name = Blanks.strip(theirs.get(other));
      if (name.isEmpty()) {
        name = "column_" + (other + 1);
      }
      if (ColumnNames.isKnown(name)
          || ColumnNames.almost(name, all).isPresent()
          || taken.contains(Blanks.normalized(name))) {
        name = PREFIX + name;
      }
      String unique = name;
      for (int i = 2; !taken.add(Blanks.normalized(unique)); i++) {
        unique = name + "_" + i;
      }
      all.add(unique);
    }
    return List.copyOf(all);
  }
}
