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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * The decided rows: the repository of the tables {@code withdrawal} and {@code rejection}, which
 * the {@link LedgerWriter} fills. {@link DecidedTotals} adds them up.
 *
 * <p>Pages are ranges of lines, not numbers of rows: for a query with a limit, HSQLDB sorts all
 * remaining rows of the run for every page.
 */
@Component
public class DecidedRows {

  private static final int PAGE_LINES = 5_000;

  private static final String DEBITS =
      """
      SELECT line_number, request_id, account_id, amount, currency, balance_after, debited_at
      FROM withdrawal
      WHERE run_id = ? AND line_number > ? AND line_number <= ?
      ORDER BY line_number
      """;

  private static final String REJECTIONS =
      """
      SELECT line_number, request_id, account_id, amount, reason, message, rejected_at
      FROM rejection
      WHERE run_id = ? AND line_number > ? AND line_number <= ?
      ORDER BY line_number
      """;

  private static final String FIRST_REJECTIONS =
      """
      SELECT line_number, request_id, account_id, amount, reason, message, rejected_at
      FROM rejection
      WHERE run_id = ?
      ORDER BY line_number
      FETCH FIRST ? ROWS ONLY
      """;

  private static final String DECIDED_AT =
      """
      SELECT debited_at FROM withdrawal WHERE run_id = ? AND line_number = ?
      UNION ALL
      SELECT rejected_at FROM rejection WHERE run_id = ? AND line_number = ?
      """;

  private static final String MESSAGE =
      """
      SELECT message FROM rejection WHERE run_id = ? AND line_number = ?
      """;

  private static final String LAST_DEBITED_LINE =
      """
      SELECT MAX(line_number) FROM withdrawal WHERE run_id = ?
      """;

  private static final String LAST_REJECTED_LINE =
      """
      SELECT MAX(line_number) FROM rejection WHERE run_id = ?
      """;

  private static final String RUNS_WITH_PENDING_EVENTS =
      """
      SELECT f.run_id FROM input_file f
      WHERE EXISTS (
              SELECT 1 FROM withdrawal w
              WHERE w.run_id = f.run_id AND w.line_number > f.published_through
                AND NOT EXISTS (
                  SELECT 1 FROM parked_event p
                  WHERE p.run_id = w.run_id AND p.line_number = w.line_number))
         OR f.reject_events AND EXISTS (
              SELECT 1 FROM rejection r
              WHERE r.run_id = f.run_id AND r.line_number > f.published_through
                AND NOT EXISTS (
                  SELECT 1 FROM parked_event p
                  WHERE p.run_id = r.run_id AND p.line_number = r.line_number))
      ORDER BY f.run_id
      """;

  private final JdbcTemplate jdbc;

  /** The decided rows in the database that {@code jdbc} is connected to. */
  public DecidedRows(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * The debited and rejected rows of a range of lines, in file order.
   *
   * @param after the line before the range
   * @param through the last line of the range
   */
  public List<DecidedRow> range(long runId, long after, long through) {
    List<DecidedRow> rows = new ArrayList<>(debits(runId, after, through));
    rows.addAll(jdbc.query(REJECTIONS, DecidedRows::rejection, runId, after, through));
    rows.sort(Comparator.comparingLong(DecidedRow::line));
    return rows;
  }

  /**
   * The debited rows of a range of lines, in file order.
   *
   * @param after the line before the range
   * @param through the last line of the range
   */
  public List<DecidedRow> debits(long runId, long after, long through) {
    return jdbc.query(DEBITS, DecidedRows::debit, runId, after, through);
  }

  /** Passes every decided row of a run to {@code consumer}, in file order, page by page. */
  public void forEach(long runId, Consumer<DecidedRow> consumer) {
    long lastLine = lastLine(runId);
    for (long after = 0; after < lastLine; after += PAGE_LINES) {
      range(runId, after, after + PAGE_LINES).forEach(consumer);
    }
  }

  /**
   * The first rejections of a run, in file order.
   *
   * @param limit the most to return, 1 or more
   */
  public List<Rejected> firstRejections(long runId, int limit) {
    return jdbc.query(FIRST_REJECTIONS, (row, n) -> rejected(row), runId, limit);
  }

  /** The message of the rejection of a row; empty if the row was not rejected. */
  public Optional<String> rejectionMessage(long runId, long line) {
    return jdbc.query(MESSAGE, (row, n) -> row.getString(1), runId, line).stream().findFirst();
  }

  /** The last line of a run that is debited or rejected; 0 if none is. */
  public long lastLine(long runId) {
    return Math.max(lastDebitedLine(runId), line(LAST_REJECTED_LINE, runId));
  }

  /** The last line of a run that is debited; 0 if none is. */
  public long lastDebitedLine(long runId) {
    return line(LAST_DEBITED_LINE, runId);
  }

  /** When a row was decided; empty if it is not decided. */
  public Optional<Instant> decidedAt(long runId, long line) {
    return jdbc.query(DECIDED_AT, (row, n) -> instant(row, 1), runId, line, runId, line).stream()
        .findFirst();
  }

  /** The runs with an event that is neither published nor parked, oldest first. */
  public List<Long> runsWithPendingEvents() {
    return jdbc.queryForList(RUNS_WITH_PENDING_EVENTS, Long.class);
  }

  private long line(String sql, long runId) {
    Long line = jdbc.queryForObject(sql, Long.class, runId);
    return line == null ? 0 : line;
  }

  private static DecidedRow debit(ResultSet row, int n) throws SQLException {
    return new DecidedRow(
        new Debited(
            row.getLong(1),
            row.getString(2),
            row.getLong(3),
            row.getBigDecimal(4),
            row.getString(5),
            row.getBigDecimal(6)),
        instant(row, 7));
  }

  private static DecidedRow rejection(ResultSet row, int n) throws SQLException {
    return new DecidedRow(rejected(row), instant(row, 7));
  }

  private static Rejected rejected(ResultSet row) throws SQLException {
    @Nullable Long accountId = row.getObject(3, Long.class);
    return new Rejected(
        row.getLong(1),
        row.getString(2),
        accountId,
        row.getBigDecimal(4),
        RejectReason.valueOf(row.getString(5)),
        row.getString(6));
  }

  private static Instant instant(ResultSet row, int column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
