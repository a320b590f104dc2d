package bank.withdrawals.kafka;

import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.common.TopicPartition;

/**
 * A transaction that is open in a topic partition.
 *
 * @param partition where it is open
 * @param producer its producer there; the state has the offset of the transaction's first record
 */
public record OpenTransaction(TopicPartition partition, ProducerState producer) {

  /** The offset of its first record in the topic partition. */
  public long firstOffset() {
    return producer.currentTransactionStartOffset().orElseThrow();
  }
}
