package bank.withdrawals.outbox;

import bank.withdrawals.domain.Money;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** The {@link CloudEvent} of one rejection; without what the row does not validly have. */
public final class RejectedEvent {

  public static final String TYPE = "bank.withdrawal.rejected.v1";

  private static final byte[] TYPE_BYTES = CloudEvent.bytes(TYPE);
  private static final int SHA256_DIGITS = 16;

  private RejectedEvent() {}

  /** The record that tells {@code entry} on {@code topic}; keyless where no account is known. */
  static ProducerRecord<String, byte[]> record(String topic, RejectionEntry entry) {
    String accountId = entry.accountId() == null ? null : entry.accountId().toString();
    String rejectedAt = entry.rejectedAt().toString();
    return CloudEvent.record(
        topic,
        accountId,
        TYPE_BYTES,
        id(entry.sha256(), entry.line()),
        entry.sha256(),
        rejectedAt,
        json -> write(json, entry, accountId, rejectedAt));
  }

  /**
   * The event's id: that of the row, because a rejected request id may come again. No row of the
   * file can name it for its request id: the SHA-256 would be that of bytes it is itself among.
   */
  public static String id(String sha256, long line) {
    return "%s:%d:rejected".formatted(sha256.substring(0, SHA256_DIGITS), line);
  }

  private static void write(
      JsonGenerator json, RejectionEntry entry, @Nullable String accountId, String rejectedAt) {
    if (entry.requestId() != null) {
      json.writeStringProperty("requestId", entry.requestId());
    }
    if (accountId != null) {
      json.writeStringProperty("accountId", accountId);
    }
    if (entry.amount() != null) {
      json.writeStringProperty("amount", Money.formatTotal(entry.amount()));
    }
    json.writeStringProperty("status", "REJECTED")
        .writeStringProperty("reason", entry.reason())
        .writeStringProperty("message", entry.message())
        .writeStringProperty("file", entry.fileName())
        .writeNumberProperty("line", entry.line())
        .writeStringProperty("rejectedAt", rejectedAt);
  }
}
