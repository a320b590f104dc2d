package bank.withdrawals.outbox;

import java.math.BigDecimal;
import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A rejection as the table has it, and the file it came from: all that its event says.
 *
 * @param sha256 of the input file, 64 hex digits
 * @param fileName name of the input file, without a path
 * @param line line of the input file on which the row starts
 * @param requestId null where the row has none that is valid, as are account and amount
 * @param amount as the row has it, in no currency
 * @param reason why, as in {@link bank.withdrawals.domain.RejectReason}
 * @param message one sentence on the reason
 */
public record RejectionEntry(
    String sha256,
    String fileName,
    long line,
    @Nullable String requestId,
    @Nullable Long accountId,
    @Nullable BigDecimal amount,
    String reason,
    String message,
    Instant rejectedAt)
    implements OutboxEntry {

  @Override
  public ProducerRecord<String, byte[]> event(String topic) {
    return RejectedEvent.record(topic, this);
  }
}
