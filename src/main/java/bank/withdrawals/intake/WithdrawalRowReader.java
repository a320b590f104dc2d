package bank.withdrawals.intake;

import bank.withdrawals.domain.WithdrawalRow;
import bank.withdrawals.files.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemStreamException;
import org.springframework.batch.infrastructure.item.ItemStreamReader;
import org.springframework.batch.infrastructure.item.NonTransientResourceException;

/**
 * Reads the rows of an accepted file, from the start or from where a run before stopped; both cost
 * the same, for the position kept is a byte offset.
 *
 * <ol>
 *   <li>{@link #open} checks that the file is still the one first opened, reads the header, and
 *       goes to the position kept in the step's context, or to the first row.
 *   <li>{@link #read} gives one row a call. A row that does not fit the header is a malformed row,
 *       not an error.
 *   <li>{@link #update} keeps the position after the last row <em>returned</em>; no row is read
 *       ahead.
 * </ol>
 *
 * <p>The file is still the same when size and modification time are. When only the time differs, as
 * after a copy, its SHA-256 decides. Any failure is a fault, for {@link FileInspector} accepted the
 * file before. Not thread-safe; for one step at a time.
 */
public final class WithdrawalRowReader implements ItemStreamReader<WithdrawalRow> {

  static final String OFFSET = "intake.offset";
  static final String LINE = "intake.line";
  static final String SIZE = "intake.size";
  static final String MODIFIED = "intake.modified";

  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final int ID_PREFIX_DIGITS = 16;

  private final Path file;
  private final String sha256;
  private final String idPrefix;
  private final IntakeSettings settings;
  private final Partition partition;
  private final CellSplitter splitter = new CellSplitter();
  private @Nullable OpenFile current;

  private record OpenFile(Header header, FileState stamp, RecordScanner scanner) {}

  /**
   * A reader of one file's rows, not opened yet.
   *
   * @param sha256 of its bytes, 64 lower-case hexadecimal digits; its first 16 make the request ids
   *     of rows without one, {@code <digits>:<line>}
   * @param partition which rows; the others are passed over
   * @throws IllegalArgumentException where {@code sha256} is anything else
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
   * The names of the cells in {@link WithdrawalRow#cells}, as written, in file order. Reads the
   * header only, so that it can be asked on a restart as well, before any reader is open.
   *
   * @throws IOException where the file cannot be read
   * @throws IllegalStateException where it has no valid header, so was never accepted
   */
  public static List<String> carriedColumns(Path file, IntakeSettings settings) throws IOException {
    try (RecordScanner scanner = scannerAt(file, 0, 1, settings)) {
      return Header.read(scanner, new CellSplitter()).carriedNames();
    } catch (RefusedFileException refused) {
      throw new IllegalStateException(refused.sentence(Printable.name(file)), refused);
    }
  }

  /**
   * Opens the file at the position in {@code context}, or at its first row.
   *
   * @throws ItemStreamException where it cannot be read or is not the file first opened
   */
  @Override
  public void open(ExecutionContext context) {
    close();
    try {
      FileState stamp = FileState.of(file);
      if (context.containsKey(SIZE)) {
        FileState first =
            new FileState(context.getLong(SIZE), context.getLong(MODIFIED), stamp.regular());
        if (!isSameContent(first, stamp)) {
          throw new ItemStreamException(changed());
        }
      } else if (!FileInspector.sha256(file).equals(sha256)) {
        throw new ItemStreamException(changed());
      }
      current = openAt(context, stamp);
    } catch (RefusedFileException refused) {
      throw new ItemStreamException(refused.sentence(Printable.name(file)), refused);
    } catch (IOException failed) {
      throw new ItemStreamException("Cannot read " + Printable.name(file), failed);
    }
    update(context);
  }

  /**
   * The next row.
   *
   * @return null after the last
   * @throws NonTransientResourceException where the file was changed under the reader
   * @throws IOException where it cannot be read
   */
  @Override
  public @Nullable WithdrawalRow read() throws IOException {
    OpenFile open = requireOpen();
    try {
      for (RawRecord record = open.scanner().next();
          record != null;
          record = open.scanner().next()) {
        if (record.end() > open.stamp().size()) {
          throw new NonTransientResourceException(changed());
        }
        WithdrawalRow row = open.header().row(record, splitter.split(record.text()), idPrefix);
        if (partition.takes(row.accountId())) {
          return row;
        }
      }
      requireReadToTheEnd(open);
      return null;
    } catch (RefusedFileException refused) {
      throw new NonTransientResourceException(refused.sentence(Printable.name(file)), refused);
    }
  }

  /**
   * The line through which every row of its partition is read, according to a reader's context; 0
   * where it was never opened.
   */
  public static long readThrough(ExecutionContext context) {
    return context.getLong(LINE, 1) - 1;
  }

  /** Puts the position after the last row returned into {@code context}. */
  @Override
  public void update(ExecutionContext context) {
    OpenFile open = requireOpen();
    context.putLong(OFFSET, open.scanner().offset());
    context.putLong(LINE, open.scanner().line());
    context.putLong(SIZE, open.stamp().size());
    context.putLong(MODIFIED, open.stamp().modified());
  }

  /**
   * Lets go of the file; does nothing where it is not open.
   *
   * @throws ItemStreamException where the storage fails
   */
  @Override
  public void close() {
    OpenFile open = current;
    current = null;
    if (open != null) {
      try {
        open.scanner().close();
      } catch (IOException failed) {
        throw new ItemStreamException("Cannot close " + Printable.name(file), failed);
      }
    }
  }

  private OpenFile openAt(ExecutionContext context, FileState stamp)
      throws IOException, RefusedFileException {
    Header header;
    long offset;
    long line;
    try (RecordScanner scanner = scannerAt(file, 0, 1, settings)) {
      header = Header.read(scanner, splitter);
      offset = context.getLong(OFFSET, scanner.offset());
      line = context.getLong(LINE, scanner.line());
      if (offset < scanner.offset() || offset > stamp.size() || line < scanner.line()) {
        throw new ItemStreamException(
            "The position kept for %s is not within its rows: byte offset %d, line %d"
                .formatted(Printable.name(file), offset, line));
      }
    }
    return new OpenFile(header, stamp, scannerAt(file, offset, line, settings));
  }

  private static RecordScanner scannerAt(Path file, long offset, long line, IntakeSettings settings)
      throws IOException {
    // Not even opened unless it is a regular file: a FIFO would block.
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException("Not a regular file");
    }
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    InputStream in = Channels.newInputStream(channel.position(offset));
    return new RecordScanner(in, offset, line, settings);
  }

  private void requireReadToTheEnd(OpenFile open) throws IOException {
    if (open.scanner().offset() != open.stamp().size()
        || !isSameContent(open.stamp(), FileState.of(file))) {
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
