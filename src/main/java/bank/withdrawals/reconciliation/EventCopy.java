package bank.withdrawals.reconciliation;

import bank.withdrawals.outbox.EventSerializer;
import bank.withdrawals.outbox.PublishedEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The events of a topic in a scratch database, by run and line: there may be more of them than fit
 * in memory. Reports events that are unreadable, duplicate or out of order.
 */
final class EventCopy {

  private static final int BATCH = 1_000;

  /** The longest part of an unchecked event id in a finding. */
  private static final int SHOWN = 64;

  private static final String TABLE =
      """
      CREATE TABLE event (
          run_id        BIGINT NOT NULL,
          line_number   BIGINT NOT NULL,
          request_id    VARCHAR(64),
          account_id    BIGINT,
          amount        NUMERIC(19, 4),
          currency      CHAR(3),
          balance_after NUMERIC(19, 4),
          reason        VARCHAR(20),
          PRIMARY KEY (run_id, line_number)
      )
      """;

  private static final String INSERT =
      """
      INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String EVENTS =
      """
      SELECT line_number, request_id, account_id, amount, currency, balance_after, reason
      FROM event
      WHERE run_id = ? AND line_number > ? AND line_number <= ?
      """;

  private static final String EVENTS_AFTER =
      """
      SELECT line_number, request_id, account_id, amount, currency, balance_after, reason
      FROM event
      WHERE run_id = ? AND line_number > ?
      ORDER BY line_number
      """;

  private final JdbcTemplate scratch;
  private final TransactionTemplate transaction;
  private final Map<String, Long> runIds;
  private final Tally tally;
  private final Map<LineOrder, Long> lastLines = new HashMap<>();
  private final Map<Integer, Row> firsts = new HashMap<>();
  private final List<@Nullable Object[]> batch = new ArrayList<>();

  /** The events of a run in a topic partition: their lines must rise. */
  private record LineOrder(int topicPartition, long runId) {}

  /** The row of an event. */
  record Row(long runId, long line) {}

  /**
   * An empty copy.
   *
   * @param scratch an empty database that nobody else uses
   * @param runIds the runs by the SHA-256 of their files
   * @param tally receives the findings
   */
  EventCopy(DataSource scratch, Map<String, Long> runIds, Tally tally) {
    this.scratch = new JdbcTemplate(scratch);
    this.transaction = new TransactionTemplate(new JdbcTransactionManager(scratch));
    this.runIds = runIds;
    this.tally = tally;
    this.scratch.execute(TABLE);
  }

  /** Adds events, in the order of their topic partitions. */
  void add(List<PublishedEvent> events) {
    events.forEach(this::add);
  }

  private void add(PublishedEvent event) {
    String type = event.attribute("type");
    if (!EventSerializer.DEBITED.equals(type) && !EventSerializer.REJECTED.equals(type)) {
      return; // An event of another program on the same topic.
    }
    String id = event.attribute("id");
    String shown = id.length() > SHOWN ? id.substring(0, SHOWN) + "…" : id;
    String sha256 = event.attribute("source").replace(EventSerializer.SOURCE, "");
    Long runId = runIds.get(sha256);
    if (runId == null) {
      tally.wrong("Event %s is of a file that is not registered.".formatted(shown));
      return;
    }
    EventContent content = EventContent.fromEvent(event);
    if (content == null || !content.eventId(sha256).equals(id)) {
      tally.wrong("Event %s of run %d cannot be read.".formatted(shown, runId));
      return;
    }
    firsts.putIfAbsent(event.topicPartition(), new Row(runId, content.line()));
    checkOrder(new LineOrder(event.topicPartition(), runId), content, id);
    batch.add(
        new Object[] {
          runId,
          content.line(),
          content.requestId(),
          content.accountId(),
          content.amount(),
          content.currency(),
          content.balanceAfter(),
          content.reason()
        });
    if (batch.size() == BATCH) {
      flush();
    }
  }

  /** An event whose line does not rise is out of order, or a duplicate that the insert reports. */
  private void checkOrder(LineOrder order, EventContent content, String id) {
    if (content.line() <= lastLines.getOrDefault(order, 0L)) {
      flush();
      if (events(order.runId(), content.line() - 1, content.line()).isEmpty()) {
        tally.wrong(
            "Event %s of run %d, line %d, comes after a later line's event."
                .formatted(id, order.runId(), content.line()));
      }
    }
    lastLines.merge(order, content.line(), Math::max);
  }

  /** Writes the events that are still in memory. */
  void flush() {
    List<@Nullable Object[]> rows = List.copyOf(batch);
    batch.clear();
    if (rows.isEmpty()) {
      return;
    }
    try {
      transaction.executeWithoutResult(status -> scratch.batchUpdate(INSERT, rows));
    } catch (DuplicateKeyException oneOfThem) {
      rows.forEach(this::insert);
    }
  }

  private void insert(@Nullable Object[] row) {
    try {
      scratch.update(INSERT, row);
    } catch (DuplicateKeyException duplicate) {
      tally.wrong("The event of run %s, line %s, is there twice.".formatted(row[0], row[1]));
    }
  }

  /** Passes the row of the first event of each topic partition to {@code consumer}. */
  void forEachFirst(BiConsumer<Integer, Row> consumer) {
    firsts.forEach(consumer);
  }

  /**
   * The events of a range of lines of a run, by line; modifiable.
   *
   * @param after the line before the range
   * @param through the last line of the range
   */
  Map<Long, EventContent> events(long runId, long after, long through) {
    Map<Long, EventContent> events = new TreeMap<>();
    scratch.query(
        EVENTS,
        row -> {
          EventContent event = EventContent.fromRow(row);
          events.put(event.line(), event);
        },
        runId,
        after,
        through);
    return events;
  }

  /** Passes the events of all lines of a run after {@code line} to {@code consumer}, by line. */
  void forEachAfter(long runId, long line, Consumer<EventContent> consumer) {
    scratch.query(
        EVENTS_AFTER,
        row -> {
          consumer.accept(EventContent.fromRow(row));
        },
        runId,
        line);
  }
}
