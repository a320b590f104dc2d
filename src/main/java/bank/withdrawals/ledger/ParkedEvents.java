package bank.withdrawals.ledger;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * The parked events, which Kafka refuses for good: the repository of the table {@code
 * parked_event}.
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
      SELECT COUNT(*) FROM parked_event WHERE run_id = ? AND position <= ?
      """;

  private static final String POSITIONS =
      """
      SELECT position FROM parked_event
      WHERE run_id = ? AND position > ? AND position <= ?
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
    jdbc.update(
        PARK,
        runId,
        position,
        shortened,
        OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC));
  }

  /** How many events of the positions of a run up to {@code position} are parked. */
  public long countThrough(long runId, long position) {
    Long count = jdbc.queryForObject(COUNT, Long.class, runId, position);
    return count == null ? 0 : count;
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
}
