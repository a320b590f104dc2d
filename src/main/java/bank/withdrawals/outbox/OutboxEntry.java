package bank.withdrawals.outbox;

import org.apache.kafka.clients.producer.ProducerRecord;

/** What is told of one row of a file: that it was debited, or rejected. */
public sealed interface OutboxEntry permits DebitEntry, RejectionEntry {

  /** Line of the input file on which the row starts. */
  long line();

  /** Its event on {@code topic}. */
  ProducerRecord<String, byte[]> event(String topic);
}
