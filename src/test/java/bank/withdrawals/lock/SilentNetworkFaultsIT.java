package bank.withdrawals.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import bank.withdrawals.report.RunStatus;
import bank.withdrawals.report.Summary;
import bank.withdrawals.testing.OtherSessions;
import bank.withdrawals.testing.Relay;
import bank.withdrawals.testing.TestPostgres;
import bank.withdrawals.testing.WithdrawalsTester;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * The network loses what is sent on a connection, and closes nothing: a NAT or a firewall that has
 * forgotten it.
 */
class SilentNetworkFaultsIT {

  private static final String PORT_OF_HOLDER =
      """
      SELECT a.client_port
        FROM pg_stat_activity a
       WHERE a.pid IN (SELECT pid FROM pg_locks
                        WHERE locktype = 'advisory' AND mode = 'ExclusiveLock'
                          AND database = (SELECT oid FROM pg_database
                                           WHERE datname = current_database()))
      """;

  private final Map<String, String> database = TestPostgres.newDatabase();
  private final OtherSessions sessions = new OtherSessions(database);

  /** The lock is still the run's, because PostgreSQL has the session until it notices, too. */
  @Test
  void aRunWhoseLockFallsSilentSaysSoAndKeepsOthersOut() throws IOException {
    ListAppender<ILoggingEvent> logged = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger(KeptLock.class);
    try (Relay network = new Relay(database);
        WithdrawalsTester tester =
            WithdrawalsTester.over(network.database(), Map.of()).account(1, "100.00")) {
      logged.start();
      logger.addAppender(logged);
      tester
          .faults()
          .meanwhile(
              "INSERT INTO withdrawal",
              () -> {
                network.freeze(portOfHolder());
                OtherSessions.await(() -> saysThatItIsLost(logged));
                assertThatExceptionOfType(RunLock.LockedException.class)
                    .isThrownBy(() -> new AdvisoryRunLock(sessions.dataSource()).acquire());
              });
      Summary summary = tester.run(tester.file("silent.csv", List.of("a,1,1.00")));
      assertThat(summary.status()).as("%s", summary).isEqualTo(RunStatus.COMPLETED);
      assertThat(summary.restarts()).isZero();
      assertThat(tester.balances()).isEqualTo(Map.of(1L, "99"));
      assertThat(sessions.advisoryLocks()).isZero();
    } finally {
      logger.detachAppender(logged);
    }
  }

  /** The run hears nothing of the end of its session, or of all of them. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRunResumesIfPostgresEndsASessionThatFellSilent(boolean whole) throws IOException {
    try (Relay network = new Relay(database);
        WithdrawalsTester tester =
            WithdrawalsTester.over(
                    network.database(),
                    Map.of("spring.datasource.hikari.data-source-properties.socketTimeout", "5"))
                .account(1, "100.00")) {
      tester
          .faults()
          .meanwhile(
              "INSERT INTO withdrawal",
              () -> {
                network.freeze(portOfHolder());
                if (whole) {
                  network.freeze();
                }
                sessions.endLockHolder();
              });
      Summary summary = tester.run(tester.file("silent.csv", List.of("a,1,1.00")));
      assertThat(summary.status()).as("%s", summary).isEqualTo(RunStatus.COMPLETED);
      assertThat(summary.restarts()).isEqualTo(1);
      assertThat(tester.balances()).isEqualTo(Map.of(1L, "99"));
      assertThat(sessions.advisoryLocks()).isZero();
    }
  }

  /** The connection is there, and no statement is answered. */
  @Test
  void aConnectionThatIsSilentFromTheStartIsNotWaitedForAnHour() throws IOException {
    try (Relay network = new Relay(database)) {
      DataSource silent =
          new DelegatingDataSource(new OtherSessions(network.database()).dataSource()) {
            @Override
            public Connection getConnection() throws SQLException {
              Connection connection = super.getConnection();
              network.freeze();
              return connection;
            }
          };
      CompletableFuture<RunLock.Held> lock =
          CompletableFuture.supplyAsync(() -> new AdvisoryRunLock(silent).acquire());
      OtherSessions.await(lock::isDone);
      assertThat(lock).isCompletedExceptionally();
    }
  }

  private int portOfHolder() {
    return (int) sessions.count(PORT_OF_HOLDER);
  }

  private static boolean saysThatItIsLost(ListAppender<ILoggingEvent> logged) {
    return List.copyOf(logged.list).stream()
        .anyMatch(line -> line.getFormattedMessage().contains("of the run lock is lost"));
  }
}
