package bank.withdrawals.reconciliation;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.jspecify.annotations.Nullable;

/**
 * What a topic has kept. Retention takes a partition's oldest events, and events are sent in the
 * order of files and lines: whatever was debited behind a partition's first event that is left, and
 * belongs there, must be there as well.
 *
 * @param whole whether nothing was ever taken away
 * @param partitions how many the topic has
 * @param firsts what the first event left in a partition stands for, where one is left
 */
record TopicRetention(boolean whole, int partitions, Map<Integer, Place> firsts) {

  /** Copies the map. */
  TopicRetention {
    firsts = Map.copyOf(firsts);
  }

  /**
   * Where a decided row is, and since when. An earlier file that was resumed late has debits later
   * than those of files behind it, so neither alone tells the order in which events were sent.
   */
  record Place(long runId, long line, Instant decidedAt) {

    private boolean isBehind(Place first) {
      return runId == first.runId
          ? line > first.line
          : runId > first.runId && decidedAt.isAfter(first.decidedAt);
    }
  }

  /** Whether an event that is not there may have been. */
  boolean mayHaveLost(Place row, @Nullable Long accountId) {
    if (whole) {
      return false;
    }
    if (accountId == null) { // Its event had no key, and may have been in any partition.
      return firsts.size() < partitions || !firsts.values().stream().allMatch(row::isBehind);
    }
    byte[] key = accountId.toString().getBytes(StandardCharsets.UTF_8);
    Place first = firsts.get(BuiltInPartitioner.partitionForKey(key, partitions));
    return first == null || !row.isBehind(first);
  }
}
