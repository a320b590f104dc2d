package bank.withdrawals.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** The slices of the accepted files: the repository of the table {@code slice}. */
@Component
public class Slices {

  private static final String ADD =
      """
      INSERT INTO slice (run_id, number, first_position, last_position, published_through)
      VALUES (?, ?, ?, ?, ?)
      """;

  private static final String OF_RUN =
      """
      SELECT run_id, number, first_position, last_position, published_through
      FROM slice
      WHERE run_id = ?
      ORDER BY number
      """;

  private static final String ONE =
      """
      SELECT run_id, number, first_position, last_position, published_through
      FROM slice
      WHERE run_id = ? AND number = ?
      """;

  private static final String PUBLISHED_THROUGH =
      """
      UPDATE slice SET published_through = ?
      WHERE run_id = ? AND number = ? AND published_through < ?
      """;

  private static final String NOTHING_PUBLISHED =
      """
      UPDATE slice SET published_through = first_position - 1 WHERE run_id = ?
      """;

  /**
   * The limits change no result. Without them, HSQLDB reads all pending events to find out whether
   * there is one, and a view of the pending events hides the limit from it.
   */
  private static final String RUNS_WITH_PENDING_EVENTS =
      """
      SELECT f.run_id FROM input_file f
      WHERE EXISTS (
              SELECT 1 FROM slice s JOIN withdrawal w
                  ON w.run_id = s.run_id
                 AND w.position > s.published_through AND w.position <= s.last_position
              WHERE s.run_id = f.run_id
                AND NOT EXISTS (
                  SELECT 1 FROM parked_event p
                  WHERE p.run_id = w.run_id AND p.position = w.position)
              FETCH FIRST 1 ROW ONLY)
         OR f.reject_events AND EXISTS (
              SELECT 1 FROM slice s JOIN rejection r
                  ON r.run_id = s.run_id
                 AND r.position > s.published_through AND r.position <= s.last_position
              WHERE s.run_id = f.run_id
                AND NOT EXISTS (
                  SELECT 1 FROM parked_event p
                  WHERE p.run_id = r.run_id AND p.position = r.position)
              FETCH FIRST 1 ROW ONLY)
      ORDER BY f.run_id
      """;

  private static final String DEBITS =
      """
      SELECT COUNT(*) FROM withdrawal WHERE run_id = ? AND position > ? AND position <= ?
      """;

  private static final String REJECTIONS =
      """
      SELECT COUNT(*) FROM rejection WHERE run_id = ? AND position > ? AND position <= ?
      """;

  private static final String PARKED =
      """
      SELECT COUNT(*) FROM parked_event WHERE run_id = ? AND position > ? AND position <= ?
      """;

  private final JdbcTemplate jdbc;

  /** The slices in the database that {@code jdbc} is connected to. */
  public Slices(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** Adds the slices of a file; call it in the transaction that registers the file. */
  public void add(List<RunSlice> slices) {
    List<Object[]> rows =
        slices.stream()
            .map(
                slice ->
                    new Object[] {
                      slice.runId(),
                      slice.number(),
                      slice.first(),
                      slice.last(),
                      slice.publishedThrough()
                    })
            .toList();
    if (!rows.isEmpty()) {
      jdbc.batchUpdate(ADD, rows);
    }
  }

  /** The slices of a run, in order of positions; none if the run has not accepted a file. */
  public List<RunSlice> of(long runId) {
    return jdbc.query(OF_RUN, Slices::slice, runId);
  }

  /**
   * A slice of a run that has received its file.
   *
   * @throws java.util.NoSuchElementException if there is no such slice
   */
  public RunSlice get(long runId, int number) {
    return jdbc.query(ONE, Slices::slice, runId, number).stream().findFirst().orElseThrow();
  }

  /**
   * Stores that the events of all rows of a slice up to a position are published. It goes back only
   * by {@link #forgetPublishedThrough}.
   */
  public void advancePublishedThrough(RunSlice slice, long position) {
    jdbc.update(PUBLISHED_THROUGH, position, slice.runId(), slice.number(), position);
  }

  /** Stores that no event of a run is known to be published. Does nothing for an unknown run. */
  public void forgetPublishedThrough(long runId) {
    jdbc.update(NOTHING_PUBLISHED, runId);
  }

  /**
   * The runs with pending events, oldest first. A pending event is neither published nor parked.
   */
  public List<Long> runsWithPendingEvents() {
    return jdbc.queryForList(RUNS_WITH_PENDING_EVENTS, Long.class);
  }

  /** How many events of a run are pending. */
  public long pendingEvents(RegisteredFile file) {
    long pending = 0;
    for (RunSlice slice : of(file.runId())) {
      if (slice.publishedThrough() < slice.last()) {
        pending += withEvents(file, slice) - count(PARKED, slice, slice.publishedThrough());
      }
    }
    return pending;
  }

  /** How many rows after the published-through position of a slice have events. */
  private long withEvents(RegisteredFile file, RunSlice slice) {
    long after = slice.publishedThrough();
    long rejected = count(REJECTIONS, slice, after);
    // Rows are decided in order: if the last one is, all are. Debits take long to count.
    boolean decided =
        count(DEBITS, slice, slice.last() - 1) + count(REJECTIONS, slice, slice.last() - 1) > 0;
    long debited = decided ? slice.last() - after - rejected : count(DEBITS, slice, after);
    return file.rejectEvents() ? debited + rejected : debited;
  }

  /** Counts rows of a slice after a position. */
  private long count(String sql, RunSlice slice, long after) {
    return Objects.requireNonNull(
        jdbc.queryForObject(sql, Long.class, slice.runId(), after, slice.last()));
  }

  private static RunSlice slice(ResultSet row, int n) throws SQLException {
    return new RunSlice(
        row.getLong(1), row.getInt(2), row.getLong(3), row.getLong(4), row.getLong(5));
  }
}
