package bank.withdrawals.workfile;

import bank.withdrawals.domain.WithdrawalRow;
import bank.withdrawals.files.BinaryInput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemStreamException;
import org.springframework.batch.infrastructure.item.ItemStreamReader;

/**
 * Reads the rows of one slice, from its first row or from the read position that an earlier
 * execution saved.
 *
 * <ol>
 *   <li>{@link #open} compares the checksum of the slice and moves to the read position.
 *   <li>{@link #read} returns one row a call.
 *   <li>{@link #update} saves the position of the last row <em>returned</em>. No row is read ahead.
 * </ol>
 *
 * <p>Not thread-safe; used by one step at a time.
 */
public final class SliceReader implements ItemStreamReader<WithdrawalRow> {

  static final String POSITION = "readPosition";
  static final String LAST = "slice.last";

  private final WorkFile file;
  private final Slice slice;
  private @Nullable BinaryInput rows;
  private long position;

  /** A reader of one slice, not opened yet. */
  public SliceReader(WorkFile file, Slice slice) {
    this.file = file;
    this.slice = slice;
  }

  /**
   * The positions in a reader's context.
   *
   * @param read the position of the last row that was returned; the one before the slice if none
   *     was
   * @param last the position of the slice's last row
   */
  public record Progress(long read, long last) {

    /** Reads a context that {@link SliceReader#update} has filled; null for any other. */
    public static @Nullable Progress of(ExecutionContext context) {
      return context.containsKey(POSITION)
          ? new Progress(context.getLong(POSITION), context.getLong(LAST))
          : null;
    }
  }

  /**
   * Opens the slice.
   *
   * @throws ItemStreamException if it is damaged or cannot be read
   */
  @Override
  public void open(ExecutionContext context) {
    openAfter(context.getLong(POSITION, slice.first() - 1));
    update(context);
  }

  /**
   * Opens the slice after the row at {@code from}, or at its first row if {@code from} is the
   * position before it.
   *
   * @throws ItemStreamException if it is damaged or cannot be read
   */
  public void openAfter(long from) {
    close();
    if (from < slice.first() - 1 || from > slice.last()) {
      throw new ItemStreamException(
          "The saved read position %d is not in slice %d".formatted(from, slice.number()));
    }
    try {
      file.verify(slice);
      BinaryInput in = file.rowsFrom(slice);
      rows = in;
      for (position = slice.first() - 1; position < from; position++) {
        in.read(in.readInt());
      }
    } catch (IOException failed) {
      throw new ItemStreamException(
          failed.getMessage() + ": run again, and it is made anew", failed);
    }
  }

  /**
   * Reads the next row.
   *
   * @return null after the last row of the slice
   * @throws IOException if it cannot be read
   */
  @Override
  public @Nullable WithdrawalRow read() throws IOException {
    if (position == slice.last()) {
      return null;
    }
    BinaryInput in = requireOpen();
    byte[] bytes = in.read(in.readInt());
    position++;
    return RowCodec.decode(bytes, position);
  }

  /** Saves the position of the last row returned into {@code context}. */
  @Override
  public void update(ExecutionContext context) {
    context.putLong(POSITION, position);
    context.putLong(LAST, slice.last());
  }

  /**
   * Closes the file; does nothing if it is not open.
   *
   * @throws ItemStreamException if the storage fails
   */
  @Override
  public void close() {
    BinaryInput open = rows;
    rows = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException failed) {
        throw new ItemStreamException("Cannot close the work file", failed);
      }
    }
  }

  private BinaryInput requireOpen() {
    if (rows == null) {
      throw new IllegalStateException("The reader is not open");
    }
    return rows;
  }
}
