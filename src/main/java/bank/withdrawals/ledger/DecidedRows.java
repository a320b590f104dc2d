package bank.withdrawals.ledger;

import bank.withdrawals.domain.Debited;
import bank.withdrawals.domain.RejectReason;
import bank.withdrawals.domain.Rejected;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * The decided rows: the repository of the tables {@code withdrawal} and {@code rejection}, which
 * the {@link LedgerWriter} fills. {@link DecidedTotals} adds them up.
 *
 * <p>Pages are ranges of positions, not numbers of rows: for a query with a limit, HSQLDB sorts all
 * remaining rows of the run for every page. The exception is an order by all columns of the primary
 * key. A last position is found by such a query, because HSQLDB reads the whole range for a MAX.
 */
@Component
public class DecidedRows {

  private static final int PAGE_ROWS = 5_000;

  private static final String DEBITS =
      """
      SELECT position, line_number, request_id, account_id, amount, currency, balance_after, debited_at
      FROM withdrawal
      WHERE run_id = ? AND position > ? AND position <= ?
      ORDER BY position
      """;

  private static final String REJECTIONS =
      """
      SELECT position, line_number, request_id, account_id, amount, reason, message, rejected_at
      FROM rejection
      WHERE run_id = ? AND position > ? AND position <= ?
      ORDER BY position
      """;

  private static final String DEBIT_OF_REQUEST =
      """
      SELECT position, line_number, request_id, account_id, amount, currency, balance_after,
             debited_at
      FROM withdrawal
      WHERE request_id = ? AND run_id = ?
      """;

  private static final String REJECTION_ON_LINE =
      """
      SELECT position, line_number, request_id, account_id, amount, reason, message, rejected_at
      FROM rejection
      WHERE run_id = ? AND line_number = ?
      """;

  private static final String LAST_DEBITED =
      """
      SELECT position FROM withdrawal WHERE run_id = ? AND position > ? AND position <= ?
      ORDER BY run_id DESC, position DESC
      FETCH FIRST 1 ROW ONLY
      """;

  private static final String LAST_REJECTED =
      """
      SELECT position FROM rejection WHERE run_id = ? AND position > ? AND position <= ?
      ORDER BY run_id DESC, position DESC
      FETCH FIRST 1 ROW ONLY
      """;

  private static final String LAST_DECISION =
      """
      SELECT MAX(decided_at)
        FROM (SELECT MAX(debited_at) AS decided_at
                FROM withdrawal
               WHERE run_id = ? AND position > ? AND position <= ?
               UNION ALL
              SELECT MAX(rejected_at)
                FROM rejection
               WHERE run_id = ? AND position > ? AND position <= ?) AS decided
      """;

  private static final String LAST_REJECTION =
      """
      SELECT MAX(rejected_at) FROM rejection WHERE run_id = ? AND position > ? AND position <= ?
      """;

  private final JdbcTemplate jdbc;

