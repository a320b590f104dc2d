package bank.withdrawals.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The first bytes of a file, and why it cannot be read in the default format. It only explains a
 * refusal: a file that can be read is never refused because of how it starts.
 *
 * <p>The first cause that applies is given: another kind of file; another encoding; other line
 * ends; a {@code sep=} line; a header that is further down; another delimiter; no header.
 */
final class FileStart {

  /** The end of a sentence about a file that a format may make readable. */
  static final String SUGGEST = "run `formats suggest FILE` for a format that reads it";

  private static final int BYTES = 8 * 1024;

  /** A header is looked for in so many lines. */
  private static final int LINES = 50;

  private static final Map<String, String> MAGIC =
      Map.of(
          "\u001F\u008B", "it is compressed with gzip; decompress it first",
          "%PDF-", "it is a PDF document, and not CSV; ask its sender for CSV",
          "\u00D0\u00CF\u0011\u00E0",
              "it is an Excel workbook of the old kind (.xls), and not CSV; save its sheet as CSV in UTF-8");

  private static final Pattern HTML =
      Pattern.compile("\\s*<(!doctype html|html|head|body|script|!--).*", Pattern.DOTALL);
  private static final Pattern XML = Pattern.compile("\\s*<[?a-z].*", Pattern.DOTALL);
  private static final Pattern SEP = Pattern.compile("\"?sep=.{0,2}\"?[,;\t|]*");
  private static final Pattern NUMBER = Pattern.compile("[$]?[+-]?[0-9][0-9.,' ]*");

  private static final Map<Character, String> DELIMITERS =
      Map.of(';', "semicolons", '\t', "tabs", '|', "pipes");

  private final byte[] bytes;

  /** A character a byte, without a byte order mark. */
  private final String text;

  private FileStart(byte[] bytes) {
    this.bytes = bytes;
    String all = new String(bytes, StandardCharsets.ISO_8859_1);
    this.text = all.startsWith("\u00EF\u00BB\u00BF") ? all.substring(3) : all;
  }

  /** Reads the first bytes of a file. */
  static FileStart read(InputStream in) throws IOException {
    return new FileStart(in.readNBytes(BYTES));
  }

  /** All bytes that were read. */
  byte[] bytes() {
    return bytes;
  }

  /** The refusal with the cause in place of its sentence; as it was if there is no better one. */
  RefusedFileException explained(RefusedFileException refused) {
    return kind()
        .or(this::encoding)
        .map(RefusedFileException::new)
        .or(
            () ->
                lines()
                    .map(
                        sentence ->
                            new RefusedFileException(
                                sentence, refused.line(), refused.byteOffset())))
        .orElse(refused);
  }

  /** Another kind of file. */
  private Optional<String> kind() {
    for (Map.Entry<String, String> magic : MAGIC.entrySet()) {
      if (text.startsWith(magic.getKey())) {
        return Optional.of(magic.getValue());
      }
    }
    if (text.startsWith("PK\u0003\u0004")) {
      return Optional.of(
          text.contains("[Content_Types].xml") || text.contains("xl/")
              ? "it is an Excel workbook (.xlsx), and not CSV; save its sheet as CSV in UTF-8, or "
                  + SUGGEST
              : "it is a ZIP archive, and not CSV; unpack it first, or if it is an Excel workbook "
                  + SUGGEST);
    }
    String lower = text.toLowerCase(Locale.ROOT);
    if (HTML.matcher(lower).matches()) {
      return Optional.of("it is a web page (HTML), and not CSV; download the file itself");
    }
    return XML.matcher(lower).matches()
        ? Optional.of("it is XML, and not CSV; ask its sender for CSV")
        : Optional.empty();
  }

  private Optional<String> encoding() {
    if (text.startsWith("\u00FF\u00FE") || text.startsWith("\u00FE\u00FF") || isHalfNul()) {
      return Optional.of("it is text in UTF-16; save it as UTF-8, or " + SUGGEST);
    }
    long control = text.chars().filter(c -> c < ' ' && c != '\n' && c != '\r' && c != '\t').count();
    return control >= 2 && control * 50 > text.length()
        ? Optional.of("it is not a text file; drop CSV in UTF-8")
        : Optional.empty();
  }

