package bank.withdrawals.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import bank.withdrawals.testing.TestPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.transaction.TransactionSystemException;

/** What a real server says, and the remedy that goes with it. */
class DatabaseFailureTest {

  private static final String URL = TestPostgres.newDatabase().get("spring.datasource.url");
  private static final String ROLE = "failures_" + System.nanoTime();

  @TempDir Path directory;

  @BeforeAll
  static void prepare() throws SQLException {
    execute(
        URL,
        "CREATE TABLE account (id BIGINT PRIMARY KEY, balance BIGINT)",
        "INSERT INTO account VALUES (1, 10), (2, 10)",
        "CREATE ROLE %s LOGIN PASSWORD 'x' CONNECTION LIMIT 0".formatted(ROLE),
        "CREATE ROLE %s_only NOLOGIN".formatted(ROLE));
  }

  @AfterAll
  static void cleanUp() throws SQLException {
    execute(URL, "DROP ROLE " + ROLE, "DROP ROLE %s_only".formatted(ROLE));
  }

  /** The columns: what is wrong with the address, the server's text, and the remedy. */
  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "localhost -> no-such-host.invalid | 08001: The connection attempt failed | fix the host in",
        "localhost:PORT -> localhost:1     | 08001: Connection to localhost:1 refused | start the server, or",
        "/test -> /nowhere                 | 3D000: FATAL: database \"nowhere | create the database, or fix its name",
        "user=postgres -> user=nobody_here | 28000: FATAL: role \"nobody_here\" does not exist | create the role",
        "user=postgres -> user=ROLE_only   | 28000: FATAL: role \"ROLE_only\" is not permitted | with LOGIN",
        "user=postgres -> user=ROLE        | 53300: FATAL: too many connections for role | raise the connection limit",
        "? -> ?sslmode=require&            | 08004: The server does not support SSL | fix sslmode and sslrootcert",
      })
  void anAddressThatDoesNotWorkIsExplained(String change, String text, String remedy) {
    String port = URL.replaceAll(".*:(\\d+)/.*", "$1");
    String[] fromTo = change.replace("PORT", port).replace("ROLE", ROLE).split(" -> ", 2);
    String url = URL.replace(fromTo[0], fromTo[1]);
    Throwable failure = catchThrowable(() -> DriverManager.getConnection(url).close());
    assertThat(DatabaseFailure.find(failure).orElseThrow().sentenceAtStart())
        .startsWith("The database cannot be used (SQLSTATE " + text.replace("ROLE", ROLE))
        .contains("). Nothing was done: ", remedy);
  }

  /** The columns: a statement of the session, the one that fails, the text, and the remedy. */
  @ParameterizedTest(name = "{2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "SET default_transaction_read_only = on | DELETE FROM account | 25006: ERROR: cannot execute DELETE | primary server",
        "SET ROLE ROLE         | DELETE FROM account      | 42501: ERROR: permission denied for table account | docs/database.md",
        "SELECT 1              | SELECT * FROM nothing    | 42P01: ERROR: relation \"nothing\" does not exist | `migrate`",
        "SELECT 1              | CREATE TABLE nowhere.x (id INT) | 3F000: ERROR: schema \"nowhere\" does not exist | currentSchema",
        "SELECT 1              | CREATE TABLE account (id INT) | 42P07: ERROR: relation \"account\" already | schema of its own",
        "SET statement_timeout = 10 | SELECT pg_sleep(60) | 57014: ERROR: canceling statement | raise statement_timeout",
        "SELECT 1              | DO $$ BEGIN RAISE 'no space left' USING ERRCODE = '53100'; END $$ | 53100: ERROR: no space left | free disk space",
      })
  void aStatementThatFailsIsExplained(String before, String statement, String text, String remedy) {
    Throwable failure =
        catchThrowable(
            () -> execute(URL, before.replace(" ROLE ROLE", " ROLE " + ROLE), statement));
    assertThat(DatabaseFailure.find(failure).orElseThrow().sentence())
        .startsWith("The database failed (SQLSTATE " + text)
        .contains("). Nothing is lost: ", remedy)
        .endsWith(", then run again.");
  }

  @Test
  void aRowThatAnotherSessionHasLockedIsExplained() throws SQLException {
    try (Connection other = DriverManager.getConnection(URL);
        Statement sql = other.createStatement()) {
      other.setAutoCommit(false);
      sql.execute("UPDATE account SET balance = 1 WHERE id = 1");
      Throwable failure =
          catchThrowable(
              () -> execute(URL, "SET lock_timeout = 10", "UPDATE account SET balance = 2"));
      assertThat(DatabaseFailure.find(failure).orElseThrow().sentence())
          .startsWith("The database failed (SQLSTATE 55P03: ERROR: canceling statement due to lock")
          .contains("which session holds the lock");
      other.rollback();
    }
  }

  @Test
  void aDeadlockIsExplained() throws SQLException {
    try (Connection first = DriverManager.getConnection(URL);
        Connection second = DriverManager.getConnection(URL);
        Statement one = first.createStatement();
        Statement two = second.createStatement()) {
      first.setAutoCommit(false);
      second.setAutoCommit(false);
      one.execute("UPDATE account SET balance = 1 WHERE id = 1");
      two.execute("UPDATE account SET balance = 1 WHERE id = 2");
      CompletableFuture<Throwable> waiting =
          CompletableFuture.supplyAsync(
              () ->
                  catchThrowable(() -> one.execute("UPDATE account SET balance = 1 WHERE id = 2")));
      Throwable failure =
          catchThrowable(() -> two.execute("UPDATE account SET balance = 1 WHERE id = 1"));
      first.rollback();
      second.rollback();
      Throwable victim = failure == null ? waiting.join() : failure;
      assertThat(DatabaseFailure.find(victim).orElseThrow().sentence())
          .startsWith("The database failed (SQLSTATE 40P01: ERROR: deadlock detected)")
          .contains("in another order");
    }
  }

  @Test
  void aRootCertificateThatIsMissingIsExplained() throws IOException {
    Path none = directory.resolve("none.pem");
    String url = URL.replace("?", "?sslmode=verify-ca&sslrootcert=" + none + "&");
    try (ServerSocket socket = new ServerSocket(0)) {
      CompletableFuture<Void> answer =
          CompletableFuture.runAsync(
              () -> {
                try (var client = socket.accept()) {
                  client.getInputStream().readNBytes(8);
                  client.getOutputStream().write('S'); // TLS is offered.
                  client.getOutputStream().flush();
                  client.getInputStream().read();
                } catch (IOException closed) {
                  // The client has seen enough.
                }
              });
      String here = url.replaceAll(":\\d+/", ":" + socket.getLocalPort() + "/");
      Throwable failure = catchThrowable(() -> DriverManager.getConnection(here).close());
      assertThat(DatabaseFailure.find(failure).orElseThrow().sentenceAtStart())
          .contains("Could not open SSL root certificate file " + none)
          .contains("fix sslmode and sslrootcert");
      answer.cancel(true);
    }
    assertThat(Files.exists(none)).isFalse();
  }

  /** A value of a row may be in the text of other failures, so that is left out. */
  @Test
  void theContentOfARowIsNeverShown() {
    Throwable failure = catchThrowable(() -> execute(URL, "SELECT CAST('account 4711' AS BIGINT)"));
    assertThat(DatabaseFailure.find(failure).orElseThrow().sentence())
        .isEqualTo(
            "The database failed (SQLSTATE 22P02). Nothing is lost: see data/withdrawals.log, then"
                + " run again.");
  }

  /** The pool has its own exception around that of the driver, and so has Spring. */
  @Test
  void theFailureOfTheServerCountsWhateverHidesIt() {
    SQLException server = new SQLException("FATAL: too many connections for role \"x\"", "53300");
    SQLException pool = new SQLException("Connection is not available", "53300", server);
    TransactionSystemException rollback =
        new TransactionSystemException("Rollback failed", new SQLException("Connection is closed"));
    rollback.initApplicationException(new UncategorizedSQLException("Debit", "UPDATE", pool));
    for (Throwable failure : List.of(pool, rollback, new IllegalStateException(rollback))) {
      assertThat(DatabaseFailure.find(failure).orElseThrow().sentence())
          .startsWith("The database failed (SQLSTATE 53300: FATAL: too many connections for role");
    }
    assertThat(DatabaseFailure.find(new IllegalStateException("another"))).isEmpty();
  }

  private static void execute(String url, String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement sql = connection.createStatement()) {
      for (String statement : statements) {
        sql.execute(statement);
      }
    }
  }
}
