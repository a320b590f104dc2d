package bank.withdrawals.ledger;

import bank.withdrawals.files.OwnerOnlyFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.util.FileSystemUtils;

/**
 * An empty, temporary database with the job's tables, for data that may be larger than memory. It
 * is on disk, readable only by its owner, and deleted when closed.
 */
public final class ScratchDatabase implements AutoCloseable {

  /** The data need not survive a crash, so no transaction log is written. */
  private static final String URL =
      "jdbc:hsqldb:file:%s;hsqldb.log_data=false;hsqldb.lock_file=false;hsqldb.tx=locks;sql.pad_space=false"
          + ";hsqldb.default_table_type=cached;hsqldb.cache_rows=50000;hsqldb.cache_size=10000"
          + ";hsqldb.result_max_memory_rows=10000";

  private static final String PREFIX = "scratch-";

  private final Path directory;
  private final SingleConnectionDataSource dataSource;

  private ScratchDatabase(Path directory) {
    this.directory = directory;
    String url = URL.formatted(directory.resolve("scratch"));
    this.dataSource = new SingleConnectionDataSource(url, "SA", "", true);
  }

  /**
   * Creates a database below {@code data}. Also deletes the databases that killed processes left
   * there, once they are a day old: a younger one may belong to a live process, perhaps on another
   * machine.
   *
   * @throws UncheckedIOException if the directory cannot be written
   */
  public static ScratchDatabase open(Path data) {
    Path directory;
    try {
      OwnerOnlyFiles.createDirectory(data);
      deleteOld(data);
      directory = Files.createTempDirectory(data, PREFIX);
    } catch (IOException failure) {
      throw new UncheckedIOException("Cannot create a directory in %s.".formatted(data), failure);
    }
    ScratchDatabase scratch = new ScratchDatabase(directory);
    Flyway.configure()
        .dataSource(scratch.dataSource)
        .locations("classpath:db/migration/common")
        .load()
        .migrate();
    return scratch;
  }

  private static void deleteOld(Path data) throws IOException {
    Instant yesterday = Instant.now().minus(Duration.ofDays(1));
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(data, PREFIX + "*")) {
      for (Path directory : leftovers) {
        if (Files.getLastModifiedTime(directory).toInstant().isBefore(yesterday)) {
          FileSystemUtils.deleteRecursively(directory);
        }
      }
    }
  }

  /** The only connection to the database. */
  public DataSource dataSource() {
    return dataSource;
  }

  /** The directory of the database, for more temporary files. */
  public Path directory() {
    return directory;
  }

  @Override
  public void close() {
    try (var connection = dataSource.getConnection();
        var statement = connection.createStatement()) {
      statement.execute("SHUTDOWN IMMEDIATELY");
    } catch (java.sql.SQLException alreadyDown) {
      // Its files are deleted below.
    }
    dataSource.destroy();
    try {
      FileSystemUtils.deleteRecursively(directory);
    } catch (IOException failure) {
      throw new UncheckedIOException(
          "Cannot delete the directory %s.".formatted(directory), failure);
    }
  }
}
