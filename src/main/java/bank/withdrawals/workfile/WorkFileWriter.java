package bank.withdrawals.workfile;

import bank.withdrawals.domain.AccountId;
import bank.withdrawals.domain.WithdrawalRow;
import bank.withdrawals.files.ExternalSorter;
import bank.withdrawals.files.OwnerOnlyFiles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.springframework.util.FileSystemUtils;

/**
 * Writes the work file of a run.
 *
 * <ol>
 *   <li>{@link #add} takes the rows in file order. It sorts them by account, and within an account
 *       in file order, on disk: {@link ExternalSorter}. Rows without a valid account come first.
 *   <li>{@link #finish} finds the {@linkplain LinkedAccounts linked accounts}.
 *   <li>It writes the rows in order and cuts them into slices. A slice ends with the first account
 *       that gives it enough rows.
 *   <li>The rows of linked accounts follow in a slice of their own, in file order.
 *   <li>All is forced to disk, and the index is written last. So a work file without an index is
 *       not complete.
 * </ol>
 *
 * <p>The same rows give the same bytes. Memory is bounded for any number of rows.
 */
public final class WorkFileWriter implements Closeable {

  private static final int MOST_SLICES = 64;
  private static final int ROW_MEMORY = 16 * 1024 * 1024;
  private static final int ID_MEMORY = 8 * 1024 * 1024;

  private final Path directory;
  private final long sliceRows;
  private final ExternalSorter rows;
  private final ExternalSorter inFileOrder;
  private final LinkedAccounts linkedAccounts;
  private long count;
  private boolean finished;

  /**
   * Starts a work file in a directory that nobody else writes into. What is in it is deleted.
   *
   * @param sliceRows the fewest rows of a slice that others follow; more if there would be over
   *     {@value #MOST_SLICES} slices
   * @throws IOException if the directory cannot be written
   */
  public WorkFileWriter(Path directory, long sliceRows) throws IOException {
    this.directory = directory;
    this.sliceRows = sliceRows;
    FileSystemUtils.deleteRecursively(directory);
    OwnerOnlyFiles.createUnlinkedDirectory(directory);
    this.rows = new ExternalSorter(directory, "rows", ROW_MEMORY);
    this.inFileOrder = new ExternalSorter(directory, "linked", ROW_MEMORY);
    this.linkedAccounts = new LinkedAccounts(directory, ID_MEMORY);
  }

  /** Adds the next row of the file. */
  public void add(WithdrawalRow row) throws IOException {
    long account = AccountId.parse(row.accountId());
    count++;
    rows.add(account, count, RowCodec.encode(row));
    if (account != AccountId.NONE || !row.accountNumber().isEmpty()) {
      linkedAccounts.add(row.requestId(), account);
    }
  }

  /**
   * Completes the work file.
   *
   * @param columns names of the rows' cells
   */
  public WorkFile finish(List<String> columns) throws IOException {
    LinkedAccounts.Linked linked = linkedAccounts.find();
    linkedAccounts.close();
    long rowsPerSlice = Math.max(sliceRows, (count + MOST_SLICES - 1) / MOST_SLICES);
    try (SliceWriter slices = new SliceWriter(directory.resolve(WorkFile.ROWS))) {
      rows.forEach(
          (account, ordinal, bytes) -> {
            if (linked.contains(account)) {
              inFileOrder.add(0, ordinal, bytes);
            } else {
              if (slices.rows() >= rowsPerSlice && slices.account() != account) {
                slices.cut();
              }
              slices.write(account, bytes);
            }
          });
      rows.close();
      slices.cut();
      inFileOrder.forEach((zero, ordinal, bytes) -> slices.write(0, bytes));
      inFileOrder.close();
      slices.cut();
      List<Slice> written = slices.finish();
      long rowsWritten = written.stream().mapToLong(Slice::rows).sum();
      if (rowsWritten != count) {
        throw new IllegalStateException(
            "%d rows were read and %d written".formatted(count, rowsWritten));
      }
      WorkFile.Index index = new WorkFile.Index(columns, count, written);
      index.write(directory);
    }
    finished = true;
    return WorkFile.open(directory);
  }

  /** Deletes everything if the work file is not complete. */
  @Override
  public void close() throws IOException {
    if (!finished) {
      rows.close();
      inFileOrder.close();
      linkedAccounts.close();
      FileSystemUtils.deleteRecursively(directory);
    }
  }
}
