package bank.withdrawals.reconciliation;

import java.time.Instant;

/**
 * The position of a decided row in the order in which events are published, as far as it is known.
 * The events of a run are published in the order of positions. Runs are published in the order of
 * their ids, but a run that is resumed late has later rows than the runs after it. So between two
 * runs, both the id and the time count.
 */
record RowPosition(long runId, long position, Instant decidedAt) {

  /** Whether this row's event is certainly published after the other one's. */
  boolean isAfter(RowPosition other) {
    return runId == other.runId
        ? position > other.position
        : runId > other.runId && decidedAt.isAfter(other.decidedAt);
  }
}
