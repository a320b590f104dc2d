package bank.withdrawals.database;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.testing.Ended;
import bank.withdrawals.testing.TestPostgres;
import bank.withdrawals.testing.Tool;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A run gets fewer connections than it could use, or fewer than it needs. */
class ConnectionsFaultsIT {

  private static final int ROWS = 40;

  @TempDir Path home;

  private final Map<String, String> database = TestPostgres.newDatabase();
  private final String url = database.get("spring.datasource.url");
  private final JdbcTemplate sql =
      new JdbcTemplate(new DriverManagerDataSource(url, "postgres", ""));

  /** The columns: the limit of the role, that of the pool, and the sentence of a run that fails. */
  @ParameterizedTest(name = "role {0}, pool {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "1  | 12 | (SQLSTATE 53300: FATAL: too many connections for role",
        "2  | 12 | needs 3 connections to the database at once, and got 2 (SQLSTATE 53300: FATAL: too",
        "3  | 12 | ''",
        "-1 | 1  | raise SPRING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE; a run needs 3 connections",
        "-1 | 2  | needs 3 connections to the database at once, and got 2 (",
        "-1 | 3  | ''",
      })
  void aRunDebitsOnlyIfItCanEndAsItSays(int role, int pool, String sentence) {
    Tool tool = Tool.at(home).over(database);
    tool.run("accounts", "import", accounts(tool)).exits(0);
    sql.execute("CREATE ROLE few_%d LOGIN CONNECTION LIMIT %d".formatted(ROWS, role));
    sql.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO few_" + ROWS);
    sql.execute("GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO few_" + ROWS);
    try {
      Ended ended =
          tool.with("SPRING_DATASOURCE_URL", url.replace("user=postgres", "user=few_" + ROWS))
              .with("SPRING_DATASOURCE_USERNAME", "few_" + ROWS)
              .with("SPRING_DATASOURCE_HIKARI_MAXIMUMPOOLSIZE", Integer.toString(pool))
              .with("SPRING_DATASOURCE_HIKARI_CONNECTIONTIMEOUT", "1000")
              .with("WITHDRAWALS_JOB_CHUNKSIZE", "2")
              .with("WITHDRAWALS_PUBLISHING_CHUNKSIZE", "2")
              .with("WITHDRAWALS_JOB_SLICEROWS", "5")
              .with("WITHDRAWALS_JOB_FIRSTDELAY", "1ms")
              .run("run", "--partitions", 4, rows(tool))
              .exits(sentence.isEmpty() ? 0 : 1);
      assertThat(ended.out() + ended.err()).contains(sentence);
      assertThat(debits()).isEqualTo(sentence.isEmpty() ? ROWS : 0);
      // One run if it could begin, and none otherwise.
      assertThat(tool.run("status", "--json").exits(0).out().contains("COMPLETED"))
          .isEqualTo(sentence.isEmpty());
    } finally {
      sql.execute("DROP OWNED BY few_" + ROWS);
      sql.execute("DROP ROLE few_" + ROWS);
    }
  }

  /** The pool would let the run wait as long as it waits for any connection. */
  @Test
  void aSmallPoolMeansFewerSlicesAtOnceWithoutAWait() throws SQLException {
    try (HikariDataSource pool = new HikariDataSource()) {
      pool.setJdbcUrl(url);
      pool.setMaximumPoolSize(4);
      pool.setConnectionTimeout(Duration.ofHours(1).toMillis());
      Connections connections = new Connections(pool);
      assertThat(connections.slicesAtOnce(2)).isEqualTo(2);
      assertThat(connections.slicesAtOnce(5)).isEqualTo(3);
      try (Connection inUse = pool.getConnection()) {
        assertThat(inUse.isValid(0)).isTrue();
        assertThat(connections.slicesAtOnce(5)).isEqualTo(2);
      }
      assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
    }
  }

  /**
   * The pool waits for its timeout before it fails, so the server is asked for too many only once.
   */
  @Test
  void whatTheServerRefusesIsNotAskedForAgain() {
    String role = "limited_" + ROWS;
    sql.execute("CREATE ROLE %s LOGIN CONNECTION LIMIT 3".formatted(role));
    try (HikariDataSource pool = new HikariDataSource()) {
      pool.setJdbcUrl(url.replace("user=postgres", "user=" + role));
      pool.setUsername(role);
      pool.setMinimumIdle(0);
      pool.setConnectionTimeout(250);
      Connections connections = new Connections(pool);
      assertThat(connections.slicesAtOnce(2)).isEqualTo(2);
      assertThat(connections.slicesAtOnce(8)).isEqualTo(2);
      sql.execute("ALTER ROLE %s CONNECTION LIMIT 20".formatted(role));
      assertThat(connections.slicesAtOnce(8)).isEqualTo(2);
    } finally {
      sql.execute("DROP ROLE " + role);
    }
  }

  private static Path accounts(Tool tool) {
    return tool.write("accounts.csv", lines("account_id,balance", "%d,10.00"));
  }

  private static Path rows(Tool tool) {
    return tool.write("rows.csv", lines("request_id,account_id,amount", "r%1$d,%1$d,1.00"));
  }

  private static String[] lines(String header, String line) {
    return IntStream.rangeClosed(0, ROWS)
        .mapToObj(n -> n == 0 ? header : line.formatted(n))
        .toArray(String[]::new);
  }

  private long debits() {
    return sql.queryForObject("SELECT COUNT(*) FROM withdrawal", Long.class);
  }
}
