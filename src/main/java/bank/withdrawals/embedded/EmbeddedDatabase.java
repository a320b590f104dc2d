package bank.withdrawals.embedded;

import bank.withdrawals.files.OwnerOnlyFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * The database of a laptop: HSQLDB in the job's own process, on disk. Not the production store.
 *
 * <ul>
 *   <li>{@code write_delay=false}: without it, commits of the last half second do not outlive the
 *       process.
 *   <li>{@code lock_file=false}: its own lock outlives a killed process; an operating-system lock
 *       of the caller's takes its place.
 *   <li>{@code default_table_type=cached}: memory does not grow with history.
 *   <li>{@code tx=locks}: {@code SELECT … FOR UPDATE} keeps others out until the commit, as it does
 *       on PostgreSQL; with {@code mvcc} it does not.
 *   <li>{@code cache_rows}, {@code cache_size} (KiB): what a database is created with, it keeps,
 *       whatever heap it is opened in later; 100,000 journal rows take about 45 MB.
 *   <li>{@code log_size} (MiB): the log is what a start after a kill replays, at some 10 MB a
 *       second; at the default of 50 that is longer than the run. Costs no throughput.
 * </ul>
 */
public final class EmbeddedDatabase {

  private EmbeddedDatabase() {}

  /**
   * Makes the directory of the database under {@code data}, for its owner alone.
   *
   * @return Spring Boot's properties for the database; a fresh one gets the sample accounts
   */
  public static Map<String, Object> properties(Path data) {
    Path directory = data.resolve("db");
    try {
      OwnerOnlyFiles.directory(directory);
    } catch (IOException failure) {
      throw new UncheckedIOException(
          "The directory %s cannot be made.".formatted(directory), failure);
    }
    String url =
        "jdbc:hsqldb:file:"
            + directory.resolve("withdrawals")
            + ";hsqldb.write_delay=false;hsqldb.lock_file=false;hsqldb.default_table_type=cached"
            + ";hsqldb.tx=locks;shutdown=true"
            + ";hsqldb.cache_rows=100000;hsqldb.cache_size=20000;hsqldb.log_size=10";
    return Map.of(
        "spring.datasource.url", url,
        "spring.datasource.username", "SA",
        "spring.datasource.password", "",
        "spring.flyway.locations", "classpath:db/migration/common,classpath:db/migration/embedded");
  }
}
