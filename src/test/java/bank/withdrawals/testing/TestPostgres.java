package bank.withdrawals.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** The one real PostgreSQL of a test run; its commits are forced to disk, as a bank's are. */
public final class TestPostgres {

  private static final class Holder {
    static final EmbeddedPostgres INSTANCE = start();
  }

  private static final AtomicInteger databases = new AtomicInteger();

  private TestPostgres() {}

  private static EmbeddedPostgres start() {
    try {
      return EmbeddedPostgres.builder()
          .setServerConfig("fsync", "on")
          .setServerConfig("synchronous_commit", "on")
          .start();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Properties of a new, empty database. */
  public static Map<String, String> newDatabase() {
    String name = "test" + databases.incrementAndGet();
    try (Connection connection = Holder.INSTANCE.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
    return Map.of(
        "spring.datasource.url", Holder.INSTANCE.getJdbcUrl("postgres", name),
        "spring.datasource.username", "postgres",
        "spring.datasource.password", "");
  }
}
