package bank.withdrawals.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The heap of a start, and not that of the first one, says how much an embedded database caches.
 */
class HsqldbCacheTest {

  @TempDir private Path directory;

  @Test
  void aStartGetsTheCacheOfItsUrlAndKeepsTheRows() {
    try (HikariDataSource created = pool(200_000, 40_000)) {
      HsqldbCache.fit(created);
      JdbcTemplate jdbc = new JdbcTemplate(created);
      jdbc.execute("CREATE CACHED TABLE t (id INTEGER PRIMARY KEY)");
      jdbc.update("INSERT INTO t VALUES (7)");
      assertThat(cached(jdbc)).isEqualTo("200000 rows, 40000 KB");
    }
    try (HikariDataSource unfitted = pool(100_000, 20_000)) {
      assertThat(cached(new JdbcTemplate(unfitted)))
          .as("HSQLDB's own way")
          .isEqualTo("200000 rows, 40000 KB");
    }
    try (HikariDataSource smaller = pool(100_000, 20_000)) {
      JdbcTemplate jdbc = new JdbcTemplate(smaller);
      HsqldbCache.fit(smaller);
      assertThat(cached(jdbc)).isEqualTo("100000 rows, 20000 KB");
      assertThat(jdbc.queryForObject("SELECT id FROM t", Integer.class)).isEqualTo(7);
    }
  }

  /** A shutdown would end the other session. */
  @Test
  void aDatabaseThatFitsStaysOpen() throws SQLException {
    try (HikariDataSource created = pool(100_000, 20_000)) {
      HsqldbCache.fit(created);
    }
    try (HikariDataSource fitting = pool(100_000, 20_000);
        Connection other = DriverManager.getConnection(fitting.getJdbcUrl(), "SA", "");
        Statement statement = other.createStatement()) {
      HsqldbCache.fit(fitting);
      assertThatCode(() -> statement.execute("VALUES 7")).doesNotThrowAnyException();
    }
  }

  /** A shutdown closes all connections, also those that a pool opens in the background. */
  @Test
  void aPoolThatHasConnectionsKeepsThem() throws SQLException {
    try (HikariDataSource created = pool(200_000, 40_000)) {
      HsqldbCache.fit(created);
    }
    try (HikariDataSource pool = pool(100_000, 20_000);
        Connection before = pool.getConnection();
        Statement statement = before.createStatement()) {
      HsqldbCache.fit(pool);
      assertThatCode(() -> statement.execute("VALUES 7")).doesNotThrowAnyException();
    }
  }

  private static String cached(JdbcTemplate jdbc) {
    return jdbc.queryForObject(
        "SELECT max_cache_count, max_cache_bytes FROM information_schema.system_cacheinfo",
        (row, n) -> "%d rows, %d KB".formatted(row.getLong(1), row.getLong(2) / 1024));
  }

  private HikariDataSource pool(int rows, int kilobytes) {
    HikariDataSource pool = new HikariDataSource();
    pool.setMaximumPoolSize(2);
    pool.setJdbcUrl(
        "jdbc:hsqldb:file:%s;shutdown=true;hsqldb.cache_rows=%d;hsqldb.cache_size=%d"
            .formatted(directory.resolve("db"), rows, kilobytes));
    pool.setUsername("SA");
    return pool;
  }
}
