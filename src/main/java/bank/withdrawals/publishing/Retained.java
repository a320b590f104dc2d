package bank.withdrawals.publishing;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;

/**
 * What a topic has kept. Retention takes a partition's oldest events, and events are sent in the
 * order of files and lines: whatever was debited behind a partition's first event that is left, and
 * belongs there, must be there as well.
 *
 * @param whole whether nothing was ever taken away
 * @param partitions how many the topic has
 * @param firsts what the first event left in a partition stands for, where one is left
 */
record Retained(boolean whole, int partitions, Map<Integer, Place> firsts) {

  /** Copies the map. */
  Retained {
    firsts = Map.copyOf(firsts);
  }

  /**
   * Where a debit is, and since when. An earlier file that was resumed late has debits later than
   * those of files behind it, so neither alone tells the order in which events were sent.
   */
  record Place(long fileId, long line, Instant debitedAt) {

    private boolean isBehind(Place first) {
      return fileId == first.fileId
          ? line > first.line
          : fileId > first.fileId && debitedAt.isAfter(first.debitedAt);
    }
  }

  /** Whether an event that is not there may have been. */
  boolean mayHaveLost(Place debit, long accountId) {
    if (whole) {
      return false;
    }
    byte[] key = Long.toString(accountId).getBytes(StandardCharsets.UTF_8);
    Place first = firsts.get(BuiltInPartitioner.partitionForKey(key, partitions));
    return first == null || !debit.isBehind(first);
  }
}
