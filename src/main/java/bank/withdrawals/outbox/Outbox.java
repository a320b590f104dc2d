package bank.withdrawals.outbox;

import bank.withdrawals.ledger.RegisteredFile;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * The journal as an outbox: what is still to be told, and how far that has come. Of a file whose
 * rejections are told, these too.
 */
@Component
public class Outbox {

  private static final int MAX_ERROR_LENGTH = 1_000;

  private static final String UNPARKED =
      " AND NOT EXISTS (SELECT 1 FROM parked_event p"
          + " WHERE p.run_id = w.run_id AND p.line_number = w.line_number)";

  private static final String RANGE =
      " w WHERE w.run_id = ? AND w.line_number > ? AND w.line_number <= ?"
          + UNPARKED
          + " ORDER BY w.line_number";

  private static final String DEBITS =
      "SELECT w.line_number, w.request_id, w.account_id, w.amount, w.currency, w.balance_after,"
          + " w.debited_at FROM withdrawal"
          + RANGE;

  private static final String REJECTIONS =
      "SELECT w.line_number, w.request_id, w.account_id, w.amount, w.reason, w.message,"
          + " w.rejected_at FROM rejection"
          + RANGE;

  private static final String BEHIND =
      " w WHERE w.run_id = f.run_id AND w.line_number > f.published_through" + UNPARKED + ")";

  private static final String PENDING =
      "SELECT f.run_id FROM input_file f WHERE EXISTS (SELECT 1 FROM withdrawal"
          + BEHIND
          + " OR f.reject_events AND EXISTS (SELECT 1 FROM rejection"
          + BEHIND
          + " ORDER BY f.run_id";

  private static final String PARK =
      "INSERT INTO parked_event (run_id, line_number, error, parked_at) VALUES (?, ?, ?, ?)";

  private final JdbcTemplate jdbc;
  private final Clock clock;

  /** The journal in the database behind {@code jdbc}. */
  public Outbox(JdbcTemplate jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** The files that have events to send, oldest first; parked events do not count. */
  public List<Long> runsWithPendingEvents() {
    return jdbc.query(PENDING, (row, n) -> row.getLong(1));
  }

  /** The last line of a file that has an event; 0 if there is none. */
  public long lastLine(RegisteredFile file) {
    long debited = lastLine("withdrawal", file.runId());
    return file.rejectEvents() ? Math.max(debited, lastLine("rejection", file.runId())) : debited;
  }

  private long lastLine(String table, long runId) {
    Long line =
        jdbc.queryForObject(
            "SELECT MAX(line_number) FROM " + table + " WHERE run_id = ?", Long.class, runId);
    return line == null ? 0 : line;
  }

  /** When the request of a line was debited or rejected; empty where neither is known. */
  public Optional<Instant> decidedAt(long runId, long line) {
    return jdbc
        .query(
            "SELECT debited_at FROM withdrawal WHERE run_id = ? AND line_number = ?"
                + " UNION ALL SELECT rejected_at FROM rejection WHERE run_id = ?"
                + " AND line_number = ? AND rejected_at IS NOT NULL",
            (row, n) -> row.getObject(1, OffsetDateTime.class).toInstant(),
            runId,
            line,
            runId,
            line)
        .stream()
        .findFirst();
  }

  /**
   * A file's entries of the lines behind {@code after} up to {@code through}, in file order, none
   * parked. By a range of lines rather than a number of rows: with a limit, HSQLDB sorts all the
   * rest of the file for every page.
   */
  List<OutboxEntry> entries(RegisteredFile file, long after, long through) {
    List<OutboxEntry> entries = new ArrayList<>(debits(file, after, through));
    if (file.rejectEvents()) {
      entries.addAll(rejections(file, after, through));
      entries.sort(Comparator.comparingLong(OutboxEntry::line));
    }
    return entries;
  }

  private List<RejectionEntry> rejections(RegisteredFile file, long after, long through) {
    return jdbc.query(
        REJECTIONS,
        (row, n) ->
            new RejectionEntry(
                file.sha256(),
                file.name(),
                row.getLong(1),
                row.getString(2),
                row.getObject(3, Long.class),
                row.getBigDecimal(4),
                row.getString(5),
                row.getString(6),
                row.getObject(7, OffsetDateTime.class).toInstant()),
        file.runId(),
        after,
        through);
  }

  private List<DebitEntry> debits(RegisteredFile file, long after, long through) {
    return jdbc.query(
        DEBITS,
        (row, n) ->
            new DebitEntry(
                file.sha256(),
                file.name(),
                row.getLong(1),
                row.getString(2),
                row.getLong(3),
                row.getBigDecimal(4),
                row.getString(5),
                row.getBigDecimal(6),
                row.getObject(7, OffsetDateTime.class).toInstant()),
        file.runId(),
        after,
        through);
  }

  /** The oldest file before this one that has events to send. */
  Optional<Long> earlierPending(long runId) {
    return runsWithPendingEvents().stream().filter(earlier -> earlier < runId).findFirst();
  }

  /**
   * Sets an event aside for good, with the reason. In a transaction of its own, because that of the
   * chunk it failed in is rolled back.
   */
  @Transactional(propagation = Propagation.REQUIRES_NEW)
  public void park(long runId, long line, String error) {
    String shortened =
        error.length() > MAX_ERROR_LENGTH ? error.substring(0, MAX_ERROR_LENGTH) : error;
    jdbc.update(
        PARK, runId, line, shortened, OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC));
  }
}
