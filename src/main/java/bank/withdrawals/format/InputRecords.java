package bank.withdrawals.format;

import bank.withdrawals.csv.CsvDialect;
import bank.withdrawals.csv.CsvLimits;
import bank.withdrawals.csv.CsvRecord;
import bank.withdrawals.csv.CsvScanner;
import bank.withdrawals.csv.MalformedCsvException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** The records of an input file, its header included. Malformed CSV refuses the file. */
final class InputRecords implements Closeable {

  private final CsvScanner scanner;
  private @Nullable CsvRecord last;
  private @Nullable RowsInCells forbidden;

  /** All records of the file whose bytes are {@code in}, in the default dialect. */
  InputRecords(InputStream in, ReadRules rules) {
    this(in, rules, CsvDialect.RFC_4180);
  }

  /** All records of the file whose bytes are {@code in}. */
  InputRecords(InputStream in, ReadRules rules, CsvDialect dialect) {
    this.scanner =
        new CsvScanner(
            in, 0, 1, new CsvLimits(rules.maxRecordBytes(), rules.maxColumns()), dialect);
  }

  /**
   * Reads the next record.
   *
   * @return null after the last
   * @throws RefusedFileException if it is malformed, or contains rows that must not be in a cell
   */
  @Nullable CsvRecord next() throws IOException, RefusedFileException {
    try {
      last = scanner.next();
    } catch (MalformedCsvException malformed) {
      throw refused(malformed);
    }
    requireNoRowsInCells(false);
    return last;
  }

  /**
   * Refuses the file if a cell contains what would be whole rows: a cell of the header, which is
   * the record that was read last, or of any record after it.
   */
  void refuseRowsInCells(RowsInCells rows) throws RefusedFileException {
    forbidden = rows;
    requireNoRowsInCells(true);
  }

  private void requireNoRowsInCells(boolean header) throws RefusedFileException {
    if (forbidden == null || last == null || !scanner.spansLines()) {
      return;
    }
    int lines = forbidden.find(scanner.bytes(), header);
    if (lines > 0) {
      throw new RefusedFileException(
          RowsInCells.SENTENCE.formatted(last.line() + lines), last.line(), last.offset());
    }
  }

  private static RefusedFileException refused(MalformedCsvException malformed) {
    return malformed.kind() == MalformedCsvException.Kind.NOT_UTF8
        ? new RefusedFileException(
            "the bytes here are not UTF-8, but probably windows-1252; save the file as UTF-8, or "
                + FileStart.SUGGEST,
            malformed.line(),
            malformed.byteOffset())
        : new RefusedFileException(malformed);
  }

  @Override
  public void close() throws IOException {
    scanner.close();
  }
}
