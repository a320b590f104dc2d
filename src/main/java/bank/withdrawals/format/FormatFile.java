package bank.withdrawals.format;

import bank.withdrawals.csv.CsvDialect;
import bank.withdrawals.format.DecodedStream.Encoding;
import bank.withdrawals.format.FormatDescription.Field;
import bank.withdrawals.format.FormatDescription.Kind;
import bank.withdrawals.format.YamlKeys.WrongFormatException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads the text of a format, strictly: what it does not understand is an error with its line. */
final class FormatFile {

  private static final Set<String> KEYS =
      Set.of(
          "description",
          "kind",
          "files",
          "encoding",
          "delimiter",
          "quote",
          "sep_line",
          "sheet",
          "lines_before",
          "header",
          "columns",
          "constants",
          "request_id_separator",
          "amounts",
          "trim",
          "blank_rows",
          "trailer");

  private static final Set<String> ONLY_DELIMITED =
      Set.of("encoding", "delimiter", "quote", "sep_line");
  private static final Set<Field> CONSTANTS =
      Set.of(Field.ACCOUNT_ID, Field.ACCOUNT_NUMBER, Field.CURRENCY, Field.REFERENCE);
  private static final Map<String, String> SIGNS =
      Map.of("comma", ",", "semicolon", ";", "tab", "\t", "pipe", "|");
  private static final Pattern SEPARATOR = Pattern.compile("[._:/@+-]{1,3}");
  private static final int MOST_LINES_BEFORE = 1_000;
  private static final int MOST_POSITION = 16_384;

  private final YamlKeys keys;
  private final boolean header;
  private final Kind kind;

  private FormatFile(String text) throws WrongFormatException {
    keys = new YamlKeys("", YamlKeys.root(text), KEYS);
    header = keys.flag("header", true);
    kind =
        keys.choice("kind", Map.of("delimited", Kind.DELIMITED, "xlsx", Kind.XLSX), Kind.DELIMITED);
  }

  /**
   * Reads a format.
   *
   * @throws WrongFormatException if the text is not a format
   */
  static FormatDescription parse(String text) throws WrongFormatException {
    return new FormatFile(text).description();
  }

  private FormatDescription description() throws WrongFormatException {
    for (String key : kind == Kind.XLSX ? ONLY_DELIMITED : Set.of("sheet")) {
      if (keys.has(key)) {
        throw keys.fault(
            key, "does not go with kind: " + (kind == Kind.XLSX ? "xlsx" : "delimited"));
      }
    }
    Map<Field, List<String>> columns = columns();
    Map<Field, String> constants = constants(columns);
    requireFields(columns, constants);
    FormatDescription description =
        new FormatDescription(
            singleLine("description"),
            kind,
            FilePatterns.read(keys),
            keys.choice("encoding", Encoding.byLabel(), Encoding.UTF_8),
            dialect(),
            keys.flag("sep_line", false),
            keys.text("sheet"),
            linesBefore(),
            header,
            columns,
            constants,
            separator(columns),
            AmountNotation.read(keys),
            keys.flag("trim", false),
            keys.choice("blank_rows", Map.of("skip", false, "refuse", true), false),
            TrailerPlace.read(keys));
    requireCurrency(description);
    return description;
  }

  private String singleLine(String key) throws WrongFormatException {
    String text = keys.text(key);
    if (text != null && text.chars().anyMatch(Character::isISOControl)) {
      throw keys.fault(key, "must be one line");
    }
    return text == null ? "" : text;
  }

  private CsvDialect dialect() throws WrongFormatException {
    char delimiter = sign("delimiter", ",");
    String quote = keys.text("quote");
    char quoted = "none".equals(quote) ? CsvDialect.NO_QUOTE : sign("quote", "\"");
    try {
      return new CsvDialect(delimiter, quoted);
    } catch (IllegalArgumentException wrong) {
      throw new WrongFormatException(
          String.valueOf(wrong.getMessage()), keys.line(quote == null ? "delimiter" : "quote"));
    }
  }

  private char sign(String key, String otherwise) throws WrongFormatException {
    String text = keys.text(key);
    String sign = text == null ? otherwise : SIGNS.getOrDefault(text, text);
    if (sign.length() != 1) {
      throw keys.fault(key, "must be one character in quotes, or comma, semicolon, tab or pipe");
    }
    return sign.charAt(0);
  }

