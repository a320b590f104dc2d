package bank.withdrawals.outbox;

import bank.withdrawals.ledger.DecidedRow;
import bank.withdrawals.ledger.FileRegister;
import bank.withdrawals.ledger.ParkedEvents;
import bank.withdrawals.lock.RunLock;
import java.util.Collections;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.listener.SkipListener;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ItemStreamWriter;

/**
 * Sends the events of a chunk in one Kafka transaction, then stores the published-through position
 * in the database. Before that it requires the run lock, so that no other run begins meanwhile.
 * After any failure it may be called again with the same chunk. It parks an event that the step
 * skips.
 */
public class EventWriter
    implements ItemStreamWriter<DecidedRow>, SkipListener<DecidedRow, DecidedRow> {

  private static final Logger log = LoggerFactory.getLogger(EventWriter.class);

  private final FileRegister files;
  private final ParkedEvents parkedEvents;
  private final TransactionalEventSender sender;
  private final RunLock lock;
  private final long runId;

  EventWriter(
      FileRegister files,
      ParkedEvents parkedEvents,
      TransactionalEventSender sender,
      RunLock lock,
      long runId) {
    this.files = files;
    this.parkedEvents = parkedEvents;
    this.sender = sender;
    this.lock = lock;
    this.runId = runId;
  }

  @Override
  public void write(Chunk<? extends DecidedRow> chunk) {
    lock.requireHeld();
    sender.send(Collections.unmodifiableList(chunk.getItems()));
    files.advancePublishedThrough(runId, sender.publishedThrough());
  }

  @Override
  public void onSkipInWrite(DecidedRow row, Throwable refusal) {
    log.warn("Event of line {} is parked: {}", row.line(), refusal.getMessage());
    parkedEvents.park(runId, row.position(), String.valueOf(refusal.getMessage()));
  }

  @Override
  public void close() {
    sender.close();
  }
}
