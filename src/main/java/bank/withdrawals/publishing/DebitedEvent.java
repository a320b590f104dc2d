package bank.withdrawals.publishing;

import bank.withdrawals.withdrawal.Money;
import org.apache.kafka.clients.producer.ProducerRecord;
import tools.jackson.core.JsonGenerator;

/** The {@link CloudEvent} of one debit. */
final class DebitedEvent {

  static final String TYPE = "bank.withdrawal.debited.v1";

  private static final byte[] TYPE_BYTES = CloudEvent.bytes(TYPE);

  private DebitedEvent() {}

  /** The record that tells {@code entry} on {@code topic}. */
  static ProducerRecord<String, byte[]> record(String topic, JournalEntry entry) {
    return CloudEvent.record(
        topic,
        Long.toString(entry.accountId()),
        TYPE_BYTES,
        entry.requestId(),
        entry.sha256(),
        entry.debitedAt(),
        json -> write(json, entry));
  }

  /** Money and account id as text, so that no reader rounds them. */
  private static void write(JsonGenerator json, JournalEntry entry) {
    json.writeStringProperty("requestId", entry.requestId())
        .writeStringProperty("accountId", Long.toString(entry.accountId()))
        .writeStringProperty("amount", Money.format(entry.amount(), entry.currency()))
        .writeStringProperty("currency", entry.currency())
        .writeStringProperty("balanceAfter", Money.format(entry.balanceAfter(), entry.currency()))
        .writeStringProperty("status", "SUCCESSFUL")
        .writeStringProperty("file", entry.fileName())
        .writeNumberProperty("line", entry.line())
        .writeStringProperty("debitedAt", entry.debitedAt().toString());
  }
}