  private int linesBefore() throws WrongFormatException {
    if (!"until_header".equals(keys.text("lines_before"))) {
      return keys.number("lines_before", 0, 0, MOST_LINES_BEFORE);
    }
    if (!header) {
      throw keys.fault("lines_before", "cannot be until_header if header is false");
    }
    return FormatDescription.UNTIL_HEADER;
  }

  private Map<Field, List<String>> columns() throws WrongFormatException {
    YamlKeys ours = keys.map("columns", names(Set.of(Field.values())));
    if (ours == null) {
      throw new WrongFormatException("columns is missing; it says which column is which", 1);
    }
    Map<Field, List<String>> columns = new EnumMap<>(Field.class);
    for (Field field : Field.values()) {
      String key = field.column();
      if (!ours.has(key)) {
        continue;
      }
      List<String> theirs = ours.texts(key);
      if (theirs.size() > 1 && field != Field.REQUEST_ID) {
        throw ours.fault(key, "must be one column; only request_id can be several");
      }
      if (header == ours.areNumbers(key)) {
        throw ours.fault(
            key,
            header
                ? "is a position; with a header it must be a name (in quotes if it is a number)"
                : "is a name; with header: false it must be a position, the first is 1");
      }
      for (String column : theirs) {
        if (!header) {
          ours.number(key, column, 1, MOST_POSITION);
        } else if (Blanks.isBlank(column)) {
          throw ours.fault(key, "must not be blank");
        }
      }
      columns.put(field, theirs);
    }
    return columns;
  }

  private Map<Field, String> constants(Map<Field, List<String>> columns)
      throws WrongFormatException {
    Map<Field, String> constants = new EnumMap<>(Field.class);
    YamlKeys given = keys.map("constants", names(CONSTANTS));
    if (given == null) {
      return constants;
    }
    for (Field field : CONSTANTS) {
      String text = given.text(field.column());
      if (text != null && columns.containsKey(field)) {
        throw given.fault(field.column(), "is a column already");
      }
      if (text != null) {
        constants.put(field, text);
      }
    }
    return constants;
  }

  private void requireFields(Map<Field, List<String>> columns, Map<Field, String> constants)
      throws WrongFormatException {
    if (!columns.containsKey(Field.AMOUNT)) {
      throw keys.fault("columns", "must name the column of amount");
    }
    boolean id = columns.containsKey(Field.ACCOUNT_ID) || constants.containsKey(Field.ACCOUNT_ID);
    boolean number =
        columns.containsKey(Field.ACCOUNT_NUMBER) || constants.containsKey(Field.ACCOUNT_NUMBER);
    if (id == number) {
      throw keys.fault(
          "columns",
          id
              ? "must name account_id or account_number, not both"
              : "must name the column of account_id or account_number");
    }
  }

  private String separator(Map<Field, List<String>> columns) throws WrongFormatException {
    String separator = keys.text("request_id_separator");
    if (separator == null) {
      return "-";
    }
    if (!SEPARATOR.matcher(separator).matches()) {
      throw keys.fault("request_id_separator", "must be 1 to 3 of the characters . _ : / @ + -");
    }
    if (columns.getOrDefault(Field.REQUEST_ID, List.of()).size() < 2) {
      throw keys.fault("request_id_separator", "needs several columns for request_id");
    }
    return separator;
  }

  private void requireCurrency(FormatDescription format) throws WrongFormatException {
    if (format.amounts().minorUnits() != AmountNotation.OF_CURRENCY) {
      return;
    }
    TrailerPlace trailer = format.trailer();
    boolean total = trailer != null && trailer.total() != null;
    if (!format.has(Field.CURRENCY) || (total && !format.constants().containsKey(Field.CURRENCY))) {
      throw keys.fault(
          "amounts",
          "has minor_units: currency, which needs a currency"
              + (total ? " among the constants if there is a total" : " column or constant"));
    }
  }

  private static Set<String> names(Set<Field> fields) {
    return fields.stream().map(Field::column).collect(Collectors.toCollection(TreeSet::new));
  }
}
