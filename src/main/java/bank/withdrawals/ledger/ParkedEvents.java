package bank.withdrawals.ledger;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * The parked events, which Kafka refuses for good: the repository of the table {@code
 * parked_event}. An event that was sent again later keeps its row, but no longer counts as parked.
 */
@Component
public class ParkedEvents {

  private static final int MAX_ERROR_LENGTH = 1_000;

  private static final String PARK =
      """
      INSERT INTO parked_event (run_id, position, error, parked_at) VALUES (?, ?, ?, ?)
      """;

  private static final String COUNT =
      """
      SELECT COUNT(*) FROM parked_event WHERE run_id = ? AND resent_at IS NULL
      """;

  private static final String COUNT_EVER =
      """
      SELECT COUNT(*) FROM parked_event WHERE run_id = ? AND position > ? AND position <= ?
      """;

  private static final String COUNT_IN =
      """
      SELECT COUNT(*) FROM parked_event
      WHERE run_id = ? AND position > ? AND position <= ? AND resent_at IS NULL
      """;

  private static final String UNPARK =
      """
      DELETE FROM parked_event
      WHERE run_id = ? AND position > ? AND position <= ? AND resent_at IS NULL
      """;

  private static final String POSITIONS =
      """
      SELECT position FROM parked_event
      WHERE run_id = ? AND position > ? AND position <= ? AND resent_at IS NULL
      """;

  private static final String EVER_PARKED =
      """
      SELECT position FROM parked_event
      WHERE run_id = ? AND position > ? AND position <= ?
      """;

  private static final String FIRST =
      """
      SELECT MIN(position) FROM parked_event
      WHERE run_id = ? AND position >= ? AND position <= ? AND resent_at IS NULL
      """;

  private static final String LAST =
      """
      SELECT MAX(position) FROM parked_event
      WHERE run_id = ? AND position >= ? AND position <= ? AND resent_at IS NULL
      """;

  private static final String RUNS =
      """
      SELECT DISTINCT run_id FROM parked_event WHERE resent_at IS NULL ORDER BY run_id
      """;

  private static final String MARK_RESENT =
      """
      UPDATE parked_event SET resent_at = ?
      WHERE run_id = ? AND position >= ? AND position <= ? AND resent_at IS NULL
      """;

  private static final String FORGET_RESENT =
      """
      UPDATE parked_event SET resent_at = NULL WHERE run_id = ?
      """;

  private static final String RESENT =
      """
      SELECT COUNT(*) FROM parked_event
      WHERE run_id = ? AND position = ? AND resent_at IS NOT NULL
      """;

  private final JdbcTemplate jdbc;
  private final Clock clock;

  /** The parked events in the database that {@code jdbc} is connected to. */
  public ParkedEvents(JdbcTemplate jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * Parks the event of a row. Has a transaction of its own, because the transaction of the chunk in
   * which the event failed is rolled back.
   *
   * @param error Kafka's reason
   */
  @Transactional(propagation = Propagation.REQUIRES_NEW)
  public void park(long runId, long position, String error) {
    String shortened =
        error.length() > MAX_ERROR_LENGTH ? error.substring(0, MAX_ERROR_LENGTH) : error;
    jdbc.update(PARK, runId, position, shortened, now());
  }

  /**
   * Unparks the events of a range of positions if there are as many as {@code limit}. Has a
   * transaction of its own, as {@link #park} has.
   *
   * @param after the position before the range
   * @param through the last position of the range
   * @return whether it did
   */
  @Transactional(propagation = Propagation.REQUIRES_NEW)
  public boolean unpark(long runId, long after, long through, int limit) {
    Long count = jdbc.queryForObject(COUNT_IN, Long.class, runId, after, through);
    if (count == null || count < limit) {
      return false;
    }
    jdbc.update(UNPARK, runId, after, through);
    return true;
  }

  /** How many events of a run are parked. */
  public long count(long runId) {
    Long count = jdbc.queryForObject(COUNT, Long.class, runId);
    return count == null ? 0 : count;
  }

  /**
   * How many events of a range of positions were ever parked. Those that are sent since count too.
   *
   * @param after the position before the range
   * @param through the last position of the range
   */
  public long countEver(long runId, long after, long through) {
    Long count = jdbc.queryForObject(COUNT_EVER, Long.class, runId, after, through);
    return count == null ? 0 : count;
  }

  /** The runs with parked events, oldest first. */
  public List<Long> runs() {
    return jdbc.queryForList(RUNS, Long.class);
  }

  /** The first position of a slice whose event is parked. */
  public OptionalLong first(RunSlice slice) {
    return position(FIRST, slice);
  }

  /** The last position of a slice whose event is parked. */
  public OptionalLong last(RunSlice slice) {
    return position(LAST, slice);
  }

  /**
   * The positions of a range whose events are parked.
   *
   * @param after the position before the range
   * @param through the last position of the range
   */
  public Set<Long> positions(long runId, long after, long through) {
    return new HashSet<>(jdbc.queryForList(POSITIONS, Long.class, runId, after, through));
  }

  /** As {@link #positions}, and those whose events were parked and are sent since. */
  public Set<Long> everParked(long runId, long after, long through) {
    return new HashSet<>(jdbc.queryForList(EVER_PARKED, Long.class, runId, after, through));
  }

  /** Stores that all parked events of a slice up to a position are sent. */
  public void markResent(RunSlice slice, long through) {
    jdbc.update(MARK_RESENT, now(), slice.runId(), slice.first(), through);
  }

  /** Stores that no parked event of a run is known to be sent again. */
  public void forgetResent(long runId) {
    jdbc.update(FORGET_RESENT, runId);
  }

  /** Whether the event of a position was parked and is sent since. */
  public boolean isResent(long runId, long position) {
    Long count = jdbc.queryForObject(RESENT, Long.class, runId, position);
    return count != null && count > 0;
  }

  private OptionalLong position(String sql, RunSlice slice) {
    Long position =
        jdbc.queryForObject(sql, Long.class, slice.runId(), slice.first(), slice.last());
    return position == null ? OptionalLong.empty() : OptionalLong.of(position);
  }

  private OffsetDateTime now() {
    return OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
  }
}
