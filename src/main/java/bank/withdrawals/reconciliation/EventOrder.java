package bank.withdrawals.reconciliation;

import bank.withdrawals.files.ExternalSorter;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Checks that the events of each account are in file order.
 *
 * <ol>
 *   <li>Sort the events by account, and within an account in the order in which they arrived.
 *   <li>Of the events of one account and one run in a topic partition, the lines must rise.
 * </ol>
 *
 * <p>Memory is bounded, because the events are sorted on disk. An event without an account has no
 * order. Duplicates are not out of order.
 */
final class EventOrder implements Closeable {

  private static final int MEMORY = 8 * 1024 * 1024;

  private final ExternalSorter events;
  private long arrived;

  EventOrder(Path directory) {
    this.events = new ExternalSorter(directory, "order", MEMORY);
  }

  /** The events whose lines must rise. */
  private record Sequence(int topicPartition, long runId) {}

  /** Receives an event that comes after one of a later line. */
  interface Finding {
    void report(long runId, long line);
  }

  /** Adds an event, in the order of its topic partition. */
  void add(int topicPartition, long runId, EventContent content) {
    if (content.accountId() == null) {
      return;
    }
    ByteBuffer event =
        ByteBuffer.allocate(Integer.BYTES + 2 * Long.BYTES)
            .putInt(topicPartition)
            .putLong(runId)
            .putLong(content.line());
    try {
      events.add(Objects.requireNonNull(content.accountId()), arrived++, event.array());
    } catch (IOException failure) {
      throw new UncheckedIOException("The events cannot be sorted", failure);
    }
  }

  /** Passes the events that are out of order to {@code finding}. */
  void check(Finding finding) {
    Map<Sequence, Long> lastLines = new HashMap<>();
    long[] account = {-1};
    try {
      events.forEach(
          (accountId, number, bytes) -> {
            if (accountId != account[0]) {
              lastLines.clear();
              account[0] = accountId;
            }
            ByteBuffer event = ByteBuffer.wrap(bytes);
            Sequence sequence = new Sequence(event.getInt(), event.getLong());
            long line = event.getLong();
            if (line < lastLines.merge(sequence, line, Math::max)) {
              finding.report(sequence.runId(), line);
            }
          });
    } catch (IOException failure) {
      throw new UncheckedIOException("The events cannot be sorted", failure);
    }
  }

  @Override
  public void close() {
    try {
      events.close();
    } catch (IOException failure) {
      throw new UncheckedIOException("The sorted events cannot be deleted", failure);
    }
  }
}
