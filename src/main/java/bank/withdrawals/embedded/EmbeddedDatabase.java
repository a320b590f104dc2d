package bank.withdrawals.embedded;

import bank.withdrawals.files.OwnerOnlyFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * The database for a laptop: HSQLDB in the job's own process, on disk. Not for production.
 *
 * <ul>
 *   <li>{@code write_delay=false}: without it, a kill loses the commits of the last half second.
 *   <li>{@code lock_file=false}: HSQLDB's lock file stays after a kill. The caller holds an
 *       operating-system lock instead.
 *   <li>{@code default_table_type=cached}: memory does not grow with history.
 *   <li>{@code tx=locks}: {@code SELECT … FOR UPDATE} locks until the commit, as on PostgreSQL;
 *       with {@code mvcc} it does not.
 *   <li>{@code cache_rows}, {@code cache_size} (KiB): about a sixth of the heap. 100,000 journal
 *       rows take about 45 MB. A start compares the size with that of the database.
 *   <li>{@code log_size} (MiB): a start after a kill replays the log at about 10 MB a second. The
 *       default of 50 would take longer than the run. A smaller log costs no throughput.
 * </ul>
 */
public final class EmbeddedDatabase {

  private static final int FEWEST_ROWS = 100_000;

  /** The cache allocates 20 bytes for each of them when it is opened. */
  private static final int MOST_ROWS = 400_000;

  /** The heap that {@link #FEWEST_ROWS} need. The JVM reports a little less than {@code -Xmx}. */
  private static final long HEAP = 240L << 20;

  private static final int STORED_BYTES = 200;

  private EmbeddedDatabase() {}

  /**
   * Creates the directory of the database under {@code data}, for the program's user only.
   *
   * @return Spring Boot's properties for the database; a new database gets the sample accounts
   * @throws UncheckedIOException with a sentence, if the directory cannot be created
   */
  public static Map<String, Object> properties(Path data) {
    Path directory = data.resolve("db");
    try {
      OwnerOnlyFiles.createDirectory(directory);
    } catch (IOException failure) {
      throw new UncheckedIOException(
          "The directory %s cannot be created: check the disk and the permissions."
              .formatted(directory),
          failure);
    }
    int rows = cachedRows(Runtime.getRuntime().maxMemory());
    String url =
        "jdbc:hsqldb:file:"
            + directory.resolve("withdrawals")
            + ";hsqldb.write_delay=false;hsqldb.lock_file=false;hsqldb.default_table_type=cached"
            + ";hsqldb.tx=locks;shutdown=true"
            + ";hsqldb.cache_rows=%d;hsqldb.cache_size=%d;hsqldb.log_size=10"
                .formatted(rows, rows * STORED_BYTES / 1000);
    return Map.of(
        "spring.datasource.url", url,
        "spring.datasource.username", "SA",
        "spring.datasource.password", "",
        "spring.flyway.locations", "classpath:db/migration/common,classpath:db/migration/embedded");
  }

  /** How many rows are cached. In steps, because each new size opens the database once more. */
  static int cachedRows(long heap) {
    int rows = FEWEST_ROWS;
    while (rows < MOST_ROWS && heap / HEAP >= 2L * rows / FEWEST_ROWS) {
      rows *= 2;
    }
    return rows;
  }
}
