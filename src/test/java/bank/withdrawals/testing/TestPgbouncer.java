package bank.withdrawals.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A PgBouncer before one database. It offers the database under a name for each kind of pool, such
 * as {@code transaction_1}: the mode and the most connections to the server.
 */
public final class TestPgbouncer implements AutoCloseable {

  private static final List<String> MODES = List.of("session", "transaction", "statement");
  private static final List<Integer> SIZES = List.of(1, 20);

  private static final Pattern ADDRESS =
      Pattern.compile("jdbc:postgresql://([^:/]+):(\\d+)/(\\w+).*");

  private final Map<String, String> database;
  private final int port = Ports.free();
  private final Process process;

  /** Starts it; {@code directory} gets its configuration and log. */
  public TestPgbouncer(Map<String, String> database, Path directory) {
    this.database = database;
    try {
      Path settings = Files.writeString(directory.resolve("pgbouncer.ini"), settings(), UTF_8);
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
      ProcessBuilder builder =
          new ProcessBuilder(
              isRoot()
                  ? List.of("pgbouncer", "-u", "nobody", settings.toString())
                  : List.of("pgbouncer", settings.toString()));
      process =
          builder
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("pgbouncer.log").toFile())
              .start();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    awaitStart();
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private String settings() {
    Matcher address = ADDRESS.matcher(database.get("spring.datasource.url"));
    if (!address.matches()) {
      throw new IllegalArgumentException(database.toString());
    }
    StringBuilder settings = new StringBuilder("[databases]\n");
    for (String mode : MODES) {
      for (int size : SIZES) {
        settings.append(
            "%s_%d = host=%s port=%s dbname=%s user=postgres pool_mode=%s pool_size=%d\n"
                .formatted(
                    mode, size, address.group(1), address.group(2), address.group(3), mode, size));
      }
    }
    return settings
        + """
        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = %d
        unix_socket_dir =
        auth_type = any
        ignore_startup_parameters = extra_float_digits
        query_wait_timeout = 5
        """
            .formatted(port);
  }

  private void awaitStart() {
    long deadline = System.nanoTime() + Tool.PATIENCE.toNanos();
    while (true) {
      try (Connection connection =
          DriverManager.getConnection(url("session", 20), "postgres", "")) {
        connection.isValid(0);
        return;
      } catch (SQLException notYet) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          throw new IllegalStateException("PgBouncer does not start", notYet);
        }
      }
    }
  }

  private String url(String mode, int size) {
    return "jdbc:postgresql://127.0.0.1:%d/%s_%d".formatted(port, mode, size);
  }

  /** Properties of the database behind one kind of pool. */
  public Map<String, String> database(String mode, int size) {
    Map<String, String> properties = new HashMap<>(database);
    properties.put("spring.datasource.url", url(mode, size));
    return properties;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
