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
      INSERT INTO parked_event (run_id, line_number, error, parked_at) VALUES (?, ?, ?, ?)
      """;

  private static final String COUNT =
      """
      SELECT COUNT(*) FROM parked_event WHERE run_id = ? AND line_number <= ?
      """;

  private static final String LINES =
      """
      SELECT line_number FROM parked_event
      WHERE run_id = ? AND line_number > ? AND line_number <= ?
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
  public void park(long runId, long line, String error) {
    String shortened =
        error.length() > MAX_ERROR_LENGTH ? error.substring(0, MAX_ERROR_LENGTH) : error;
    jdbc.update(
        PARK, runId, line, shortened, OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC));
  }

  /** How many events of the lines of a run up to {@code line} are parked. */
  public long countThrough(long runId, long line) {
    Long count = jdbc.queryForObject(COUNT, Long.class, runId, line);
    return count == null ? 0 : count;
  }

  /**
   * The lines of a range whose events are parked.
   *
   * @param after the line before the range
   * @param through the last line of the range
   */
  public Set<Long> lines(long runId, long after, long through) {
    return new HashSet<>(jdbc.queryForList(LINES, Long.class, runId, after, through));
  }
}
