package bank.withdrawals.outbox;

import bank.withdrawals.ledger.FileRegister;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.listener.SkipListener;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ItemStreamWriter;

/**
 * Sends a chunk's events in one Kafka transaction, then notes in the database how far they have
 * come. Safe to be called again with the same chunk after any failure. An event that the step skips
 * is parked.
 */
public class EventWriter
    implements ItemStreamWriter<OutboxEntry>, SkipListener<OutboxEntry, OutboxEntry> {

  private static final Logger log = LoggerFactory.getLogger(EventWriter.class);

  private final FileRegister files;
  private final Outbox journal;
  private final TransactionalEventSender transactions;
  private final long runId;

  EventWriter(
      FileRegister files, Outbox journal, TransactionalEventSender transactions, long runId) {
    this.files = files;
    this.journal = journal;
    this.transactions = transactions;
    this.runId = runId;
  }

  @Override
  public void write(Chunk<? extends OutboxEntry> chunk) {
    transactions.send(java.util.Collections.unmodifiableList(chunk.getItems()));
    files.advancePublishedThrough(runId, transactions.watermark());
  }

  @Override
  public void onSkipInWrite(OutboxEntry entry, Throwable refusal) {
    log.warn("Event of line {} is parked: {}", entry.line(), refusal.getMessage());
    journal.park(runId, entry.line(), String.valueOf(refusal.getMessage()));
  }

  @Override
  public void close() {
    transactions.close();
  }
}
