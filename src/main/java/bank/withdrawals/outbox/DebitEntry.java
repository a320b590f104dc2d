package bank.withdrawals.outbox;

import java.math.BigDecimal;
import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A debit as the journal has it, and the file it came from: all that its event says.
 *
 * @param sha256 of the input file, 64 hex digits
 * @param fileName name of the input file, without a path
 * @param line line of the input file on which the request starts
 * @param amount above zero, in units of the currency
 * @param currency ISO 4217 code
 * @param balanceAfter the account's balance after this debit
 */
public record DebitEntry(
    String sha256,
    String fileName,
    long line,
    String requestId,
    long accountId,
    BigDecimal amount,
    String currency,
    BigDecimal balanceAfter,
    Instant debitedAt)
    implements OutboxEntry {

  @Override
  public ProducerRecord<String, byte[]> event(String topic) {
    return DebitedEvent.record(topic, this);
  }
}
