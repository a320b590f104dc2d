package bank.withdrawals.intake;

import bank.withdrawals.csv.CsvLimits;
import bank.withdrawals.csv.CsvRecord;
import bank.withdrawals.csv.CsvScanner;
import bank.withdrawals.csv.MalformedCsvException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The records of an input file, its header included. Malformed CSV refuses the file. */
final class InputRecords implements Closeable {

  private final CsvScanner scanner;

  private InputRecords(InputStream in, long offset, long line, IntakeSettings settings) {
    this.scanner =
        new CsvScanner(
            in, offset, line, new CsvLimits(settings.maxRecordBytes(), settings.maxColumns()));
  }

  /** All records of the file whose bytes are {@code in}. */
  static InputRecords of(InputStream in, IntakeSettings settings) {
    return new InputRecords(in, 0, 1, settings);
  }

  /**
   * The records of {@code file} from a place on at which a record starts.
   *
   * @param offset bytes of the file before it
   * @param line physical line at that place; 1 at the start of the file
   * @throws IOException if the file cannot be read
   */
  static InputRecords from(Path file, long offset, long line, IntakeSettings settings)
      throws IOException {
    // Only a regular file is opened: opening a FIFO blocks.
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException("Not a regular file");
    }
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    InputStream in = Channels.newInputStream(channel.position(offset));
    return new InputRecords(in, offset, line, settings);
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

  /** Bytes of the file up to the end of the last record returned, its line end included. */
  long offset() {
    return scanner.offset();
  }

  /** Physical line at {@link #offset}. */
  long line() {
    return scanner.line();
  }

  @Override
  public void close() throws IOException {
    scanner.close();
  }
}
