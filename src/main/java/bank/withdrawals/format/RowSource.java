package bank.withdrawals.format;

import bank.withdrawals.domain.WithdrawalRow;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rows of one file, in file order. Not thread-safe. */
public interface RowSource extends Closeable {

  /** The names of {@link WithdrawalRow#cells}, for the header of the error file. */
  List<String> columns();

  /**
   * Reads the next row. A row without content is counted and skipped.
   *
   * @return null after the last row
   * @throws RefusedFileException if the file is not well-formed from here on
   * @throws IOException if the file cannot be read
   */
  @Nullable WithdrawalRow next() throws IOException, RefusedFileException;

  /** The number of rows without content so far. */
  long blankRows();

  /** What the file says about its own rows; known after the last row. */
  default Optional<Trailer> trailer() {
    return Optional.empty();
  }
}
