package bank.withdrawals.database;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.jdbc.CannotGetJdbcConnectionException;

/**
 * The size of the cache of an embedded database. HSQLDB takes it from the URL only when it creates
 * the database, and stores it. But it is a share of the heap, which may be another one later.
 *
 * <ol>
 *   <li>Before the pool opens a connection, compare the stored size with that in the URL. They are
 *       the same, unless the heap is not.
 *   <li>If they differ, store that in the URL, and shut the database down. The next connection
 *       opens it again, and only then the size counts.
 * </ol>
 */
final class HsqldbCache {

  private static final String FILE = "jdbc:hsqldb:file:";
  private static final String ROWS = "hsqldb.cache_rows";
  private static final String KILOBYTES = "hsqldb.cache_size";

  private static final Pattern IN_URL = Pattern.compile("(hsqldb\\.cache_(?:rows|size))=(\\d+)");

  private static final String STORED =
      """
      SELECT property_name, property_value
      FROM information_schema.system_properties
      WHERE property_name IN ('hsqldb.cache_rows', 'hsqldb.cache_size')
      """;

  /** HSQLDB takes no parameters here. */
  private static final String STORE_ROWS =
      """
      SET FILES CACHE ROWS %s
      """;

  private static final String STORE_KILOBYTES =
      """
      SET FILES CACHE SIZE %s
      """;

  private HsqldbCache() {}

  /**
   * Lets the cache have the size in the URL. Does nothing for another database, if the URL has no
   * size, or if the pool is in use already: a shutdown would close its connections.
   *
   * @throws CannotGetJdbcConnectionException if the database cannot be opened
   */
  static void fit(DataSource dataSource) {
    try {
      if (!dataSource.isWrapperFor(HikariDataSource.class)) {
        return;
      }
      HikariDataSource pool = dataSource.unwrap(HikariDataSource.class);
      String url = String.valueOf(pool.getJdbcUrl());
      Map<String, String> wanted =
          IN_URL
              .matcher(url)
              .results()
              .collect(Collectors.toMap(size -> size.group(1), size -> size.group(2), (a, b) -> b));
      if (url.startsWith(FILE) && wanted.size() == 2 && !pool.isRunning()) {
        fit(pool, wanted);
      }
    } catch (SQLException failure) {
      throw new CannotGetJdbcConnectionException("The database cannot be opened", failure);
    }
  }

  private static void fit(HikariDataSource pool, Map<String, String> wanted) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(pool.getJdbcUrl(), pool.getUsername(), pool.getPassword());
        Statement statement = connection.createStatement()) {
      if (stored(statement).equals(wanted)) {
        // The database is shut down with its last connection.
        pool.getConnection().close();
        return;
      }
      statement.execute(STORE_ROWS.formatted(wanted.get(ROWS)));
      statement.execute(STORE_KILOBYTES.formatted(wanted.get(KILOBYTES)));
      statement.execute("SHUTDOWN");
    }
  }

  private static Map<String, String> stored(Statement statement) throws SQLException {
    Map<String, String> stored = new HashMap<>();
    try (ResultSet sizes = statement.executeQuery(STORED)) {
      while (sizes.next()) {
        stored.put(sizes.getString(1), sizes.getString(2));
      }
    }
    return stored;
  }
}
