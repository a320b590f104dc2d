package bank.withdrawals.lock;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Who holds and shares advisory locks, as the lock table of PostgreSQL has it. */
final class LockTable {

  private static final String SESSIONS =
      """
      SELECT DISTINCT a.application_name, a.pid, a.client_addr, a.backend_start
        FROM pg_locks l
        JOIN pg_stat_activity a ON a.pid = l.pid
       WHERE l.locktype = 'advisory'
         AND l.granted
         AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
         AND ((l.classid::bigint << 32) | l.objid::bigint) = ?
         AND l.objsubid = 1
       ORDER BY 2
      """;

  /** The fences are shared first, and only then is the lock looked for: CASE keeps this order. */
  private static final String SHARE_FENCES_IF_HELD =
      """
      SELECT CASE WHEN NOT pg_try_advisory_xact_lock_shared(?) THEN FALSE
                  WHEN NOT pg_try_advisory_xact_lock_shared(?) THEN FALSE
                  ELSE EXISTS (
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
             END
      """;

  /** Only a look: a lock that is taken for a moment would keep its rightful holder away. */
  private static final String IS_FREE =
      """
      SELECT NOT EXISTS (
        SELECT l.pid
          FROM pg_locks l
         WHERE l.locktype = 'advisory'
           AND l.granted
           AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
           AND ((l.classid::bigint << 32) | l.objid::bigint) = ?
           AND l.objsubid = 1)
      """;

  private static final String IS_HELD =
      """
      SELECT EXISTS (
        SELECT l.pid
          FROM pg_locks l
         WHERE l.locktype = 'advisory'
           AND l.granted
           AND l.mode = 'ExclusiveLock'
           AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
           AND ((l.classid::bigint << 32) | l.objid::bigint) IN (?, ?)
           AND l.objsubid = 1
         GROUP BY l.pid
        HAVING COUNT(*) = 2)
      """;

  private static final String LOCKED =
      """
      SELECT ((l.classid::bigint << 32) | l.objid::bigint)
        FROM pg_locks l
       WHERE l.locktype = 'advisory'
         AND l.granted
         AND l.mode = 'ExclusiveLock'
         AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
         AND ((l.classid::bigint << 32) | l.objid::bigint) BETWEEN ? AND ?
         AND l.objsubid = 1
      """;

  private static final String END_SESSIONS =
      """
      SELECT pg_terminate_backend(l.pid)
        FROM pg_locks l
       WHERE l.locktype = 'advisory'
         AND l.granted
         AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
         AND ((l.classid::bigint << 32) | l.objid::bigint) = ?
         AND l.objsubid = 1
      """;

  /** In one statement, because the process may freeze between two. */
  private static final String END_SESSIONS_IF_HELD =
      """
      SELECT pg_terminate_backend(l.pid)
        FROM pg_locks l
       WHERE l.locktype = 'advisory'
         AND l.granted
         AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
         AND ((l.classid::bigint << 32) | l.objid::bigint) = ?
         AND l.objsubid = 1
         AND EXISTS (
           SELECT h.pid
             FROM pg_locks h
            WHERE h.locktype = 'advisory'
              AND h.granted
              AND h.mode = 'ExclusiveLock'
              AND h.database = (SELECT oid FROM pg_database
                                 WHERE datname = current_database())
              AND ((h.classid::bigint << 32) | h.objid::bigint) IN (?, ?)
              AND h.objsubid = 1
            GROUP BY h.pid
           HAVING COUNT(*) = 2)
      """;

  private final JdbcTemplate jdbc;

  /** The lock table, asked on the connection of the current transaction if there is one. */
  LockTable(DataSource dataSource) {
    this.jdbc = new JdbcTemplate(dataSource);
  }

  /** The sessions that hold or share a lock, for an operator; empty if there are none. */
  Optional<String> sessions(long key) {
    List<String> sessions =
        jdbc.query(
            SESSIONS,
            (row, n) ->
                "%s, PostgreSQL process %d, from %s, since %s"
                    .formatted(row.getString(1), row.getInt(2), row.getString(3), row.getString(4)),
            key);
    return sessions.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", sessions));
  }

  /**
   * Shares the fences of a lock and of the run until the current transaction ends, and returns
   * whether one session then holds both the lock and the token.
   */
  boolean shareFencesIfHeld(long lock, long token) {
    return Boolean.TRUE.equals(
        jdbc.queryForObject(
            SHARE_FENCES_IF_HELD,
            Boolean.class,
            LockKeys.fence(lock),
            LockKeys.fence(LockKeys.RUN),
            lock,
            token));
  }

  /** Whether nobody holds or shares a lock. */
  boolean isFree(long key) {
    return Boolean.TRUE.equals(jdbc.queryForObject(IS_FREE, Boolean.class, key));
  }

  /** Whether one session holds both the lock and the token. */
  boolean isHeld(long lock, long token) {
    return Boolean.TRUE.equals(jdbc.queryForObject(IS_HELD, Boolean.class, lock, token));
  }

  /** Which of the locks from one number to another are held by a session alone. */
  Set<Long> held(long from, long to) {
    return jdbc.queryForList(LOCKED, Long.class, from, to).stream().collect(Collectors.toSet());
  }

  /** Ends the sessions that hold or share a lock; returns whether there were any. */
  boolean endSessions(long key) {
    return !jdbc.queryForList(END_SESSIONS, Boolean.class, key).isEmpty();
  }

  /**
   * Ends the sessions that share the fence of a lock, if one session holds both the lock and the
   * token. Otherwise they may be those of a successor.
   */
  void endSessionsIfHeld(long lock, long token) {
    jdbc.queryForList(END_SESSIONS_IF_HELD, Boolean.class, LockKeys.fence(lock), lock, token);
  }
}
