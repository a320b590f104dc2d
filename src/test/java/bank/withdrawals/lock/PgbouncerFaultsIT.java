package bank.withdrawals.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import bank.withdrawals.testing.Ended;
import bank.withdrawals.testing.Programs;
import bank.withdrawals.testing.TestPgbouncer;
import bank.withdrawals.testing.TestPostgres;
import bank.withdrawals.testing.Tool;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** PgBouncer, the package of Debian, between the job and its database. */
class PgbouncerFaultsIT {

  private static final String LOCKS =
      "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory'"
          + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";

  private static final Map<String, String> DATABASE = TestPostgres.newDatabase();

  @TempDir static Path directory;
  private static TestPgbouncer pgbouncer;

  @TempDir Path home;

  @BeforeEach
  void start() {
    Programs.assume("pgbouncer");
    if (pgbouncer == null) {
      pgbouncer = new TestPgbouncer(DATABASE, directory);
    }
  }

  @AfterAll
  static void stop() {
    if (pgbouncer != null) {
      pgbouncer.close();
    }
  }

  /** With a pool of one, a second session is never connected, whatever a run would do with it. */
  @ParameterizedTest
  @CsvSource({
    "session, 20, 5, true",
    "session, 20, 0, true",
    "transaction, 1, 5, false",
    "transaction, 1, 0, false",
    "transaction, 20, 5, false",
    "transaction, 20, 0, false",
    "statement, 1, 5, false",
    "statement, 1, 0, false",
    "statement, 20, 5, false",
    "statement, 20, 0, false",
  })
  void theLockNeedsASessionOfItsOwn(String mode, int size, int prepareThreshold, boolean works) {
    RunLock lock = new AdvisoryRunLock(dataSource(mode, size, prepareThreshold));
    SliceLocks slices = new SliceLocks(dataSource(mode, size, prepareThreshold), "worker");
    if (works) {
      RunLock.Held held = lock.acquire();
      try (held) {
        lock.requireHeld();
        RunLock second = new AdvisoryRunLock(dataSource(mode, size, prepareThreshold));
        assertThatExceptionOfType(RunLock.LockedException.class).isThrownBy(second::acquire);
        try (SliceLock slice = slices.tryAcquire(1, "debit", 1).orElseThrow()) {
          slice.requireHeld();
        }
      }
    } else {
      assertThatExceptionOfType(PooledSessionException.class)
          .isThrownBy(lock::acquire)
          .withMessageContaining("use session pooling or a direct address");
      assertThatExceptionOfType(PooledSessionException.class)
          .isThrownBy(() -> slices.tryAcquire(1, "debit", 1));
    }
    assertThat(direct().queryForObject(LOCKS, Long.class)).isZero();
  }

  /** Whole runs; a refused one debits nothing, and leaves no lock for the next one to trip over. */
  @ParameterizedTest
  @CsvSource({
    "transaction, 1, 0, use session pooling or a direct address",
    "transaction, 20, 5, use session pooling or a direct address",
    "statement, 20, 0, use session pooling or a direct address",
    "session, 1, 5, connection",
  })
  void aRunOverAWrongPoolDebitsNothing(
      String mode, int size, int prepareThreshold, String sentence) {
    Tool direct = Tool.at(home).over(DATABASE).with("WITHDRAWALS_INTAKE_QUIETPERIOD", "0s");
    direct.run(
        "accounts",
        "import",
        direct.write("accounts.csv", "account_id,balance,currency", "1,10.00,USD"));
    direct.write(
        "input/pool.csv",
        "request_id,account_id,amount",
        mode + size + prepareThreshold + ",1,0.01");
    Map<String, String> before = direct.balances();
    Ended refused =
        direct
            .with(address(mode, size, prepareThreshold))
            .with("SPRING_DATASOURCE_HIKARI_CONNECTIONTIMEOUT", "2000")
            .run("run");
    assertThat(refused.exits(1).err()).contains(sentence);
    assertThat(direct().queryForObject(LOCKS, Long.class)).isZero();
    assertThat(direct.balances()).isEqualTo(before);
    direct.run("run").exits(0);
  }

  private static Map<String, String> address(String mode, int size, int prepareThreshold) {
    Map<String, String> address = pgbouncer.database(mode, size);
    address.merge("spring.datasource.url", "?prepareThreshold=" + prepareThreshold, String::concat);
    return address;
  }

  private static DriverManagerDataSource dataSource(String mode, int size, int prepareThreshold) {
    return dataSource(address(mode, size, prepareThreshold));
  }

  private static JdbcTemplate direct() {
    return new JdbcTemplate(dataSource(DATABASE));
  }

  private static DriverManagerDataSource dataSource(Map<String, String> database) {
    return new DriverManagerDataSource(
        database.get("spring.datasource.url"),
        database.get("spring.datasource.username"),
        database.get("spring.datasource.password"));
  }
}
