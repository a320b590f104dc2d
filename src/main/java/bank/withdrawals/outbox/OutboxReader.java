package bank.withdrawals.outbox;

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
 * One file's entries of the outbox behind the watermark, in file order, two pages in memory at a
 * time. Keeps no position of its own: the watermark is the position. Ends where the first undecided
 * line may be: what is debited there later would be behind the watermark.
 */
public class OutboxReader implements ItemStreamReader<OutboxEntry> {

  private static final SimpleAsyncTaskExecutor AHEAD = new SimpleAsyncTaskExecutor("journal-");

  private final FileRegister files;
  private final Outbox journal;
  private final TransactionalEventSender transactions;
  private final long runId;
  private final long decidedThrough;
  private final int pageLines;
  private final Queue<OutboxEntry> page = new ArrayDeque<>();

  private @Nullable RegisteredFile file;
  private long position;
  private long lastLine;
  private @Nullable CompletableFuture<List<OutboxEntry>> ahead;

  OutboxReader(
      FileRegister files,
      Outbox journal,
      TransactionalEventSender transactions,
      long runId,
      long decidedThrough,
      int pageLines) {
    this.files = files;
    this.journal = journal;
    this.transactions = transactions;
    this.runId = runId;
    this.decidedThrough = decidedThrough;
    this.pageLines = pageLines;
  }

  /**
   * Finds where to go on. Where every event is known to be out, no broker is needed.
   *
   * @throws EventsNotSentException where Kafka cannot be asked, or an earlier file's events have to
   *     go first so that an account's events keep their order
   */
  @Override
  public void open(ExecutionContext context) {
    close();
    file = files.get(runId);
    position = file.publishedThrough();
    lastLine = Math.min(decidedThrough, journal.lastLine(file));
    if (position >= lastLine) {
      return;
    }
    journal
        .earlierPending(runId)
        .ifPresent(
            earlier -> {
              throw new EventsNotSentException(
                  "Events of run %d go first: run `publish`.".formatted(earlier), false);
            });
    position = transactions.watermark();
    // A crash may have come between Kafka's commit and the database's.
    files.advancePublishedThrough(runId, position);
    ahead = nextPage();
  }

  @Override
  public @Nullable OutboxEntry read() {
    while (page.isEmpty() && ahead != null) {
      page.addAll(ahead.join());
      ahead = nextPage();
    }
    return page.poll();
  }

  /** Begins to read the next page, while the one before it is sent; null after the last. */
  private @Nullable CompletableFuture<List<OutboxEntry>> nextPage() {
    if (position >= lastLine) {
      return null;
    }
    RegisteredFile open = Objects.requireNonNull(file, "Not open");
    long after = position;
    position = Math.min(after + pageLines, lastLine);
    long through = position;
    return CompletableFuture.supplyAsync(() -> journal.entries(open, after, through), AHEAD);
  }

  /** The database is not closed under a page that is still being read. */
  @Override
  public void close() {
    if (ahead != null) {
      ahead.handle((entries, failure) -> page).join();
      ahead = null;
    }
    page.clear();
  }
}
