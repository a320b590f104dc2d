package bank.withdrawals.outbox;

import bank.withdrawals.ledger.DecidedRow;
import bank.withdrawals.ledger.FileRegister;
import bank.withdrawals.ledger.RegisteredFile;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.ItemStreamReader;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/**
 * Reads the rows of one run whose events are pending, in order of positions, with two pages in
 * memory at a time. Its position is the published-through position, so it stores none of its own.
 * It ends at the first position that may be undecided: an event of a later debit there would come
 * after the position and never be published.
 */
public class OutboxReader implements ItemStreamReader<DecidedRow> {

  private static final SimpleAsyncTaskExecutor AHEAD = new SimpleAsyncTaskExecutor("outbox-");

  private final FileRegister files;
  private final Outbox outbox;
  private final TransactionRecovery recovery;
  private final TransactionalEventSender sender;
  private final long runId;
  private final long decidedThrough;
  private final int pageRows;
  private final Queue<DecidedRow> page = new ArrayDeque<>();

  private @Nullable RegisteredFile file;
  private long position;
  private long last;
  private @Nullable CompletableFuture<List<DecidedRow>> ahead;

  OutboxReader(
      FileRegister files,
      Outbox outbox,
      TransactionRecovery recovery,
      TransactionalEventSender sender,
      long runId,
      long decidedThrough,
      int pageRows) {
    this.files = files;
    this.outbox = outbox;
    this.recovery = recovery;
    this.sender = sender;
    this.runId = runId;
    this.decidedThrough = decidedThrough;
    this.pageRows = pageRows;
  }

  /**
   * Finds the position. If every event is known to be published, this needs no broker.
   *
   * @throws EventsNotSentException if Kafka cannot be asked, or if an earlier run has pending
   *     events: these must be published first, so that an account's events keep their order
   */
  @Override
  public void open(ExecutionContext context) {
    close();
    file = files.get(runId);
    position = file.publishedThrough();
    last = Math.min(decidedThrough, outbox.lastPosition(file));
    if (position >= last) {
      return;
    }
    recovery.endHanging(); // It may make events of earlier runs pending.
    outbox
        .earlierPending(runId)
        .ifPresent(
            earlier -> {
              throw new EventsNotSentException(
                  "Events of run %d go first: run `publish`.".formatted(earlier), false);
            });
    position = sender.publishedThrough();
    // A crash may have come between Kafka's commit and the database's.
    files.advancePublishedThrough(runId, position);
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
    RegisteredFile open = Objects.requireNonNull(file, "Not open");
    long after = position;
    position = Math.min(after + pageRows, last);
    long through = position;
    return CompletableFuture.supplyAsync(() -> outbox.unparkedRows(open, after, through), AHEAD);
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
