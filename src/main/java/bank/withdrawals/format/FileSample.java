package bank.withdrawals.format;

import bank.withdrawals.csv.CsvDialect;
import bank.withdrawals.csv.CsvLimits;
import bank.withdrawals.csv.CsvRecord;
import bank.withdrawals.csv.CsvScanner;
import bank.withdrawals.csv.MalformedCsvException;
import bank.withdrawals.format.DecodedStream.Encoding;
import bank.withdrawals.format.DecodedStream.MalformedTextException;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a file of an unknown format shows: its encoding, its delimiter, and its first and last rows.
 *
 * @param encoding null if it is a workbook
 * @param dialect delimiter and quote
 * @param sepLine whether it starts with a {@code sep=} line
 * @param rows rows with content, in file order: all of them, or the first and the last ones
 * @param count how many rows with content there are
 * @param unsure what a person should check
 */
record FileSample(
    @Nullable Encoding encoding,
    CsvDialect dialect,
    boolean sepLine,
    List<RawRow> rows,
    long count,
    List<String> unsure) {

  private static final int FIRST = 1_000;
  private static final int LAST = 10;
  private static final int MOST_BYTES_OF_LINE = 64 * 1024;
  private static final List<Character> DELIMITERS = List.of(',', ';', '\t', '|', ':');
  private static final String SEP = "sep=";

  private static final FormatDescription ANY_WORKBOOK = anyWorkbook();

  private static FormatDescription anyWorkbook() {
    try {
      return FormatFile.parse("kind: xlsx\nheader: false\ncolumns: {account_id: 1, amount: 2}\n");
    } catch (YamlKeys.WrongFormatException wrong) {
      throw new IllegalStateException(wrong);
    }
  }

  /** Whether all rows of the file are in the sample. */
  boolean isComplete() {
    return rows.size() == count;
  }

  /**
   * Inspects a file.
   *
   * @throws RefusedFileException if it is neither text nor a workbook
   */
  static FileSample of(Path file, ReadRules rules) throws IOException, RefusedFileException {
    byte[] start;
    try (InputStream in = Files.newInputStream(file)) {
      start = in.readNBytes(1024);
    }
    if (start.length >= 2 && start[0] == 'P' && start[1] == 'K') {
      return ofWorkbook(file, rules);
    }
    List<String> unsure = new ArrayList<>();
    Encoding encoding = encoding(file, start, unsure);
    Ends<byte[]> lines = new Ends<>();
    try (InputStream text =
        new BufferedInputStream(new DecodedStream(Files.newInputStream(file), encoding))) {
      for (byte[] line = line(text); line.length > 0; line = line(text)) {
        lines.add(line);
      }
    } catch (MalformedTextException wrong) {
      throw new RefusedFileException("the file is not text in an encoding that is known here");
    }
    return ofText(encoding, lines, unsure);
  }

  private static FileSample ofWorkbook(Path file, ReadRules rules)
      throws IOException, RefusedFileException {
    Ends<RawRow> ends = new Ends<>();
    long count = 0;
    try (RawRow.Source source =
        XlsxRows.open(file, InputStream.nullInputStream(), ANY_WORKBOOK, rules)) {
      for (RawRow row = source.next(); row != null; row = source.next()) {
        if (!row.isBlank()) {
          ends.add(row);
          count++;
        }
      }
    }
    return new FileSample(null, CsvDialect.RFC_4180, false, ends.all(), count, List.of());
  }

  private static FileSample ofText(Encoding encoding, Ends<byte[]> lines, List<String> unsure) {
    List<byte[]> sample = lines.all();
    String start = sample.isEmpty() ? "" : new String(sample.get(0), StandardCharsets.UTF_8);
    boolean sepLine = start.toLowerCase(Locale.ROOT).matches(SEP + "[\\x21-\\x7E\\t]\\R?");
    CsvDialect dialect =
        sepLine ? new CsvDialect(start.charAt(SEP.length()), '"') : mostRegular(sample);
    CsvDialect unquoted = new CsvDialect(dialect.delimiter(), CsvDialect.NO_QUOTE);
    if (regularity(sample, unquoted) > regularity(sample, dialect)) {
      dialect = unquoted;
      unsure.add("that quotes are text: not all of them are in pairs");
    }
    List<RawRow> rows = new ArrayList<>();
    long blank = 0;
    long skipped = lines.count() - sample.size();
    for (int i = sepLine ? 1 : 0; i < sample.size(); i++) {
      long line = i < FIRST ? i + 1 : i + 1 + skipped;
      RawRow row = new RawRow(line, cells(sample.get(i), dialect));
      if (row.isBlank()) {
        blank++;
      } else {
        rows.add(row);
      }
    }
    long count = lines.count() - blank - (sepLine ? 1 : 0);
    return new FileSample(encoding, dialect, sepLine, List.copyOf(rows), count, unsure);
  }

  private static Encoding encoding(Path file, byte[] start, List<String> unsure)
      throws IOException, RefusedFileException {
    if (start.length >= 2) {
      int mark = (start[0] & 0xFF) << 8 | (start[1] & 0xFF);
      if (mark == 0xFEFF || mark == 0xFFFE) {
        return Encoding.UTF_16;
      }
      if (mark > 0 && (mark < 0x100 || (mark & 0xFF) == 0)) {
        unsure.add("the encoding, because the file has no byte order mark");
        return mark < 0x100 ? Encoding.UTF_16BE : Encoding.UTF_16LE;
      }
    }
    for (Encoding encoding : List.of(Encoding.UTF_8, Encoding.WINDOWS_1252, Encoding.ISO_8859_1)) {
      if (decodes(file, encoding)) {
        if (encoding != Encoding.UTF_8) {
          unsure.add("the encoding: look at letters such as ä, é, ñ in the rows");
        }
        return encoding;
      }
    }
    throw new RefusedFileException("the file is not text in an encoding that is known here");
  }

  private static boolean decodes(Path file, Encoding encoding) throws IOException {
    byte[] block = new byte[64 * 1024];
    try (InputStream text = new DecodedStream(Files.newInputStream(file), encoding)) {
      while (text.read(block, 0, block.length) >= 0) {
        // Only whether it can be decoded counts.
      }
      return true;
    } catch (MalformedTextException wrong) {
      return false;
    }
  }

  /** A line with its line end; empty at the end of the file. */
  private static byte[] line(InputStream text) throws IOException, RefusedFileException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = text.read(); c >= 0; c = text.read()) {
      line.write(c);
      if (c == '\n') {
        break;
      }
      if (line.size() > MOST_BYTES_OF_LINE) {
        throw new RefusedFileException("the file has lines that are too long for rows");
      }
    }
    return line.toByteArray();
  }

  /** The delimiter with which most lines have the same number of cells. */
  private static CsvDialect mostRegular(List<byte[]> lines) {
    return DELIMITERS.stream()
        .map(delimiter -> new CsvDialect(delimiter, '"'))
        .max(Comparator.comparingLong(dialect -> regularity(lines, dialect)))
        .orElse(CsvDialect.RFC_4180);
  }

  private static long regularity(List<byte[]> lines, CsvDialect dialect) {
    Map<Integer, Long> counts =
        lines.stream()
            .map(line -> cells(line, dialect).size())
            .filter(cells -> cells > 1)
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    return counts.entrySet().stream()
        .mapToLong(entry -> entry.getValue() * 1_000 + Math.min(999, entry.getKey()))
        .max()
        .orElse(0);
  }

  /** The cells of a line; empty if it is not well-formed. */
  private static List<String> cells(byte[] line, CsvDialect dialect) {
    CsvLimits limits = new CsvLimits(MOST_BYTES_OF_LINE, Short.MAX_VALUE);
    try (CsvScanner scanner =
        new CsvScanner(new ByteArrayInputStream(line), 1, 1, limits, dialect)) {
      CsvRecord record = scanner.next();
      return record == null ? List.of() : record.cells();
    } catch (IOException | MalformedCsvException notRecord) {
      return List.of();
    }
  }

  /** The first and the last of many. */
  private static final class Ends<T> {

    private final List<T> first = new ArrayList<>();
    private final Deque<T> last = new ArrayDeque<>();
    private long count;

    void add(T item) {
      count++;
      if (first.size() < FIRST) {
        first.add(item);
      } else {
        last.add(item);
        if (last.size() > LAST) {
          last.removeFirst();
        }
      }
    }

    long count() {
      return count;
    }

    List<T> all() {
      List<T> all = new ArrayList<>(first);
      all.addAll(last);
      return all;
    }
  }
}
