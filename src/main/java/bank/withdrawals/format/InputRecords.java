package bank.withdrawals.format;

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

  /** All records of the file whose bytes are {@code in}. */
  InputRecords(InputStream in, ReadRules rules) {
    this.scanner =
        new CsvScanner(in, 0, 1, new CsvLimits(rules.maxRecordBytes(), rules.maxColumns()));
  }

  /**
   * Reads the next record.
   *
   * @return null after the last
   * @throws RefusedFileException if it is malformed
   */
  @Nullable CsvRecord next() throws IOException, RefusedFileException {
    try {
      return scanner.next();
    } catch (MalformedCsvException malformed) {
      throw new RefusedFileException(malformed);
    }
  }

  @Override
  public void close() throws IOException {
    scanner.close();
  }
}
