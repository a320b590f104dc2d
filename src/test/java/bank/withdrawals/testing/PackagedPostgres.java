package bank.withdrawals.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A PostgreSQL of the operating system's packages, which has the tools that the tests' other one
 * lacks: {@code pg_basebackup}, {@code pg_dump} and {@code pg_restore}. It forces nothing to disk.
 */
public final class PackagedPostgres implements AutoCloseable {

  private static final Path PACKAGES = Path.of("/usr/lib/postgresql");
  private static final List<String> TOOLS =
      List.of("initdb", "pg_ctl", "pg_basebackup", "createdb", "pg_dump", "pg_restore");

  private final Path bin;
  private final Path data;
  private final int port = Ports.free();

  private PackagedPostgres(Path bin, Path data) {
    this.bin = bin;
    this.data = data;
  }

  /** Skips the test if the package is missing. */
  public static void assume() {
    assumeTrue(newest().isPresent(), "No PostgreSQL with its tools below %s".formatted(PACKAGES));
  }

  /** The programs of the newest version that has all of them. */
  private static Optional<Path> newest() {
    if (!Files.isDirectory(PACKAGES)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(PACKAGES)) {
      return versions
          .map(version -> version.resolve("bin"))
          .filter(bin -> TOOLS.stream().map(bin::resolve).allMatch(Files::isExecutable))
          .max(Comparator.naturalOrder());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Starts a new server over an empty directory. */
  public static PackagedPostgres primary(Path data) {
    PackagedPostgres server = new PackagedPostgres(newest().orElseThrow(), data);
    String directory = data.toString();
    server.execute("initdb", "-N", "-U", "postgres", "-A", "trust", "-E", "UTF8", "-D", directory);
    server.start();
    return server;
  }

  /** Starts a standby of this server, which follows it, over an empty directory. */
  public PackagedPostgres standby(Path copy) {
    PackagedPostgres standby = new PackagedPostgres(bin, copy);
    connected("pg_basebackup", "-R", "-N", "-c", "fast", "-D", copy.toString());
    standby.start();
    return standby;
  }

  private void start() {
    String options = "-p %d -c listen_addresses=127.0.0.1 -c fsync=off -k ''".formatted(port);
    execute("pg_ctl", "start", "-w", "-D", data.toString(), "-l", data + ".log", "-o", options);
  }

  /** Makes an empty database. */
  public void create(String database) {
    connected("createdb", "-E", "UTF8", "-T", "template0", database);
  }

  /** Writes a backup of a database to a file. */
  public void dump(String database, Path file) {
    connected("pg_dump", "-Fc", "-f", file.toString(), database);
  }

  /** Reads a backup into an empty database. */
  public void restore(String database, Path file) {
    connected("pg_restore", "--exit-on-error", "-d", database, file.toString());
  }

  /** Properties of a database. */
  public Map<String, String> database(String name) {
    return Map.of(
        "spring.datasource.url", "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, name),
        "spring.datasource.username", "postgres",
        "spring.datasource.password", "");
  }

  private void connected(String tool, String... arguments) {
    List<String> all = new ArrayList<>(List.of("-h", "127.0.0.1", "-p", Integer.toString(port)));
    all.addAll(List.of("-U", "postgres"));
    all.addAll(List.of(arguments));
    execute(tool, all.toArray(String[]::new));
  }

  private void execute(String tool, String... arguments) {
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      // The server refuses to be root; here it is nobody, with the same access to the files.
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(bin.resolve(tool).toString());
    command.addAll(List.of(arguments));
    Path output = data.resolveSibling(data.getFileName() + "." + tool + ".out");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      boolean ended = process.waitFor(Tool.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (!ended || process.exitValue() != 0) {
        process.destroy();
        throw new IllegalStateException(
            "%s fails: %s".formatted(command, Files.readString(output, UTF_8)));
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  /** Stops the server without a checkpoint. */
  @Override
  public void close() {
    execute("pg_ctl", "stop", "-m", "immediate", "-D", data.toString());
  }
}