  /** Whether every second byte at the start of the file is zero. */
  private boolean isHalfNul() {
    int odd = 0;
    int even = 0;
    int length = Math.min(text.length(), 64);
    for (int i = 0; i < length; i++) {
      if (text.charAt(i) == '\0') {
        odd += i % 2;
        even += 1 - i % 2;
      }
    }
    return length >= 4 && Math.max(odd, even) == length / 2 && Math.min(odd, even) == 0;
  }

  private Optional<String> lines() {
    if (text.indexOf('\r') >= 0 && text.indexOf('\n') < 0) {
      return Optional.of(
          "its lines end with a carriage return without a line feed; save it with LF or CRLF");
    }
    List<String> lines = text.lines().limit(LINES).toList();
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    String first = lines.get(0);
    if (SEP.matcher(first.toLowerCase(Locale.ROOT)).matches()) {
      return Optional.of(
          "its first line is a sep= line, which is for spreadsheets; remove the line, or "
              + SUGGEST);
    }
    return headerFurtherDown(lines).or(() -> delimiter(first)).or(() -> noHeader(lines));
  }

  private static Optional<String> headerFurtherDown(List<String> lines) {
    for (int i = 0; i < lines.size(); i++) {
      if (isHeader(lines.get(i))) {
        return i == 0
            ? Optional.empty()
            : Optional.of(
                "its header is on line %d; remove everything before it, or %s"
                    .formatted(i + 1, SUGGEST));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> delimiter(String first) {
    char most = ',';
    for (char delimiter : DELIMITERS.keySet()) {
      if (count(first, delimiter) > count(first, most)) {
        most = delimiter;
      }
    }
    return most == ','
        ? Optional.empty()
        : Optional.of(
            "its cells are separated by %s, and not by commas; %s"
                .formatted(DELIMITERS.get(most), SUGGEST));
  }

  private static Optional<String> noHeader(List<String> lines) {
    List<String> first = cells(lines.get(0), ',');
    if (first.stream().anyMatch(cell -> isNamed(cell, first))) {
      return Optional.empty();
    }
    for (int i = 1; i + 1 < lines.size(); i++) {
      int cells = cells(lines.get(i), ',').size();
      if (cells > first.size() && cells == cells(lines.get(i + 1), ',').size()) {
        return Optional.of(
            "its first line has fewer cells than those after it; if the header is further down, remove everything before it, or "
                + SUGGEST);
      }
    }
    return first.stream().anyMatch(cell -> NUMBER.matcher(cell).matches())
        ? Optional.of(
            "its first line looks like a row, and not like a header; put a header before it, or "
                + SUGGEST)
        : Optional.empty();
  }

  /** Whether a line names account and amount, with any delimiter. */
  private static boolean isHeader(String line) {
    return Stream.of(',', ';', '\t', '|')
        .map(delimiter -> cells(line, delimiter))
        .anyMatch(
            cells ->
                (has(cells, ColumnNames.ACCOUNT_ID) || has(cells, ColumnNames.ACCOUNT_NUMBER))
                    && has(cells, ColumnNames.AMOUNT));
  }

  private static boolean has(List<String> cells, String column) {
    return cells.stream()
        .anyMatch(
            cell ->
                ColumnNames.normalized(cell).equals(column)
                    || ColumnNames.almost(cell, cells).filter(column::equals).isPresent());
  }

  private static boolean isNamed(String cell, List<String> cells) {
    return ColumnNames.isKnown(cell) || ColumnNames.almost(cell, cells).isPresent();
  }

  private static List<String> cells(String line, char delimiter) {
    return Stream.of(line.split(Pattern.quote(String.valueOf(delimiter)), -1))
        .map(cell -> cell.replace("\"", "").strip())
        .toList();
  }

  private static long count(String line, char character) {
    return line.chars().filter(c -> c == character).count();
  }
}
