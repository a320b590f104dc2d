package bank.withdrawals.reconciliation;

import bank.withdrawals.outbox.EventSerializer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a topic has kept. Retention deletes the oldest events of a topic partition. So every row of
 * a partition that was published after the partition's first remaining event must still have its
 * event.
 *
 * @param whole whether retention has never deleted an event
 * @param partitions the number of topic partitions
 * @param firsts the row of the first remaining event, by topic partition; a partition without
 *     events is missing
 */
record TopicRetention(boolean whole, int partitions, Map<Integer, RowPosition> firsts) {

  /** Copies the map. */
  TopicRetention {
    firsts = Map.copyOf(firsts);
  }

  /**
   * Whether retention may have deleted the event of a row.
   *
   * @param accountId null if the event has no key; it may have been in any partition
   */
  boolean mayHaveDeleted(RowPosition row, @Nullable Long accountId) {
    if (whole) {
      return false;
    }
    if (accountId == null) {
      return firsts.size() < partitions || !firsts.values().stream().allMatch(row::isAfter);
    }
    RowPosition first = firsts.get(EventSerializer.topicPartition(accountId, partitions));
    return first == null || !row.isAfter(first);
  }
}
