package bank.withdrawals.crash;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.testing.Ended;
import bank.withdrawals.testing.Running;
import bank.withdrawals.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** A PostgreSQL that closes connections or stops while a run debits or publishes. */
class DatabaseFaultsIT {

  private static final String LOCK_HOLDER =
      "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
          + " AND mode = 'ExclusiveLock'"
          + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
          + " GROUP BY pid";

  private static final String EVERYBODY =
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
          + " WHERE datname = current_database() AND pid <> pg_backend_pid()";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  /** The connections of the chunk and of the run lock are lost; the run opens new ones. */
  @ParameterizedTest
  @EnumSource(names = {"CHUNK_WRITTEN", "BEFORE_POSITION_COMMIT"})
  void aRunWhoseConnectionsAreTerminatedResumesByItself(Seam seam) throws IOException {
    Stores stores = Stores.external();
    Trial trial = new Trial(directory, stores, Map.of());
    try (Running run = trial.frozenAt(seam, 2)) {
      assertThat(sql(stores).queryForList(EVERYBODY, Boolean.class)).hasSizeGreaterThan(1);
      Ended ended = run.signal("CONT").end();
      assertThat(ended.err()).as("%s", ended).contains("transient database failure");
      trial.checkAfter(ended);
    }
  }

  /**
   * The server stops as in a power cut and restarts: the run looks up whether its commit counted.
   */
  @Test
  void aServerThatStopsAndRestartsLosesNothing() throws IOException {
    try (TestPostgres.Server server = TestPostgres.server(directory.resolve("postgres"))) {
      Stores stores = Stores.external(server.database());
      Trial trial = new Trial(directory, stores, Map.of());
      try (Running run = trial.frozenAt(Seam.BEFORE_CHUNK_COMMIT, 3)) {
        server.stopImmediately();
        server.start();
        Ended ended = run.signal("CONT").end();
        assertThat(ended.err()).as("%s", ended).contains("transient database failure");
        trial.checkAfter(ended);
      }
    }
  }

  /** The server is down for longer than the run waits: the next run resumes. */
  @Test
  void aServerThatStaysDownIsReportedInASentence() throws IOException {
    try (TestPostgres.Server server = TestPostgres.server(directory.resolve("postgres"))) {
      Stores stores = Stores.external(server.database());
      Trial trial =
          new Trial(
              directory,
              stores,
              Map.of(
                  "withdrawals.job.restarts", "1",
                  "spring.datasource.hikari.connection-timeout", "5000"));
      try (Running run = trial.frozenAt(Seam.BALANCES_UPDATED, 3)) {
        server.stopImmediately();
        Ended ended = run.signal("CONT").end().exits(1);
        assertThat(ended.err() + ended.out()).contains("The database");
        server.start();
        trial.finish();
      }
    }
  }

  /**
   * A run is frozen with a decided chunk and its accounts locked, and loses its lock. Another run
   * starts and ends. The frozen run wakes up: its commit must fail. The first chunks have rows
   * without accounts.
   */
  @Test
  void aFrozenRunThatHasLostItsLockDebitsNothing() throws IOException {
    Stores stores = Stores.external();
    Trial trial = new Trial(directory, stores, Map.of("withdrawals.job.partitions", "1"));
    try (Running frozen = trial.frozenAt(Seam.CHUNK_CLAIMED, 20)) {
      assertThat(sql(stores).queryForList(LOCK_HOLDER, Boolean.class)).containsExactly(true);
      // It ends the transaction of the frozen run, which has locked accounts.
      try (Running successor = trial.tool().start("run")) {
        trial.checkAfter(successor.end());
      }
      Ended woken = frozen.signal("CONT").end();
      assertThat(woken.exitCode()).as("%s", woken).isIn(1, 6);
      woken.exits(woken.exitCode());
      trial.finish();
    }
  }

  /** The other run has ended before the frozen one wakes up. */
  @Test
  void aFrozenRunThatWakesUpAfterTheOtherRunChangesNothing() throws IOException {
    Stores stores = Stores.external();
    Trial trial = new Trial(directory, stores, Map.of());
    try (Running frozen = trial.frozenAt(Seam.AFTER_CHUNK_COMMIT, 3)) {
      assertThat(sql(stores).queryForList(EVERYBODY, Boolean.class)).hasSizeGreaterThan(1);
      trial.finish();
      Ended woken = frozen.signal("CONT").end();
      woken.exits(woken.exitCode());
      assertThat(woken.err() + woken.out()).as("%s", woken).isNotBlank();
      trial.finish();
    }
  }

  private static JdbcTemplate sql(Stores stores) {
    return new JdbcTemplate(stores.database());
  }
}
