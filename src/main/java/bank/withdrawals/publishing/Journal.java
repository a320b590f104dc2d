package bank.withdrawals.publishing;

import java.sql.ResultSet;
import java.sql.SQLException;
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
public class Journal {

  private static final int MAX_ERROR_LENGTH = 1_000;

  private static final String UNPARKED =
      " AND NOT EXISTS (SELECT 1 FROM parked_event p"
          + " WHERE p.file_id = w.file_id AND p.line_number = w.line_number)";

  private static final String RANGE =
      " w WHERE w.file_id = ? AND w.line_number > ? AND w.line_number <= ?"
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
      " w WHERE w.file_id = f.file_id AND w.line_number > f.published_through" + UNPARKED + ")";

  private static final String PENDING =
      "SELECT f.file_id FROM input_file f WHERE EXISTS (SELECT 1 FROM withdrawal"
          + BEHIND
          + " OR f.reject_events AND EXISTS (SELECT 1 FROM rejection"
          + BEHIND
          + " ORDER BY f.file_id";

  private static final String FILES =
      "SELECT file_id, sha256, name, published_through, reject_events FROM input_file";

  private static final String PARK =
      "INSERT INTO parked_event (file_id, line_number, error, parked_at) VALUES (?, ?, ?, ?)";

  private final JdbcTemplate jdbc;
  private final Clock clock;

  /** The journal in the database behind {@code jdbc}. */
  public Journal(JdbcTemplate jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** The files that have events to send, oldest first; parked events do not count. */
  public List<Long> filesWithPendingEvents() {
    return jdbc.query(PENDING, (row, n) -> row.getLong(1));
  }

  /** The file that a run is about. */
  InputFile file(long fileId) {
    return jdbc.query(FILES + " WHERE file_id = ?", Journal::file, fileId).get(0);
  }

  /** All files, oldest first. */
  List<InputFile> files() {
    return jdbc.query(FILES + " ORDER BY file_id", Journal::file);
  }

  private static InputFile file(ResultSet row, int n) throws SQLException {
    return new InputFile(
        row.getLong(1), row.getString(2), row.getString(3), row.getLong(4), row.getBoolean(5));
  }

  /** The last line of a file whose event is known to be out; 0 where there is none. */
  public long publishedThrough(long fileId) {
    return file(fileId).publishedThrough();
  }

  /** The last line of a file that has an event; 0 where none has. */
  public long lastLine(long fileId) {
    return lastLine(file(fileId));
  }

  /** As above, of a file that is known already. */
  long lastLine(InputFile file) {
    long debited = lastLine("withdrawal", file.fileId());
    return file.rejectEvents() ? Math.max(debited, lastLine("rejection", file.fileId())) : debited;
  }

  private long lastLine(String table, long fileId) {
    Long line =
        jdbc.queryForObject(
            "SELECT MAX(line_number) FROM " + table + " WHERE file_id = ?", Long.class, fileId);
    return line == null ? 0 : line;
  }

  /** When the request of a line was debited or rejected; empty where neither is known. */
  Optional<Instant> decidedAt(long fileId, long line) {
    return jdbc
        .query(
            "SELECT debited_at FROM withdrawal WHERE file_id = ? AND line_number = ?"
                + " UNION ALL SELECT rejected_at FROM rejection WHERE file_id = ?"
                + " AND line_number = ? AND rejected_at IS NOT NULL",
            (row, n) -> row.getObject(1, OffsetDateTime.class).toInstant(),
            fileId,
            line,
            fileId,
            line)
        .stream()
        .findFirst();
  }

  /**
   * A file's entries of the lines behind {@code after} up to {@code through}, in file order, none
   * parked. By a range of lines rather than a number of rows: with a limit, HSQLDB sorts all the
   * rest of the file for every page.
   */
  List<OutboxEntry> entries(InputFile file, long after, long through) {
    List<OutboxEntry> entries = new ArrayList<>(debits(file, after, through));
    if (file.rejectEvents()) {
      entries.addAll(rejections(file, after, through));
      entries.sort(Comparator.comparingLong(OutboxEntry::line));
    }
    return entries;
  }

  private List<RejectionEntry> rejections(InputFile file, long after, long through) {
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
        file.fileId(),
        after,
        through);
  }

  private List<JournalEntry> debits(InputFile file, long after, long through) {
    return jdbc.query(
        DEBITS,
        (row, n) ->
            new JournalEntry(
                file.sha256(),
                file.name(),
                row.getLong(1),
                row.getString(2),
                row.getLong(3),
                row.getBigDecimal(4),
                row.getString(5),
                row.getBigDecimal(6),
                row.getObject(7, OffsetDateTime.class).toInstant()),
        file.fileId(),
        after,
        through);
  }

  /**
   * A file as its publisher knows it.
   *
   * @param publishedThrough the last line whose event is known to be out; 0 where there is none
   * @param rejectEvents whether its rejections are told too
   */
  record InputFile(
      long fileId, String sha256, String name, long publishedThrough, boolean rejectEvents) {}

  /** Notes that all events up to {@code line} are out; never goes back. */
  void publishedThrough(long fileId, long line) {
    jdbc.update(
        "UPDATE input_file SET published_through = ? WHERE file_id = ? AND published_through < ?",
        line,
        fileId,
        line);
  }

  /** The oldest file before this one that has events to send. */
  Optional<Long> earlierPending(long fileId) {
    return filesWithPendingEvents().stream().filter(earlier -> earlier < fileId).findFirst();
  }

  /**
   * Sets an event aside for good, with the reason. In a transaction of its own, because that of the
   * chunk it failed in is rolled back.
   */
  @Transactional(propagation = Propagation.REQUIRES_NEW)
  public void park(long fileId, long line, String error) {
    String shortened =
        error.length() > MAX_ERROR_LENGTH ? error.substring(0, MAX_ERROR_LENGTH) : error;
    jdbc.update(
        PARK, fileId, line, shortened, OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC));
  }
}
