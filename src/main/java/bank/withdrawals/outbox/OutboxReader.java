package bank.withdrawals.outbox;

import bank.withdrawals.ledger.DecidedRow;
import bank.withdrawals.ledger.RegisteredFile;
import bank.withdrawals.ledger.RunSlice;
import bank.withdrawals.ledger.Slices;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemStreamReader;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/**
 * Reads the rows of one slice whose events are pending, in order of positions, with two pages in
 * memory at a time. Its position is the published-through position, so it stores none of its own.
 * The rows of a slice are decided in order, so none is left out between those that are decided.
 */
public class OutboxReader implements ItemStreamReader<DecidedRow> {

  private static final SimpleAsyncTaskExecutor AHEAD = new SimpleAsyncTaskExecutor("outbox-");

  private final Slices slices;
  private final Outbox outbox;
  private final TransactionalEventSender sender;
  private final RegisteredFile file;
  private final int number;
  private final int pageRows;
  private final Queue<DecidedRow> page = new ArrayDeque<>();

  private long position;
  private long last;
  private @Nullable CompletableFuture<List<DecidedRow>> ahead;

  /**
   * A reader of one slice, not opened yet.
   *
   * @param sender of the same slice
   * @param number of the slice, from 1
   * @param pageRows how many positions a page covers
   */
  public OutboxReader(
      Slices slices,
      Outbox outbox,
      TransactionalEventSender sender,
      RegisteredFile file,
      int number,
      int pageRows) {
    this.slices = slices;
    this.outbox = outbox;
    this.sender = sender;
    this.file = file;
    this.number = number;
    this.pageRows = pageRows;
  }

  /**
   * Finds the position. If every event of the slice is known to be published, this needs no broker.
   *
   * @throws EventsNotSentException if Kafka cannot be asked
   */
  @Override
  public void open(ExecutionContext context) {
    close();
    RunSlice slice = slices.get(file.runId(), number);
    position = slice.publishedThrough();
    last = outbox.lastPosition(file, position, slice.last());
    if (position >= last) {
      return;
    }
    position = sender.publishedThrough();
    // A crash may have come between Kafka's commit and the database's.
    slices.advancePublishedThrough(slice, position);
    ahead = nextPage();
  }

  @Override
  public @Nullable DecidedRow read() {
    while (page.isEmpty() && ahead != null) {
      page.addAll(ahead.join());
      ahead = nextPage();
    }
    return page.poll();
  }

  /**
   * Starts to read the next page while the events of the current page are sent; null at the end.
   */
  private @Nullable CompletableFuture<List<DecidedRow>> nextPage() {
    if (position >= last) {
      return null;
    }
    long after = position;
    position = Math.min(after + pageRows, last);
    long through = position;
    return CompletableFuture.supplyAsync(() -> outbox.unparkedRows(file, after, through), AHEAD);
  }

  /** Waits for a page that is still being read, so that the database is not closed under it. */
  @Override
  public void close() {
    if (ahead != null) {
      ahead.handle((rows, failure) -> page).join();
      ahead = null;
    }
    page.clear();
  }
}
