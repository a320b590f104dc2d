package bank.withdrawals.outbox;

import bank.withdrawals.domain.Debited;
import bank.withdrawals.domain.Decision;
import bank.withdrawals.domain.Money;
import bank.withdrawals.domain.Rejected;
import bank.withdrawals.ledger.DecidedRow;
import bank.withdrawals.ledger.RegisteredFile;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.util.ByteArrayBuilder;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes the events of one file's rows: CloudEvents 1.0 in Kafka's binary mode (attributes as {@code
 * ce_} headers, the data as the record's value). The key is the account, so that an account's
 * events keep their order. {@code docs/asyncapi.yaml} describes the events for consumers.
 *
 * <p>Written by hand, because the CloudEvents library took a quarter of the publish step's time.
 * The tests read the events with that library.
 *
 * @see <a
 *     href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md">
 *     Kafka protocol binding</a>
 */
public final class EventSerializer {

  /** The type of a debit's event. */
  public static final String DEBITED = "bank.withdrawal.debited.v1";

  /** The type of a rejection's event. */
  public static final String REJECTED = "bank.withdrawal.rejected.v1";

  /** The beginning of an event's source; the SHA-256 of the input file follows. */
  public static final String SOURCE = "/withdrawals/files/";

  /**
   * No event is larger, unless the name of its file has hundreds of characters that JSON escapes.
   */
  static final int LARGEST_BYTES = 2_048;

  /** The beginning of the names of the headers that are attributes. */
  static final String ATTRIBUTE = "ce_";

  private static final JsonMapper JSON = new JsonMapper();
  private static final int TYPICAL_BYTES = 320;
  private static final int SHA256_DIGITS = 16;

  private static final byte[] SPEC_VERSION = bytes("1.0");
  private static final byte[] CONTENT_TYPE = bytes("application/json");
  private static final byte[] DEBITED_TYPE = bytes(DEBITED);
  private static final byte[] REJECTED_TYPE = bytes(REJECTED);

  private final String topic;
  private final RegisteredFile file;
  private final String sha256;
  private final String fileName;
  private final byte[] source;

  EventSerializer(String topic, RegisteredFile file) {
    this.topic = topic;
    this.file = file;
    this.sha256 = file.sha256();
    this.fileName = file.name();
    this.source = bytes(SOURCE + sha256);
  }

  /** The file whose rows have the events. */
  RegisteredFile file() {
    return file;
  }

  /** The id of a row's event, if the row is in the file with this SHA-256. */
  static String id(String sha256, Decision decision) {
    return decision instanceof Debited debited
        ? debited.requestId()
        : rejectionId(sha256, decision.line());
  }

  /** The Kafka record of a row's event. It has no key if the account of a rejection is unknown. */
  ProducerRecord<String, byte[]> toRecord(DecidedRow row) {
    String time = row.decidedAt().toString();
    if (row.decision() instanceof Debited debited) {
      String account = Long.toString(debited.accountId());
      return toRecord(
          account,
          DEBITED_TYPE,
          id(sha256, debited),
          time,
          json -> write(json, debited, account, row.accountNumber(), time));
    }
    Rejected rejected = (Rejected) row.decision();
    String account = rejected.accountId() == null ? null : rejected.accountId().toString();
    return toRecord(
        account,
        REJECTED_TYPE,
        id(sha256, rejected),
        time,
        json -> write(json, rejected, account, row.accountNumber(), time));
  }

  /**
   * The id of a rejection's event. It names the row, because a rejected request id may come again.
   * No row can use this id as its request id: it contains the hash of the file the row is in.
   */
  public static String rejectionId(String sha256, long line) {
    return "%s:%d:rejected".formatted(sha256.substring(0, SHA256_DIGITS), line);
  }

  /** The topic partition of an account's events, if the topic has this number of partitions. */
  public static int topicPartition(long accountId, int partitions) {
    return BuiltInPartitioner.partitionForKey(bytes(Long.toString(accountId)), partitions);
  }

  private ProducerRecord<String, byte[]> toRecord(
      @Nullable String key, byte[] type, String id, String time, Consumer<JsonGenerator> data) {
    ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, key, object(data));
    Headers headers = record.headers();
    headers.add("ce_specversion", SPEC_VERSION);
    headers.add("ce_id", bytes(id));
    headers.add("ce_type", type);
    headers.add("ce_source", source);
    headers.add("ce_time", bytes(time));
    headers.add("content-type", CONTENT_TYPE);
    return record;
  }

  private static byte[] object(Consumer<JsonGenerator> properties) {
    ByteArrayBuilder bytes = new ByteArrayBuilder(TYPICAL_BYTES);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      properties.accept(json);
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  /** Money and account id are text, so that no consumer rounds them. */
  private void write(
      JsonGenerator json, Debited debited, String account, @Nullable String number, String time) {
    json.writeStringProperty("requestId", debited.requestId());
    writeAccount(json, account, number);
    json.writeStringProperty("amount", Money.format(debited.amount(), debited.currency()))
        .writeStringProperty("currency", debited.currency())
        .writeStringProperty(
            "balanceAfter", Money.format(debited.balanceAfter(), debited.currency()))
        .writeStringProperty("status", "SUCCESSFUL")
        .writeStringProperty("file", fileName)
        .writeNumberProperty("line", debited.line())
        .writeStringProperty("debitedAt", time);
  }

  /** Leaves out what is not valid in the row. */
  private void write(
      JsonGenerator json,
      Rejected rejected,
      @Nullable String account,
      @Nullable String number,
      String time) {
    if (rejected.requestId() != null) {
      json.writeStringProperty("requestId", rejected.requestId());
    }
    if (account != null) {
      writeAccount(json, account, number);
    }
    if (rejected.amount() != null) {
      json.writeStringProperty("amount", Money.formatTotal(rejected.amount()));
    }
    json.writeStringProperty("status", "REJECTED")
        .writeStringProperty("reason", rejected.reason().name())
        .writeStringProperty("message", rejected.message())
        .writeStringProperty("file", fileName)
        .writeNumberProperty("line", rejected.line())
        .writeStringProperty("rejectedAt", time);
  }

  private static void writeAccount(JsonGenerator json, String account, @Nullable String number) {
    json.writeStringProperty("accountId", account);
    if (number != null) {
      json.writeStringProperty("accountNumber", number);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
