package bank.withdrawals.reconciliation;

import bank.withdrawals.outbox.EventSerializer;
import bank.withdrawals.outbox.PublishedEvent;
import java.util.ArrayList;
import java.util.Collection;
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
 * in memory. Reports events that are unreadable or duplicate.
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

  private static final String EVENTS_ON_LINES =
      """
      SELECT line_number, request_id, account_id, amount, currency, balance_after, reason
      FROM event
      WHERE run_id = ? AND line_number IN (UNNEST(?))
      """;

  private static final String EVENTS_OF_RUN =
      """
      SELECT line_number, request_id, account_id, amount, currency, balance_after, reason
      FROM event
      WHERE run_id = ?
      ORDER BY line_number
      """;

  private static final String COUNT =
      """
      SELECT COUNT(*) FROM event WHERE run_id = ?
      """;

  private final JdbcTemplate scratch;
  private final TransactionTemplate transaction;
  private final Map<String, Long> runIds;
  private final Tally tally;
  private final EventOrder order;
  private final Map<Integer, First> firsts = new HashMap<>();
  private final List<@Nullable Object[]> batch = new ArrayList<>();

  /** The first event of a topic partition. */
  record First(long runId, EventContent content) {}

  /**
   * An empty copy.
   *
   * @param scratch an empty database that nobody else uses
   * @param runIds the runs by the SHA-256 of their files
   * @param order is given every event
   * @param tally receives the findings
   */
  EventCopy(DataSource scratch, Map<String, Long> runIds, EventOrder order, Tally tally) {
    this.order = order;
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
    firsts.putIfAbsent(event.topicPartition(), new First(runId, content));
    order.add(event.topicPartition(), runId, content);
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

  /** Passes the first event of each topic partition to {@code consumer}. */
  void forEachFirst(BiConsumer<Integer, First> consumer) {
    firsts.forEach(consumer);
  }

  /** The events of a run on these lines, by line; modifiable. */
  Map<Long, EventContent> events(long runId, Collection<Long> lines) {
    Map<Long, EventContent> events = new TreeMap<>();
    scratch.query(
        EVENTS_ON_LINES,
        statement -> {
          statement.setLong(1, runId);
          statement.setArray(2, statement.getConnection().createArrayOf("BIGINT", lines.toArray()));
        },
        row -> {
          EventContent event = EventContent.fromRow(row);
          events.put(event.line(), event);
        });
    return events;
  }

  /** How many events of a run there are. */
  long count(long runId) {
    Long count = scratch.queryForObject(COUNT, Long.class, runId);
    return count == null ? 0 : count;
  }

  /** Passes the events of a run to {@code consumer}, by line. */
  void forEach(long runId, Consumer<EventContent> consumer) {
    scratch.query(
        EVENTS_OF_RUN,
        row -> {
          consumer.accept(EventContent.fromRow(row));
        },
        runId);
  }
}
