package bank.withdrawals.lock;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/** Logs what a run waits for in the database: each wait once, and again if it changes. */
final class LockWaits {

  private static final Logger log = LoggerFactory.getLogger(LockWaits.class);

  /**
   * The sessions of the run are those of the same user, application and address as the session of
   * the run lock, and those that share the fence, which are also those of workers. They may wait
   * for each other for a moment. But one that is idle in its transaction may belong to a connection
   * that only the client has seen break. Nobody but their own user and a monitor sees since when
   * sessions work.
   */
  private static final String WAITS =
      """
      WITH locks AS (
        SELECT l.pid, ((l.classid::bigint << 32) | l.objid::bigint) AS key
          FROM pg_locks l
         WHERE l.locktype = 'advisory'
           AND l.granted
           AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
           AND l.objsubid = 1
      ), own AS (
        SELECT w.*
          FROM locks l
          JOIN pg_stat_activity h ON h.pid = l.pid
          JOIN pg_stat_activity w ON w.datid = h.datid
         WHERE l.key = ?
           AND (w.usesysid = h.usesysid
                AND w.application_name = h.application_name
                AND w.client_addr IS NOT DISTINCT FROM h.client_addr
                OR w.pid IN (SELECT f.pid FROM locks f WHERE f.key = ?))
      )
      SELECT DISTINCT
             CASE m.locktype WHEN 'relation' THEN 'the table ' || m.relation::regclass
                             ELSE 'a row' END AS object,
             blocking.pid, b.application_name, b.usename, b.xact_start
        FROM own w
        JOIN pg_locks m ON m.pid = w.pid AND NOT m.granted
       CROSS JOIN LATERAL unnest(pg_blocking_pids(w.pid)) AS blocking(pid)
        LEFT JOIN pg_stat_activity b ON b.pid = blocking.pid
       WHERE w.wait_event_type = 'Lock'
         AND w.query_start < clock_timestamp() - INTERVAL '5 seconds'
         AND NOT EXISTS (SELECT
                           FROM own o
                          WHERE o.pid = blocking.pid
                            AND NOT (o.state LIKE 'idle in transaction%'
                                     AND o.state_change
                                         < clock_timestamp() - INTERVAL '5 seconds'))
       ORDER BY 2
      """;

  private List<Wait> reported = List.of();

  /**
   * A wait for another session.
   *
   * @param object what both want
   * @param process the PostgreSQL process of the other; 0 for a prepared transaction
   * @param application how the other calls itself; null if it does not
   * @param user the other's database user; null for a prepared transaction
   * @param since when the other's transaction began; null if that is not visible
   */
  record Wait(
      String object,
      int process,
      @Nullable String application,
      @Nullable String user,
      @Nullable Instant since) {

    /** The wait and what ends it, for an operator. */
    String sentence() {
      if (process == 0) {
        return "The run waits for %s that a prepared transaction has locked: look at pg_prepared_xacts."
            .formatted(object);
      }
      String other =
          Stream.of(
                  application == null || application.isBlank() ? "" : application,
                  user == null ? "" : "user " + user,
                  since == null ? "" : "in a transaction since " + since)
              .filter(part -> !part.isEmpty())
              .collect(Collectors.joining(", "));
      return "The run waits for %s that PostgreSQL process %d has locked or asked for first (%s). It continues when that transaction ends; SELECT pg_terminate_backend(%d) ends it."
          .formatted(object, process, other, process);
    }
  }

  /** Everything that the holder of the run lock has waited for, for five seconds or more. */
  static List<Wait> find(JdbcTemplate jdbc) {
    return jdbc.query(
        WAITS,
        (row, n) -> {
          Timestamp since = row.getTimestamp(5);
          return new Wait(
              row.getString(1),
              row.getInt(2),
              row.getString(3),
              row.getString(4),
              since == null ? null : since.toInstant().truncatedTo(ChronoUnit.SECONDS));
        },
        LockKeys.RUN,
        LockKeys.fence(LockKeys.RUN));
  }

  /** Logs what the run waits for now, except for what is logged already. */
  void look(LockSession session) {
    log(session.waits());
  }

  /** The run has ended, so it waits for nothing. */
  void end() {
    log(List.of());
  }

  private synchronized void log(List<Wait> current) {
    current.stream()
        .filter(wait -> !reported.contains(wait))
        .forEach(wait -> log.warn("{}", wait.sentence()));
    if (current.isEmpty() && !reported.isEmpty()) {
      log.info("The run no longer waits.");
    }
    reported = current;
  }
}
