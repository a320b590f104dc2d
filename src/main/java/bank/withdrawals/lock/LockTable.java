package bank.withdrawals.lock;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Who holds and shares advisory locks, as the lock table of PostgreSQL has it. */
final class LockTable {

  /** The advisory locks that somebody holds or shares, by their numbers. */
  private static final String LOCKS =
      """
      (SELECT pid, mode, (classid::bigint << 32) | objid::bigint AS number
         FROM pg_locks
        WHERE locktype = 'advisory'
          AND granted
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
          AND objsubid = 1)
      """;

  /** Whether one session holds both a lock and its token. */
  private static final String HELD =
      """
      EXISTS (SELECT pid
                FROM %s held
               WHERE mode = 'ExclusiveLock'
                 AND number IN (?, ?)
               GROUP BY pid
              HAVING COUNT(*) = 2)
      """
          .formatted(LOCKS);

  private static final String SESSIONS =
      """
      SELECT DISTINCT a.application_name, a.pid, a.client_addr, a.backend_start
        FROM %s l
        JOIN pg_stat_activity a ON a.pid = l.pid
       WHERE l.number = ?
       ORDER BY 2
      """
          .formatted(LOCKS);

  /** The fences are shared first, and only then is the lock looked for: CASE keeps this order. */
  private static final String SHARE_FENCES_IF_HELD =
      """
      SELECT CASE WHEN NOT pg_try_advisory_xact_lock_shared(?) THEN FALSE
                  WHEN NOT pg_try_advisory_xact_lock_shared(?) THEN FALSE
                  ELSE %s
             END
      """
          .formatted(HELD);

  /** Only a look: a lock that is taken for a moment would keep its rightful holder away. */
  private static final String IS_FREE =
      """
      SELECT NOT EXISTS (SELECT pid FROM %s l WHERE number = ?)
      """
          .formatted(LOCKS);

  private static final String IS_HELD = "SELECT " + HELD;

  private static final String HELD_ALONE =
      """
      SELECT number FROM %s l WHERE mode = 'ExclusiveLock' AND number BETWEEN ? AND ?
      """
          .formatted(LOCKS);

  private static final String END_SESSIONS =
      """
      SELECT pg_terminate_backend(pid) FROM %s l WHERE number = ?
      """
          .formatted(LOCKS);

  /** In one statement, because the process may freeze between two. */
  private static final String END_SESSIONS_IF_HELD = END_SESSIONS + " AND " + HELD;

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
    return jdbc.queryForList(HELD_ALONE, Long.class, from, to).stream().collect(Collectors.toSet());
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
