package bank.withdrawals.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/** The supported databases, and everything in which they differ for this program. */
public enum Database {
  /** Locks rows, so several chunks can be decided at once. Large results go to disk. */
  POSTGRESQL(true, true, "= ANY (?)", "ORDER BY account_id"),

  /**
   * Locks whole tables, and ignores FOR UPDATE in a query with ORDER BY. Keeps the groups of a
   * GROUP BY in memory, about 300 bytes each.
   */
  HSQLDB(false, false, "IN (UNNEST(?))", "");

  private final boolean concurrentWriters;
  private final boolean groupsOnDisk;
  private final String oneOf;
  private final String lockOrder;

  Database(boolean concurrentWriters, boolean groupsOnDisk, String oneOf, String lockOrder) {
    this.concurrentWriters = concurrentWriters;
    this.groupsOnDisk = groupsOnDisk;
    this.oneOf = oneOf;
    this.lockOrder = lockOrder;
  }

  /** The database that {@code jdbc} is connected to. */
  public static Database of(JdbcTemplate jdbc) {
    return jdbc.execute((ConnectionCallback<Database>) Database::of);
  }

  static Database of(Connection connection) throws SQLException {
    String product = connection.getMetaData().getDatabaseProductName();
    return "PostgreSQL".equals(product) ? POSTGRESQL : HSQLDB;
  }

  /** Whether transactions about different accounts can run at the same time. */
  public boolean supportsConcurrentWriters() {
    return concurrentWriters;
  }

  /** Whether the memory for a GROUP BY is bounded, however many groups there are. */
  public boolean keepsGroupsOnDisk() {
    return groupsOnDisk;
  }

  /** Moves the large results of this connection's queries to disk, if it does not do so anyway. */
  public void keepLargeResultsOnDisk(JdbcTemplate jdbc) {
    if (this == HSQLDB) {
      jdbc.execute("SET SESSION RESULT MEMORY ROWS 10000");
    }
  }

  /** The database and the schema that {@code jdbc} is connected to, in the words of an operator. */
  String place(JdbcTemplate jdbc) {
    if (this == HSQLDB) {
      return "the embedded database";
    }
    ConnectionCallback<String> names =
        connection ->
            "the database %s, schema %s".formatted(connection.getCatalog(), connection.getSchema());
    return String.valueOf(jdbc.execute(names));
  }

  /** The predicate that a column has one of the values of an array parameter. */
  String oneOf() {
    return oneOf;
  }

  /** The order in which rows of accounts are locked, against deadlocks; empty if not needed. */
  String lockOrder() {
    return lockOrder;
  }

  /** Detects the kind of database once, for every feature. */
  @Configuration(proxyBeanMethods = false)
  static class Detection {

    @Bean
    Database database(JdbcTemplate jdbc) {
      return Database.of(jdbc);
    }
  }
}