  /** The decided rows in the database that {@code jdbc} is connected to. */
  public DecidedRows(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * The debited and rejected rows of a range of positions, in their order.
   *
   * @param after the position before the range
   * @param through the last position of the range
   */
  public List<DecidedRow> range(long runId, long after, long through) {
    List<DecidedRow> rows = new ArrayList<>(debits(runId, after, through));
    rows.addAll(jdbc.query(REJECTIONS, DecidedRows::rejection, runId, after, through));
    rows.sort(Comparator.comparingLong(DecidedRow::position));
    return rows;
  }

  /**
   * The debited rows of a range of positions, in their order.
   *
   * @param after the position before the range
   * @param through the last position of the range
   */
  public List<DecidedRow> debits(long runId, long after, long through) {
    return jdbc.query(DEBITS, DecidedRows::debit, runId, after, through);
  }

  /** Passes every decided row of a run to {@code consumer}, in order of positions, page by page. */
  public void forEach(long runId, Consumer<DecidedRow> consumer) {
    long lastPosition = lastPosition(runId);
    for (long after = 0; after < lastPosition; after += PAGE_ROWS) {
      range(runId, after, after + PAGE_ROWS).forEach(consumer);
    }
  }

  /**
   * The first rejections of a run, in file order. Reads all of them, because they are stored in
   * order of positions; few of them are in memory.
   *
   * @param limit the most to return, 1 or more
   */
  public List<Rejected> firstRejections(long runId, int limit) {
    Comparator<Rejected> byLine = Comparator.comparingLong(Rejected::line);
    PriorityQueue<Rejected> first = new PriorityQueue<>(byLine.reversed());
    long last = position(LAST_REJECTED, runId, 0, Long.MAX_VALUE);
    for (long after = 0; after < last; after += PAGE_ROWS) {
      jdbc.query(
          REJECTIONS,
          row -> {
            first.add(rejected(row));
            if (first.size() > limit) {
              first.poll();
            }
          },
          runId,
          after,
          after + PAGE_ROWS);
    }
    return first.stream().sorted(byLine).toList();
  }

  /** The last position of a run that is debited or rejected; 0 if none is. */
  public long lastPosition(long runId) {
    return lastPosition(runId, 0, Long.MAX_VALUE);
  }

  /** The last position of a range that is debited or rejected; {@code after} if none is. */
  public long lastPosition(long runId, long after, long through) {
    return Math.max(
        lastDebited(runId, after, through), position(LAST_REJECTED, runId, after, through));
  }

  /** The last position of a run that is debited; 0 if none is. */
  public long lastDebited(long runId) {
    return lastDebited(runId, 0, Long.MAX_VALUE);
  }

  /** The last position of a range that is debited; {@code after} if none is. */
  public long lastDebited(long runId, long after, long through) {
    return position(LAST_DEBITED, runId, after, through);
  }

  /** When the latest of the rows of a range of positions was decided; empty if none is decided. */
  public Optional<Instant> lastDecision(long runId, long after, long through) {
    return Optional.ofNullable(
            jdbc.queryForObject(
                LAST_DECISION, OffsetDateTime.class, runId, after, through, runId, after, through))
        .map(OffsetDateTime::toInstant);
  }

  /** When the latest rejection of a range of positions was decided; empty if none is rejected. */
  public Optional<Instant> lastRejection(long runId, long after, long through) {
    return Optional.ofNullable(
            jdbc.queryForObject(LAST_REJECTION, OffsetDateTime.class, runId, after, through))
        .map(OffsetDateTime::toInstant);
  }

  /** The debit under a request id, if this run has made it. */
  public Optional<DecidedRow> findDebit(long runId, String requestId) {
    return jdbc.query(DEBIT_OF_REQUEST, DecidedRows::debit, requestId, runId).stream().findFirst();
  }

  /** The rejection of the row on a line. Reads all rejections of the run. */
  public Optional<DecidedRow> findRejection(long runId, long line) {
    return jdbc.query(REJECTION_ON_LINE, DecidedRows::rejection, runId, line).stream().findFirst();
  }

  private long position(String sql, long runId, long after, long through) {
    return jdbc.queryForList(sql, Long.class, runId, after, through).stream()
        .findFirst()
        .orElse(after);
  }

  private static DecidedRow debit(ResultSet row, int n) throws SQLException {
    return new DecidedRow(
        new Debited(
            row.getLong(1),
            row.getLong(2),
            row.getString(3),
            row.getLong(4),
            row.getBigDecimal(5),
            row.getString(6),
            row.getBigDecimal(7)),
        instant(row, 8));
  }

  private static DecidedRow rejection(ResultSet row, int n) throws SQLException {
    return new DecidedRow(rejected(row), instant(row, 8));
  }

  private static Rejected rejected(ResultSet row) throws SQLException {
    @Nullable Long accountId = row.getObject(4, Long.class);
    return new Rejected(
        row.getLong(1),
        row.getLong(2),
        row.getString(3),
        accountId,
        row.getBigDecimal(5),
        RejectReason.valueOf(row.getString(6)),
        row.getString(7));
  }

  private static Instant instant(ResultSet row, int column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
