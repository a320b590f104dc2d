package bank.withdrawals.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** The PostgreSQL server of the tests. Its commits are forced to disk, as in production. */
public final class TestPostgres {

  /** The default of 10 seconds is too short on a busy machine. */
  private static final Duration START_WAIT = Duration.ofMinutes(5);

  private static final class Holder {
    static final EmbeddedPostgres INSTANCE = start();
  }

  private static final AtomicInteger databases = new AtomicInteger();

  private TestPostgres() {}

  private static EmbeddedPostgres start() {
    try {
      return EmbeddedPostgres.builder()
          .setPGStartupWait(START_WAIT)
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
    execute("CREATE DATABASE " + name);
    return Map.of(
        "spring.datasource.url", Holder.INSTANCE.getJdbcUrl("postgres", name),
        "spring.datasource.username", "postgres",
        "spring.datasource.password", "");
  }

  /**
   * Makes a backup of a database: a copy of it, as one of {@code pg_dump} would be. Its connections
   * are closed.
   *
   * @return the name of the copy
   */
  public static String backup(String database) {
    String copy = "test" + databases.incrementAndGet();
    disconnect(database);
    execute("CREATE DATABASE %s TEMPLATE %s".formatted(copy, database));
    execute("ALTER DATABASE %s ALLOW_CONNECTIONS true".formatted(database));
    return copy;
  }

  /** Replaces a database by its backup. Its connections are closed. */
  public static void restore(String database, String backup) {
    disconnect(database);
    // Dropping it would force everything on the server to disk.
    execute("ALTER DATABASE %s RENAME TO test%d".formatted(database, databases.incrementAndGet()));
    execute("CREATE DATABASE %s TEMPLATE %s".formatted(database, backup));
  }

  private static void disconnect(String database) {
    execute("ALTER DATABASE %s ALLOW_CONNECTIONS false".formatted(database));
    execute(
        "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity WHERE datname = '%s'"
            .formatted(database));
  }

  private static void execute(String sql) {
    try (Connection connection = Holder.INSTANCE.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** A server of its own, which can be stopped and started again over the same data. */
  public static Server server(Path data) {
    return new Server(data);
  }

  /** A PostgreSQL for one test; closing stops it. */
  public static final class Server implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path data;
    private int port;
    private EmbeddedPostgres postgres;

    private Server(Path data) {
      this.data = data;
      start();
    }

    /** Starts it, at the address it had before. */
    public void start() {
      try {
        EmbeddedPostgres.Builder builder =
            EmbeddedPostgres.builder()
                .setPGStartupWait(START_WAIT)
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on");
        postgres = (port == 0 ? builder : builder.setPort(port)).start();
        port = postgres.getPort();
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }

    /** As {@code pg_ctl stop -m immediate}: no checkpoint, recovery at the next start. */
    public void stopImmediately() {
      try {
        long pid =
            Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
        Process quit = new ProcessBuilder("kill", "-QUIT", Long.toString(pid)).inheritIO().start();
        if (quit.waitFor() != 0) {
          throw new IllegalStateException("There is no process " + pid);
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)) {
          if (System.nanoTime() > deadline) {
            throw new IllegalStateException("PostgreSQL does not stop");
          }
        }
        postgres.close();
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      } catch (InterruptedException interrupted) {
        throw new IllegalStateException(interrupted);
      }
    }

    /** Properties of its one database. */
    public Map<String, String> database() {
      return Map.of(
          "spring.datasource.url", postgres.getJdbcUrl("postgres", "postgres"),
          "spring.datasource.username", "postgres",
          "spring.datasource.password", "");
    }

    @Override
    public void close() {
      try {
        postgres.close();
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
  }
}
