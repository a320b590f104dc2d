package bank.withdrawals.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import bank.withdrawals.testing.OtherSessions;
import bank.withdrawals.testing.Relay;
import bank.withdrawals.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A worker freezes, or loses a connection, or all of them, while it has a slice. */
class SliceLocksFaultsIT {

  private static final long RUN = 20261127021330123L;

  private static final String DEBIT = "UPDATE balance SET amount = amount - 1";

  @TempDir Path data;

  /** PostgreSQL hears nothing of the process, whose transaction has a row locked. */
  @Test
  void aFrozenWorkerLosesItsSliceAndItsTransaction() throws IOException {
    Map<String, String> database = TestPostgres.newDatabase();
    OtherSessions sessions = new OtherSessions(database);
    sessions.jdbc().execute("CREATE TABLE balance AS SELECT 100 AS amount");
    try (Relay network = new Relay(database)) {
      OtherSessions frozen = new OtherSessions(network.database());
      SliceLock lost = acquire(frozen, "frozen").orElseThrow();
      assertThatException()
          .isThrownBy(
              () ->
                  transaction(frozen)
                      .executeWithoutResult(
                          open -> {
                            lost.requireHeld();
                            frozen.jdbc().execute(DEBIT);
                            lost.requireHeld();
                            assertThat(acquire(sessions, "other")).isEmpty();
                            network.freeze();
                            try (SliceLock next = await(sessions)) {
                              next.requireHeld();
                              sessions.jdbc().execute(DEBIT);
                            } finally {
                              network.thaw();
                            }
                          }))
          .withMessageContaining("JDBC");
      assertThat(sessions.count("SELECT amount FROM balance")).isEqualTo(99);
      assertThatExceptionOfType(SliceLock.LostException.class).isThrownBy(lost::requireHeld);
      lost.close();
      assertThat(sessions.advisoryLocks()).isZero();
    }
  }

  /** The work's own connections are not affected. */
  @Test
  void aWorkerWithoutTheConnectionOfItsLockCommitsNothingMore() throws IOException {
    Map<String, String> database = TestPostgres.newDatabase();
    OtherSessions sessions = new OtherSessions(database);
    try (Relay network = new Relay(database)) {
      OtherSessions worker = new OtherSessions(network.database());
      SliceLock lost = acquire(worker, "cut").orElseThrow();
      network.freeze();
      lost.requireHeld();
      try (SliceLock next = await(sessions)) {
        assertThatExceptionOfType(SliceLock.LostException.class).isThrownBy(lost::requireHeld);
        next.requireHeld();
      }
      lost.close();
      assertThat(sessions.advisoryLocks()).isZero();
    }
  }

  @Test
  void aSliceIsLostWithTheServerAndFreeWhenItIsBack() {
    try (TestPostgres.Server server = TestPostgres.server(data.resolve("postgres"))) {
      OtherSessions sessions = new OtherSessions(server.database());
      SliceLock lost = acquire(sessions, "before").orElseThrow();
      server.stopImmediately();
      assertThatException().isThrownBy(lost::requireHeld);
      server.start();
      assertThatExceptionOfType(SliceLock.LostException.class).isThrownBy(lost::requireHeld);
      SliceLock next = acquire(sessions, "after").orElseThrow();
      next.requireHeld();
      assertThatExceptionOfType(SliceLock.LostException.class).isThrownBy(lost::requireHeld);
      lost.close();
      next.requireHeld();
      next.close();
    }
  }

  private static Optional<SliceLock> acquire(OtherSessions sessions, String worker) {
    return new SliceLocks(sessions.dataSource(), worker).tryAcquire(RUN, "debit", 1);
  }

  private static SliceLock await(OtherSessions sessions) {
    AtomicReference<SliceLock> acquired = new AtomicReference<>();
    OtherSessions.await(
        () -> {
          acquire(sessions, "successor").ifPresent(acquired::set);
          return acquired.get() != null;
        });
    return acquired.get();
  }

  private static TransactionTemplate transaction(OtherSessions sessions) {
    DriverManagerDataSource dataSource = sessions.dataSource();
    return new TransactionTemplate(new JdbcTransactionManager(dataSource));
  }
}
