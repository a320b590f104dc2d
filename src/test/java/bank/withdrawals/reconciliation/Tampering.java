package bank.withdrawals.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * What somebody did to the third of five events of a topic, and what {@code reconcile} says about
 * it; nothing if all is well.
 */
enum Tampering {
  NOTHING(""),
  ONE_IS_MISSING("Debit c (run ", "has no event."),
  ONE_EXISTS_TWICE("is there twice."),
  ONE_EXISTS_TWICE_IN_ANOTHER_PARTITION("is there twice."),
  TWO_ARE_SWAPPED("comes after a later line's event."),
  ONE_HAS_ANOTHER_AMOUNT("says request c, account 1, 3.01 USD"),
  ONE_BELONGS_TO_AN_UNKNOWN_FILE("Event c is of a file that is not registered.", "Debit c (run "),
  ONE_HAS_NO_DEBIT("Event c (run ", "stands for no debit.", "has no event."),
  ONE_CANNOT_BE_READ("cannot be read.", "has no event."),
  ONE_HAS_A_NEGATIVE_LINE("Event c of run ", "cannot be read.", "has no event."),
  ONE_HAS_A_LINE_FAR_AWAY(" stands for no debit.", "has no event."),
  ONE_HAS_AN_AMOUNT_OF_A_BILLION_DIGITS("cannot be read.", "has no event."),
  ONE_HAS_A_VERY_LONG_ID("Event " + "x".repeat(64) + "… of run ", "cannot be read."),
  ONE_HAS_NO_VALUE("cannot be read.", "has no event."),
  ANOTHER_PROGRAM_USES_THE_TOPIC("");

  private final String expected;

  Tampering(String... expected) {
    this.expected = String.join("\n", expected);
  }

  /** The sentences' parts that have to be found, one a line. */
  String expected() {
    return expected;
  }

  /** The events as they are after this tampering, for a topic of two partitions. */
  List<ProducerRecord<String, byte[]>> apply(
      String topic, List<ConsumerRecord<String, byte[]>> events) {
    List<ProducerRecord<String, byte[]>> records = copies(topic, 0, events);
    ProducerRecord<String, byte[]> c = records.get(2);
    switch (this) {
      case NOTHING -> {}
      case ONE_IS_MISSING -> records.remove(2);
      case ONE_EXISTS_TWICE -> records.add(4, c);
      case ONE_EXISTS_TWICE_IN_ANOTHER_PARTITION ->
          records.add(new ProducerRecord<>(topic, 1, c.key(), c.value(), c.headers()));
      case TWO_ARE_SWAPPED -> Collections.swap(records, 1, 2);
      case ONE_HAS_ANOTHER_AMOUNT -> records.set(2, saying(c, "\"3.00\"", "\"3.01\""));
      case ONE_BELONGS_TO_AN_UNKNOWN_FILE -> {
        c.headers().remove("ce_source");
        c.headers().add("ce_source", "/withdrawals/files/0".getBytes(StandardCharsets.UTF_8));
      }
      case ONE_HAS_NO_DEBIT -> records.set(2, saying(c, "\"line\":4", "\"line\":40000"));
      case ONE_CANNOT_BE_READ -> records.set(2, saying(c, "{", "["));
      case ONE_HAS_A_NEGATIVE_LINE -> records.set(2, saying(c, "\"line\":4", "\"line\":-4"));
      case ONE_HAS_A_LINE_FAR_AWAY ->
          records.set(4, saying(records.get(4), "\"line\":6", "\"line\":" + Long.MAX_VALUE));
      case ONE_HAS_AN_AMOUNT_OF_A_BILLION_DIGITS ->
          records.set(2, saying(c, "\"3.00\"", "\"3E999999999\""));
      case ONE_HAS_A_VERY_LONG_ID -> {
        String id = "x".repeat(100_000);
        c.headers().remove("ce_id");
        c.headers().add("ce_id", id.getBytes(StandardCharsets.UTF_8));
        records.set(2, saying(c, "\"c\"", '"' + id + '"'));
      }
      case ONE_HAS_NO_VALUE ->
          records.set(2, new ProducerRecord<>(topic, 0, c.key(), null, c.headers()));
      case ANOTHER_PROGRAM_USES_THE_TOPIC ->
          records.add(
              new ProducerRecord<>(topic, 0, "key", "text".getBytes(StandardCharsets.UTF_8)));
      default -> throw new IllegalArgumentException(toString());
    }
    return records;
  }

  /** The events, to be sent to another topic. */
  static List<ProducerRecord<String, byte[]>> copies(
      String topic, Integer partition, List<ConsumerRecord<String, byte[]>> events) {
    return events.stream()
        .map(
            event ->
                new ProducerRecord<>(topic, partition, event.key(), event.value(), event.headers()))
        .collect(Collectors.toCollection(ArrayList::new));
  }

  /** The record with some text of its value replaced. */
  static ProducerRecord<String, byte[]> saying(
      ProducerRecord<String, byte[]> record, String text, String instead) {
    String value = new String(record.value(), StandardCharsets.UTF_8);
    assertThat(value).contains(text);
    return new ProducerRecord<>(
        record.topic(),
        record.partition(),
        record.key(),
        value.replace(text, instead).getBytes(StandardCharsets.UTF_8),
        record.headers());
  }
}
