package bank.withdrawals.format;

import bank.withdrawals.csv.CsvLimits;
import bank.withdrawals.csv.CsvRecord;
import bank.withdrawals.csv.CsvScanner;
import bank.withdrawals.csv.MalformedCsvException;
import bank.withdrawals.format.DecodedStream.MalformedTextException;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Text with delimiters, as a {@link FormatDescription} describes it:
 *
 * <ol>
 *   <li>{@link DecodedStream} turns the bytes into UTF-8.
 *   <li>The {@code sep=} line and the lines before the header are skipped as they are: they need
 *       not be well-formed.
 *   <li>From there, {@link CsvScanner} finds the records.
 *   <li>{@link SenderRows} makes rows of them.
 * </ol>
 */
record DelimitedFormat(String name, String text, FormatDescription description) implements Format {

  /** Where a scanner may start that is not to look for a byte order mark. */
  private static final long NOT_THE_START = 1;

  private static final byte[] ZIP = {'P', 'K', 3, 4};

  @Override
  public RowSource open(Path file, InputStream bytes, ReadRules rules, String idPrefix)
      throws IOException, RefusedFileException {
    return new SenderRows(open(bytes, rules), description, rules, idPrefix);
  }

  /** The records from the header on. */
  RawRow.Source open(InputStream bytes, ReadRules rules) throws IOException, RefusedFileException {
    BufferedInputStream in = new BufferedInputStream(bytes);
    in.mark(ZIP.length);
    boolean workbook = Arrays.equals(in.readNBytes(ZIP.length), ZIP);
    in.reset();
    if (workbook) {
      throw new RefusedFileException(
          "the file is a workbook (.xlsx), and the format %s reads text; use a format of kind: xlsx"
              .formatted(name));
    }
    try {
      return new Records(
          new BufferedInputStream(new DecodedStream(in, description.encoding())), this, rules);
    } catch (MalformedTextException wrong) {
      throw refused(wrong);
    }
  }

  private static RefusedFileException refused(MalformedTextException wrong) {
    return RefusedFileException.onLine(String.valueOf(wrong.getMessage()), wrong.line());
  }

  private static final class Records implements RawRow.Source {

    private final String name;
    private final FormatDescription description;
    private final CsvLimits limits;
    private final CsvScanner scanner;
    private @Nullable CsvRecord last;
    private @Nullable RowsInCells forbidden;

    Records(InputStream text, DelimitedFormat format, ReadRules rules)
        throws IOException, RefusedFileException {
      name = format.name;
      description = format.description;
      limits = new CsvLimits(rules.maxRecordBytes(), rules.maxColumns());
      long line = 1;
      byte[] pushedBack = {};
      if (description.sepLine()) {
        byte[] first = line(text, line);
        if (isSepLine(first)) {
          line++;
        } else {
          pushedBack = first;
        }
      }
      InputStream rest = new SequenceInputStream(new ByteArrayInputStream(pushedBack), text);
      if (description.linesBefore() == FormatDescription.UNTIL_HEADER) {
        byte[] header = line(rest, line);
        while (!isHeader(header)) {
          if (header.length == 0 || line == FormatDescription.MOST_LINES_SEARCHED) {
            throw description.noHeader();
          }
          line++;
          header = line(rest, line);
        }
        rest = new SequenceInputStream(new ByteArrayInputStream(header), rest);
      } else {
        for (int i = 0; i < description.linesBefore(); i++) {
          line(rest, line++);
        }
      }
      scanner = new CsvScanner(rest, NOT_THE_START, line, limits, description.dialect());
    }

    @Override
    public @Nullable RawRow next() throws IOException, RefusedFileException {
      try {
        last = scanner.next();
        requireNoRowsInCells();
        return last == null ? null : new RawRow(last.line(), last.cells());
      } catch (MalformedCsvException malformed) {
        throw RefusedFileException.onLine(String.valueOf(malformed.getMessage()), malformed.line());
      } catch (MalformedTextException wrong) {
        throw refused(wrong);
      }
    }

    @Override
    public void refuseRowsInCells(int columns, List<Integer> accounts, int amount)
        throws RefusedFileException {
      forbidden = new RowsInCells(columns, accounts, amount, description.dialect());
      requireNoRowsInCells();
    }

    private void requireNoRowsInCells() throws RefusedFileException {
      if (forbidden == null || last == null || !scanner.spansLines()) {
        return;
      }
      int lines = forbidden.find(scanner.bytes());
      if (lines > 0) {
        throw RefusedFileException.onLine(
            RowsInCells.SENTENCE.formatted(last.line() + lines), last.line());
      }
    }

    @Override
    public void close() throws IOException {
      scanner.close();
    }

    /** A line with its line end; empty at the end of the file. */
    private byte[] line(InputStream in, long line) throws IOException, RefusedFileException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      int next;
      do {
        next = in.read();
        if (next >= 0) {
          bytes.write(next);
        }
        if (bytes.size() > limits.recordBytes()) {
          throw RefusedFileException.onLine(
              "the line is longer than %d bytes".formatted(limits.recordBytes()), line);
        }
      } while (next >= 0 && next != '\n');
      return bytes.toByteArray();
    }

    private boolean isSepLine(byte[] line) throws RefusedFileException {
      String text = new String(line, StandardCharsets.UTF_8).replaceAll("\\R$", "");
      if (!text.toLowerCase(Locale.ROOT).startsWith("sep=")) {
        return false;
      }
      if (!text.substring("sep=".length())
          .equals(String.valueOf(description.dialect().delimiter()))) {
        throw RefusedFileException.onLine(
            "the sep= line names another delimiter than the format %s".formatted(name), 1);
      }
      return true;
    }

    private boolean isHeader(byte[] line) throws IOException {
      try (CsvScanner single =
          new CsvScanner(
              new ByteArrayInputStream(line), NOT_THE_START, 1, limits, description.dialect())) {
        CsvRecord record = single.next();
        List<String> cells = record == null ? List.of() : record.cells();
        return description.isHeader(cells);
      } catch (MalformedCsvException notRecord) {
        return false;
      }
    }
  }
}
