package bank.withdrawals.crash;

import com.zaxxer.hikari.HikariDataSource;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What an operator sees of the workers in PostgreSQL. */
final class SlicesSeen implements AutoCloseable {

  private static final String LOCKED =
      """
      SELECT application_name
        FROM pg_stat_activity
       WHERE datname = current_database()
         AND application_name LIKE 'withdrawals %:% %'
         AND pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted)
      """;

  private static final String COMMITS = "SELECT SUM(COMMIT_COUNT) FROM BATCH_STEP_EXECUTION";

  private static final String ENDED =
      """
      SELECT COUNT(*)
        FROM BATCH_STEP_EXECUTION
       WHERE STEP_NAME = ?
         AND END_TIME IS NOT NULL
         AND JOB_EXECUTION_ID = (SELECT MAX(JOB_EXECUTION_ID) FROM BATCH_JOB_EXECUTION)
      """;

  private final HikariDataSource connection = new HikariDataSource();
  private final JdbcTemplate jdbc = new JdbcTemplate(connection);

  /** Keeps one connection open, and opens another if the server closes it. */
  SlicesSeen(DriverManagerDataSource database) {
    connection.setJdbcUrl(database.getUrl());
    connection.setUsername(database.getUsername());
    connection.setPassword(database.getPassword());
    connection.setMaximumPoolSize(1);
  }

  @Override
  public void close() {
    connection.close();
  }

  /**
   * A slice that is locked.
   *
   * @param name of the session, which has run, step, slice and worker
   */
  record Locked(String name) {

    boolean isBy(long process) {
      return name.endsWith(" " + process);
    }

    /** The name of the step, such as {@code debit:7}. */
    String slice() {
      return name.split(" ", -1)[2];
    }
  }

  /** The slices that are locked now, whoever has them. */
  List<Locked> locked() {
    return jdbc.query(LOCKED, (row, n) -> new Locked(row.getString(1)));
  }

  /** The slice of a process; empty if it has none. */
  Optional<Locked> locked(long process) {
    return locked().stream().filter(each -> each.isBy(process)).findFirst();
  }

  /** The number of chunks that were committed, in all steps of all runs. */
  long commits() {
    Long commits = jdbc.queryForObject(COMMITS, Long.class);
    return commits == null ? 0 : commits;
  }

  /** Whether somebody else has a slice that this process had, or has ended it. */
  boolean isWithAnother(Locked slice, long process) {
    return locked().stream()
            .anyMatch(each -> each.slice().equals(slice.slice()) && !each.isBy(process))
        || ended(slice.slice()) > 0;
  }

  private int ended(String slice) {
    String[] parts = slice.split(":", -1);
    Integer count =
        jdbc.queryForObject(
            ENDED, Integer.class, "%s:%04d".formatted(parts[0], Integer.parseInt(parts[1])));
    return count == null ? 0 : count;
  }
}
