package bank.withdrawals.publishing;

import bank.withdrawals.withdrawal.Money;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.net.URI;
import java.time.ZoneOffset;
import org.apache.kafka.clients.producer.ProducerRecord;
import tools.jackson.databind.json.JsonMapper;

/**
 * The event of one debit: a CloudEvent 1.0 in Kafka's binary mode (attributes as {@code ce_}
 * headers, the data as the record's value), keyed by account so that an account's events keep their
 * order. {@code docs/asyncapi.yaml} describes it for readers.
 */
final class DebitedEvent {

  static final String TYPE = "bank.withdrawal.debited.v1";

  private static final JsonMapper JSON = new JsonMapper();

  private DebitedEvent() {}

  /** The record that tells {@code entry} on {@code topic}. */
  static ProducerRecord<String, byte[]> record(String topic, JournalEntry entry) {
    CloudEvent event =
        CloudEventBuilder.v1()
            .withId(entry.requestId())
            .withType(TYPE)
            .withSource(URI.create("/withdrawals/files/" + entry.sha256()))
            .withTime(entry.debitedAt().atOffset(ZoneOffset.UTC))
            .withDataContentType("application/json")
            .withData(JSON.writeValueAsBytes(Data.of(entry)))
            .build();
    ProducerRecord<String, byte[]> record =
        KafkaMessageFactory.<String>createWriter(topic, Long.toString(entry.accountId()))
            .writeBinary(event);
    return record;
  }

  /** The event's data; money and account id as text, so that no reader rounds them. */
  private record Data(
      String requestId,
      String accountId,
      String amount,
      String currency,
      String balanceAfter,
      String status,
      String file,
      long line,
      String debitedAt) {

    static Data of(JournalEntry entry) {
      return new Data(
          entry.requestId(),
          Long.toString(entry.accountId()),
          Money.format(entry.amount(), entry.currency()),
          entry.currency(),
          Money.format(entry.balanceAfter(), entry.currency()),
          "SUCCESSFUL",
          entry.fileName(),
          entry.line(),
          entry.debitedAt().toString());
    }
  }
}
