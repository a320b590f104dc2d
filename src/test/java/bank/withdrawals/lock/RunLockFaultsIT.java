package bank.withdrawals.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import bank.withdrawals.report.ExitCode;
import bank.withdrawals.report.RunStatus;
import bank.withdrawals.report.Summary;
import bank.withdrawals.testing.Ended;
import bank.withdrawals.testing.OtherSessions;
import bank.withdrawals.testing.Relay;
import bank.withdrawals.testing.Running;
import bank.withdrawals.testing.TestPostgres;
import bank.withdrawals.testing.Tool;
import bank.withdrawals.testing.WithdrawalsTester;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Faults of the run lock that take seconds, and what a run says while it waits. */
class RunLockFaultsIT {

  private static final String HOLDER_IS_OLD =
      """
      SELECT COUNT(*)
        FROM pg_stat_activity a
       WHERE a.datname = current_database()
         AND a.backend_start < clock_timestamp() - INTERVAL '15 seconds'
         AND a.pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory')
      """;

  private static final String LOCK_ROW =
      "UPDATE account SET balance = balance WHERE account_id = 1";

  private final Map<String, String> database = TestPostgres.newDatabase();
  private final OtherSessions sessions = new OtherSessions(database);

  @TempDir Path home;

  /** The server ends sessions that are idle for three seconds. */
  @Test
  void anIdleSessionTimeoutDoesNotEndTheLock() {
    RunLock lock =
        new AdvisoryRunLock(
            new DriverManagerDataSource(
                sessions.dataSource().getUrl() + "&options=-c%20idle_session_timeout=6s",
                "postgres",
                ""));
    RunLock.Held held = lock.acquire();
    try (held) {
      OtherSessions.await(() -> sessions.count(HOLDER_IS_OLD) == 1);
      assertThatCode(lock::requireHeld).doesNotThrowAnyException();
    }
  }

  /**
   * Only the run sees its connections break, in the middle of a chunk that has locked the account.
   * PostgreSQL would keep the session of the lock and that of the chunk for hours.
   */
  @Test
  void aRunEndsItsOwnSessionsAfterACut() throws IOException {
    try (Relay network = new Relay(database);
        WithdrawalsTester tester =
            WithdrawalsTester.over(network.database(), Map.of()).account(1, "100.00")) {
      tester.faults().meanwhile("INSERT INTO withdrawal", network::cutClients);
      Summary summary = tester.run(tester.file("cut.csv", List.of("a,1,1.00")));
      assertThat(summary.status()).as("%s", summary).isEqualTo(RunStatus.COMPLETED);
      assertThat(summary.restarts()).isEqualTo(1);
      assertThat(tester.balances()).isEqualTo(Map.of(1L, "99"));
    }
    assertThat(sessions.advisoryLocks()).isZero();
  }

  /** A run waits for a row or a table, while it debits or publishes. */
  @ParameterizedTest
  @CsvSource({
    "psql, UPDATE account SET balance = balance WHERE account_id = 1, a row",
    "psql, ALTER TABLE account ADD COLUMN colour TEXT, the table account",
    "psql, LOCK TABLE input_file IN EXCLUSIVE MODE, the table input_file",
    // As a session of the run itself, which does nothing.
    "withdrawals, UPDATE account SET balance = balance WHERE account_id = 1, a row",
  })
  void aRunThatWaitsSaysForWhomAndContinues(String application, String statement, String object) {
    Map<String, String> others = new HashMap<>(database);
    others.merge("spring.datasource.url", "&ApplicationName=" + application, String::concat);
    ListAppender<ILoggingEvent> logged = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger(LockWaits.class);
    try (WithdrawalsTester tester =
        WithdrawalsTester.over(database, Map.of()).account(1, "100.00")) {
      Path file = tester.file("wait.csv", List.of("a,1,1.00"));
      logged.start();
      logger.addAppender(logged);
      CompletableFuture<Summary> run;
      String sentence;
      try (OtherSessions.Blocker other = new OtherSessions(others).blockedBy(statement)) {
        run = CompletableFuture.supplyAsync(() -> tester.run(file));
        sentence = "waits for %s that PostgreSQL process %d".formatted(object, other.process());
        OtherSessions.await(() -> contains(tester.get(RunLock.class).waits(), sentence));
        OtherSessions.await(() -> contains(messages(logged), sentence));
      }
      assertThat(run.join().status()).isEqualTo(RunStatus.COMPLETED);
      assertThat(messages(logged)).filteredOn(line -> line.contains(sentence)).hasSize(1);
      assertThat(tester.get(RunLock.class).waits()).isEmpty();
    } finally {
      logger.detachAppender(logged);
    }
  }

  /** The screen of the run, its log, and {@code status} from another process. */
  @Test
  void theScreenAndStatusSayWhatTheRunWaitsFor() {
    Tool tool = Tool.at(home).over(database).with("WITHDRAWALS_INTAKE_QUIETPERIOD", "0s");
    tool.run(
            "accounts",
            "import",
            tool.write("accounts.csv", "account_id,balance,currency", "1,10.00,USD"))
        .exits(0);
    tool.write("input/wait.csv", "request_id,account_id,amount", "a,1,1.00");
    String sentence;
    try (OtherSessions.Blocker other = sessions.blockedBy(LOCK_ROW);
        Running run = tool.process().start("run")) {
      sentence = "The run waits for a row that PostgreSQL process " + other.process();
      run.await("the wait on the screen", () -> run.err().contains(sentence));
      assertThat(tool.run("status").exits(0).out()).contains(sentence);
      assertThat(tool.run("status", "--json").exits(0).err()).contains(sentence);
      other.end();
      Ended ended = run.end().exits(ExitCode.SUCCESS.code());
      assertThat(ended.err()).containsOnlyOnce(sentence).contains("no longer waits");
    }
    assertThat(tool.home("data", "withdrawals.log")).content().contains(sentence);
    assertThat(tool.run("status").exits(0).out()).doesNotContain(sentence);
  }

  private static List<String> messages(ListAppender<ILoggingEvent> logged) {
    return List.copyOf(logged.list).stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private static boolean contains(List<String> sentences, String part) {
    return sentences.stream().anyMatch(sentence -> sentence.contains(part));
  }
}
