package bank.withdrawals.intake;

import bank.withdrawals.csv.CsvRecord;
import bank.withdrawals.domain.WithdrawalRow;
import bank.withdrawals.files.Printable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemStreamException;
import org.springframework.batch.infrastructure.item.ItemStreamReader;
import org.springframework.batch.infrastructure.item.NonTransientResourceException;

/**
 * Reads the rows of an accepted file, from the first row or from a read position that an earlier
 * execution saved. The read position is a byte offset, so both take the same time.
 *
 * <ol>
 *   <li>{@link #open} checks that the file did not change since it was first opened, reads the
 *       header, and moves to the read position in the step's context, or to the first row.
 *   <li>{@link #read} returns one row a call. A row that does not fit the header is a malformed
 *       row, not an error.
 *   <li>{@link #update} saves the read position after the last row <em>returned</em>. No row is
 *       read ahead.
 * </ol>
 *
 * <p>The file has not changed if its size and modification time have not. If only the time has, as
 * after a copy, its SHA-256 decides. Every failure is a fault, because {@link FileInspector}
 * accepted the file before. Not thread-safe; used by one step at a time.
 */
public final class WithdrawalRowReader implements ItemStreamReader<WithdrawalRow> {

  static final String OFFSET = "readPosition.offset";
  static final String LINE = "readPosition.line";
  static final String SIZE = "inputFile.size";
  static final String MODIFIED = "inputFile.modified";

  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final int ID_PREFIX_DIGITS = 16;

  private final Path file;
  private final String sha256;
  private final String idPrefix;
  private final IntakeSettings settings;
  private final Partition partition;
  private @Nullable OpenFile current;

  private record OpenFile(Header header, FileState state, InputRecords records) {}

  /**
   * A reader of one file's rows, not opened yet.
   *
   * @param sha256 of its bytes, 64 lower-case hexadecimal digits; a row without a request id gets
   *     the first 16 as one, {@code <digits>:<line>}
   * @param partition which rows to return; others are skipped
   * @throws IllegalArgumentException if {@code sha256} is anything else
   */
  public WithdrawalRowReader(
      Path file, String sha256, IntakeSettings settings, Partition partition) {
    if (!SHA256.matcher(sha256).matches()) {
      throw new IllegalArgumentException("Not a SHA-256 in lower-case hexadecimal digits");
    }
    this.file = file;
    this.sha256 = sha256;
    this.idPrefix = sha256.substring(0, ID_PREFIX_DIGITS) + ":";
    this.settings = settings;
    this.partition = partition;
  }

  /**
   * Reads the names of the columns of {@link WithdrawalRow#cells}, as written, in file order. Reads
   * only the header, so that it also works on a restart, before a reader is open.
   *
   * @throws IOException if the file cannot be read
   * @throws IllegalStateException if it has no valid header and so was never accepted
   */
  public static List<String> readColumns(Path file, IntakeSettings settings) throws IOException {
    try (InputRecords records = InputRecords.from(file, 0, 1, settings)) {
      return Header.read(records).keptNames();
    } catch (RefusedFileException refused) {
      throw new IllegalStateException(refused.sentence(Printable.name(file)), refused);
    }
  }

  /**
   * Opens the file at the read position in {@code context}, or at its first row.
   *
   * @throws ItemStreamException if it cannot be read or is not the file first opened
   */
  @Override
  public void open(ExecutionContext context) {
    close();
    try {
      FileState state = FileState.read(file);
      if (context.containsKey(SIZE)) {
        FileState first =
            new FileState(context.getLong(SIZE), context.getLong(MODIFIED), state.regular());
        if (!isSameContent(first, state)) {
          throw new ItemStreamException(changed());
        }
      } else if (!FileInspector.sha256(file).equals(sha256)) {
        throw new ItemStreamException(changed());
      }
      current = openAt(context, state);
    } catch (RefusedFileException refused) {
      throw new ItemStreamException(refused.sentence(Printable.name(file)), refused);
    } catch (IOException failed) {
      throw new ItemStreamException("Cannot read " + Printable.name(file), failed);
    }
    update(context);
  }

  /**
   * Reads the next row.
   *
   * @return null after the last
   * @throws NonTransientResourceException if the file changed since it was opened
   * @throws IOException if it cannot be read
   */
  @Override
  public @Nullable WithdrawalRow read() throws IOException {
    OpenFile open = requireOpen();
    try {
      for (CsvRecord record = open.records().next();
          record != null;
          record = open.records().next()) {
        if (record.end() > open.state().size()) {
          throw new NonTransientResourceException(changed());
        }
        WithdrawalRow row = open.header().row(record, idPrefix);
        if (partition.contains(row.accountId())) {
          return row;
        }
      }
      requireCompletelyRead(open);
      return null;
    } catch (RefusedFileException refused) {
      throw new NonTransientResourceException(refused.sentence(Printable.name(file)), refused);
    }
  }

  /**
   * The read position in a reader's context as a line: the reader has returned every row of its
   * partition up to this line. 0 if it was never opened.
   */
  public static long readPosition(ExecutionContext context) {
    return context.getLong(LINE, 1) - 1;
  }

  /** Saves the read position after the last row returned into {@code context}. */
  @Override
  public void update(ExecutionContext context) {
    OpenFile open = requireOpen();
    context.putLong(OFFSET, open.records().offset());
    context.putLong(LINE, open.records().line());
    context.putLong(SIZE, open.state().size());
    context.putLong(MODIFIED, open.state().modified());
  }

  /**
   * Closes the file; does nothing if it is not open.
   *
   * @throws ItemStreamException if the storage fails
   */
  @Override
  public void close() {
    OpenFile open = current;
    current = null;
    if (open != null) {
      try {
        open.records().close();
      } catch (IOException failed) {
        throw new ItemStreamException("Cannot close " + Printable.name(file), failed);
      }
    }
  }

  private OpenFile openAt(ExecutionContext context, FileState state)
      throws IOException, RefusedFileException {
    Header header;
    long offset;
    long line;
    try (InputRecords records = InputRecords.from(file, 0, 1, settings)) {
      header = Header.read(records);
      offset = context.getLong(OFFSET, records.offset());
      line = context.getLong(LINE, records.line());
      if (offset < records.offset() || offset > state.size() || line < records.line()) {
        throw new ItemStreamException(
            "The read position saved for %s is not within its rows: byte offset %d, line %d"
                .formatted(Printable.name(file), offset, line));
      }
    }
    return new OpenFile(header, state, InputRecords.from(file, offset, line, settings));
  }

  private void requireCompletelyRead(OpenFile open) throws IOException {
    if (open.records().offset() != open.state().size()
        || !isSameContent(open.state(), FileState.read(file))) {
      throw new NonTransientResourceException(changed());
    }
  }

  private boolean isSameContent(FileState first, FileState now) throws IOException {
    return first.equals(now)
        || (now.regular()
            && first.size() == now.size()
            && FileInspector.sha256(file).equals(sha256));
  }

  private String changed() {
    return "%s was changed after it was accepted; put the accepted file (SHA-256 %s) back"
        .formatted(Printable.name(file), sha256);
  }

  private OpenFile requireOpen() {
    if (current == null) {
      throw new IllegalStateException("The reader is not open");
    }
    return current;
  }
}
