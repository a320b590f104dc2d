package bank.withdrawals.csv;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of an RFC 4180 file, or of one in another {@link CsvDialect}, and knows the
 * byte at which each starts, so that reading can start again at any of them.
 *
 * <ol>
 *   <li>A UTF-8 byte order mark at offset 0 is skipped.
 *   <li>A field that starts with a quote ends at the next quote that is not doubled. Everything
 *       between is text, commas and line ends included. Any other field ends before a comma or line
 *       end.
 *   <li>A record ends at LF, CRLF or the end of the file. There is no empty record after the last
 *       line end; an empty line elsewhere is a record with one empty cell.
 *   <li>Every LF counts as a line, also within quotes. A CR within quotes is text.
 *   <li>The text must be UTF-8 without errors (no overlong forms, no surrogates).
 *   <li>A cell is the text of its field. Nothing is trimmed; the enclosing quotes are removed, and
 *       a doubled quote is one quote.
 * </ol>
 *
 * <p>If a record has several faults, its length is reported before the first byte out of place, and
 * the encoding last. Memory is bounded by the longest record allowed. Do not use a scanner after an
 * exception. Not thread-safe.
 */
public final class CsvScanner implements Closeable {

  private static final int END_OF_FILE = ByteWindow.END_OF_FILE;

  /** No byte has this value: it stands for a quote character that does not exist. */
  private static final int NO_BYTE = -2;

  private final ByteWindow window;
  private final int maxColumns;
  private final CsvDialect dialect;
  private final int delimiter;
  private final int quote;
  private final boolean[] endsPlainRun = new boolean[256];
  private final boolean[] endsQuotedRun = new boolean[256];

  /** Start and end of each cell's text in the record, quotes excluded; two numbers a cell. */
  private int[] bounds = new int[32];

  private int columns;
  private boolean doubledQuotes;
  private boolean spansLines;

  /** A scanner of commas and double quotes; see the other constructor. */
  public CsvScanner(InputStream in, long offset, long line, CsvLimits limits) {
    this(in, offset, line, limits, CsvDialect.RFC_4180);
  }

  /**
   * A scanner that starts where a record starts.
   *
   * @param in its next byte is the file's byte {@code offset}; closed with the scanner
   * @param offset bytes of the file before the first record wanted
   * @param line physical line at that place; 1 at the start of the file
   * @param dialect its delimiter and quote stand for the comma and the quote of the rules above
   */
  public CsvScanner(InputStream in, long offset, long line, CsvLimits limits, CsvDialect dialect) {
    this.window = new ByteWindow(in, offset, line, limits.recordBytes());
    this.maxColumns = limits.columns();
    this.dialect = dialect;
    this.delimiter = dialect.delimiter();
    this.quote = dialect.quotes() ? dialect.quote() : NO_BYTE;
    // The NUL of a dialect without quotes ends every run anyway.
    for (char c : new char[] {'\n', '\0', dialect.quote()}) {
      endsPlainRun[c] = true;
      endsQuotedRun[c] = true;
    }
    endsPlainRun[delimiter] = true;
    endsPlainRun['\r'] = true;
  }

  /**
   * Reads the next record.
   *
   * @return null at the end of the file
   * @throws MalformedCsvException if the file is not well-formed
   * @throws IOException if the file cannot be read
   */
  public @Nullable CsvRecord next() throws IOException, MalformedCsvException {
    window.startRecord();
    if (window.peek() == END_OF_FILE) {
      return null;
    }
    frame();
    return new CsvRecord(window.startLine(), window.startOffset(), window.offset(), cells());
  }

  /** Bytes of the file up to the end of the last record returned, its line end included. */
  public long offset() {
    return window.offset();
  }

  /** Physical line at {@link #offset}. */
  public long line() {
    return window.line();
  }

  /** The bytes of the last record returned, its line end included. */
  public byte[] bytes() {
    return window.record();
  }

  /** Whether a cell of the last record returned contains a line feed. */
  public boolean spansLines() {
    return spansLines;
  }

  @Override
  public void close() throws IOException {
    window.close();
  }

  /** Finds the cells of a record and moves past its line end. */
  private void frame() throws IOException, MalformedCsvException {
    columns = 0;
    doubledQuotes = false;
    while (true) {
      int from = window.length();
      if (window.peek() == quote) {
        skipQuotedField();
        add(from + 1, window.length() - 1);
      } else {
        skipPlainField();
        add(from, window.length());
      }
      int next = window.peek();
      if (next != delimiter) {
        window.requireShort(window.length());
        spansLines = window.line() != window.startLine();
        skipLineEnd(next);
        return;
      }
      if (columns == maxColumns) {
        throw window.fault(
            "the record has more than %d columns; remove the surplus, or raise"
                    .formatted(maxColumns)
                + " withdrawals.intake.max-columns");
      }
      window.skip();
    }
  }

  private void add(int from, int to) {
    if (2 * columns == bounds.length) {
      bounds = Arrays.copyOf(bounds, 2 * bounds.length);
    }
    bounds[2 * columns] = from;
    bounds[2 * columns + 1] = to;
    columns++;
  }

  private List<String> cells() throws MalformedCsvException {
    String[] cells = new String[columns];
    for (int i = 0; i < columns; i++) {
      String text = window.text(bounds[2 * i], bounds[2 * i + 1]);
      cells[i] = doubledQuotes ? withSingleQuotes(text) : text;
    }
    return List.of(cells);
  }

  private String withSingleQuotes(String text) {
    String once = String.valueOf(dialect.quote());
    return text.replace(once + once, once);
  }

  private void skipLineEnd(int next) throws IOException, MalformedCsvException {
    if (next == END_OF_FILE) {
      return;
    }
    if (next == '\r') {
      window.skip();
      if (window.peek() != '\n') {
        window.stepBack();
        throw window.fault(
            "a carriage return stands without a line feed; end every line with LF or CRLF");
      }
    }
    window.skipLineFeed();
  }

  /** Moves to the delimiter, line end or end of file after an unquoted field. */
  private void skipPlainField() throws IOException, MalformedCsvException {
    window.skipTo(endsPlainRun);
    int next = window.peek();
    if (next == quote) {
      throw window.fault(
          "a quote stands inside an unquoted field; put the whole field in quotes and double"
              + " the quotes within it");
    }
    if (next == '\0') {
      throw nul();
    }
  }

  /** Moves from the opening quote past the closing one. */
  private void skipQuotedField() throws IOException, MalformedCsvException {
    long openedAt = window.offset();
    long openedOnLine = window.line();
    window.skip();
    while (true) {
      window.skipTo(endsQuotedRun);
      int next = window.peek();
      if (next == quote) {
        window.skip();
        if (window.peek() != quote) {
          requireFieldEnd();
          return;
        }
        window.skip();
        doubledQuotes = true;
      } else if (next == '\n') {
        window.skipLineFeed();
      } else if (next == '\0') {
        throw nul();
      } else {
        throw window.fault(
            "the quote that opens here is never closed; close it, or double it if it belongs to"
                + " the text",
            openedOnLine,
            openedAt);
      }
    }
  }

  private void requireFieldEnd() throws IOException, MalformedCsvException {
    int next = window.peek();
    if (next == '\0') {
      throw nul();
    }
    if (next != delimiter && next != '\n' && next != '\r' && next != END_OF_FILE) {
      throw window.fault(
          "text follows a closing quote; double the quotes that belong to the text, and put %s after the field"
              .formatted(dialect.delimiterName()));
    }
  }

  private MalformedCsvException nul() {
    return window.fault("a NUL byte stands here; save the file as UTF-8 text, not as UTF-16");
  }
}
