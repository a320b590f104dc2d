package bank.withdrawals.outbox;

import bank.withdrawals.domain.Money;
import org.apache.kafka.clients.producer.ProducerRecord;
import tools.jackson.core.JsonGenerator;

/** The {@link CloudEvent} of one debit. */
public final class DebitedEvent {

  public static final String TYPE = "bank.withdrawal.debited.v1";

  private static final byte[] TYPE_BYTES = CloudEvent.bytes(TYPE);

  private DebitedEvent() {}

  /** The record that tells {@code entry} on {@code topic}. */
  static ProducerRecord<String, byte[]> record(String topic, DebitEntry entry) {
    String accountId = Long.toString(entry.accountId());
    String debitedAt = entry.debitedAt().toString();
    return CloudEvent.record(
        topic,
        accountId,
        TYPE_BYTES,
        entry.requestId(),
        entry.sha256(),
        debitedAt,
        json -> write(json, entry, accountId, debitedAt));
  }

  /** Money and account id as text, so that no reader rounds them. */
  private static void write(
      JsonGenerator json, DebitEntry entry, String accountId, String debitedAt) {
    json.writeStringProperty("requestId", entry.requestId())
        .writeStringProperty("accountId", accountId)
        .writeStringProperty("amount", Money.format(entry.amount(), entry.currency()))
        .writeStringProperty("currency", entry.currency())
        .writeStringProperty("balanceAfter", Money.format(entry.balanceAfter(), entry.currency()))
        .writeStringProperty("status", "SUCCESSFUL")
        .writeStringProperty("file", entry.fileName())
        .writeNumberProperty("line", entry.line())
        .writeStringProperty("debitedAt", debitedAt);
  }
}
