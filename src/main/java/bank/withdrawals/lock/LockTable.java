package bank.withdrawals.lock;

import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Who holds the advisory locks of a run, as the lock table of PostgreSQL has it. */
final class LockTable {

  /** The lock of the run itself: the bytes of "withdraw". */
  static final long RUN = 0x7769_7468_6472_6177L;

  /** The lock that a transaction shares which only the holder of the run lock may commit. */
  static final long FENCE = RUN + 1;

  private static final String HOLDER =
      """
      SELECT a.application_name, a.pid, a.client_addr, a.backend_start
        FROM pg_locks l
        JOIN pg_stat_activity a ON a.pid = l.pid
       WHERE l.locktype = 'advisory'
         AND l.granted
         AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
         AND ((l.classid::bigint << 32) | l.objid::bigint) = ?
         AND l.objsubid = 1
      """;

  /** The lock is shared first, and only then looked for: CASE keeps this order. */
  private static final String SHARE_FENCE_IF_HELD =
      """
      SELECT CASE WHEN pg_try_advisory_xact_lock_shared(?)
                  THEN EXISTS (
                    SELECT l.pid
                      FROM pg_locks l
                     WHERE l.locktype = 'advisory'
                       AND l.granted
                       AND l.mode = 'ExclusiveLock'
                       AND l.database = (SELECT oid FROM pg_database
                                          WHERE datname = current_database())
                       AND ((l.classid::bigint << 32) | l.objid::bigint) IN (?, ?)
                       AND l.objsubid = 1
                     GROUP BY l.pid
                    HAVING COUNT(*) = 2)
                  ELSE FALSE
             END
      """;

  private static final String END_SESSION =
      """
      SELECT pg_terminate_backend(l.pid)
        FROM pg_locks l
       WHERE l.locktype = 'advisory'
         AND l.granted
         AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
         AND ((l.classid::bigint << 32) | l.objid::bigint) = ?
         AND l.objsubid = 1
      """;

  private final JdbcTemplate jdbc;

  /** The lock table, asked on the connection of the current transaction if there is one. */
  LockTable(DataSource dataSource) {
    this.jdbc = new JdbcTemplate(dataSource);
  }

  /** The session that holds a lock, for an operator; empty if none holds it. */
  Optional<String> holder(long key) {
    return jdbc
        .query(
            HOLDER,
            (row, n) ->
                "%s, PostgreSQL process %d, from %s, since %s"
                    .formatted(row.getString(1), row.getInt(2), row.getString(3), row.getString(4)),
            key)
        .stream()
        .findFirst();
  }

  /**
   * Shares the fence until the current transaction ends, and returns whether one session then holds
   * both the run lock and this token.
   */
  boolean shareFenceIfHeld(long token) {
    return Boolean.TRUE.equals(
        jdbc.queryForObject(SHARE_FENCE_IF_HELD, Boolean.class, FENCE, RUN, token));
  }

  /** Ends the session that holds a token; returns whether one did. */
  boolean endSession(long token) {
    return !jdbc.queryForList(END_SESSION, Boolean.class, token).isEmpty();
  }
}
