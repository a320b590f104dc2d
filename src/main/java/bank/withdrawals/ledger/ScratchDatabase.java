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
 * A database of its own with the job's tables, for what must be worked out without touching the
 * real one and may be larger than memory. On disk, for its owner alone, and gone when closed.
 */
public final class ScratchDatabase implements AutoCloseable {

  /** Nothing of it is to outlive a crash, so nothing is logged. */
  private static final String URL =
      "jdbc:hsqldb:file:%s;hsqldb.log_data=false;hsqldb.lock_file=false;hsqldb.tx=locks"
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
   * Makes one below {@code data}. What killed processes have left of theirs there is taken away a
   * day later; until then it may belong to one that lives, on another machine perhaps.
   *
   * @throws UncheckedIOException where the disk does not take it
   */
  public static ScratchDatabase open(Path data) {
    Path directory;
    try {
      OwnerOnlyFiles.createDirectory(data);
      deleteOld(data);
      directory = Files.createTempDirectory(data, PREFIX);
    } catch (IOException failure) {
      throw new UncheckedIOException("No directory can be made in %s.".formatted(data), failure);
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
    try (DirectoryStream<Path> left = Files.newDirectoryStream(data, PREFIX + "*")) {
      for (Path directory : left) {
        if (Files.getLastModifiedTime(directory).toInstant().isBefore(yesterday)) {
          FileSystemUtils.deleteRecursively(directory);
        }
      }
    }
  }

  public DataSource dataSource() {
    return dataSource;
  }

  @Override
  public void close() {
    try (var connection = dataSource.getConnection();
        var statement = connection.createStatement()) {
      statement.execute("SHUTDOWN IMMEDIATELY");
    } catch (java.sql.SQLException alreadyDown) {
      // What it wrote is deleted in any case.
    }
    dataSource.destroy();
    try {
      FileSystemUtils.deleteRecursively(directory);
    } catch (IOException failure) {
      throw new UncheckedIOException(
          "The directory %s cannot be deleted.".formatted(directory), failure);
    }
  }
}
