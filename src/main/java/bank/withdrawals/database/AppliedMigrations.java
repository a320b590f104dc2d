package bank.withdrawals.database;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import javax.sql.DataSource;
import org.flywaydb.core.api.migration.JavaMigration;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Compares the history of a database with the migrations of this build without Flyway, which takes
 * a fifth of a short run. Only says whether Flyway has nothing to do and nothing to refuse: each
 * migration of this build is in the history with its checksum, none has failed, and there is
 * nothing else. In any other case Flyway decides.
 */
final class AppliedMigrations {

  /** Flyway writes these names in lower case and in quotes. */
  private static final String ROWS =
      """
      SELECT "version", "description", "type", "checksum", "success" FROM "flyway_schema_history"
      """;

  private static final Pattern SCRIPT = Pattern.compile("V(\\d+(?:_\\d+)*)__(\\w+)\\.sql");
  private static final String CLASS_PATH = "classpath:";
  private static final String VENDOR = "{vendor}";

  private AppliedMigrations() {}

  /** A row of the history. */
  private record Migration(
      @Nullable String version,
      String description,
      String type,
      @Nullable Integer checksum,
      boolean isApplied) {}

  /**
   * Whether the database has exactly the migrations of this build.
   *
   * @param locations where the scripts are, separated by commas, as Spring Boot's setting has them
   * @throws DatabaseRefusedException if the schema cannot be used
   */
  static boolean areThoseOfThisBuild(DataSource login, String locations) {
    Optional<SchemaState> postgres = SchemaState.of(login);
    postgres.ifPresent(SchemaState::requireUsable);
    // A history that is only in a later schema of the search path is not that of the first one.
    if (postgres.isPresent() && !SchemaMigration.hasHistory(postgres.get())) {
      return false;
    }
    Optional<List<Migration>> build =
        ofThisBuild(locations.replace(VENDOR, postgres.isPresent() ? "postgresql" : "hsqldb"));
    return build.isPresent() && areIn(login, build.get());
  }

  private static boolean areIn(DataSource login, List<Migration> build) {
    try {
      List<Migration> history =
          new JdbcTemplate(login)
              .query(
                  ROWS,
                  (row, n) ->
                      new Migration(
                          row.getString(1),
                          row.getString(2),
                          row.getString(3),
                          row.getObject(4, Integer.class),
                          row.getBoolean(5)));
      return history.size() == build.size() && new HashSet<>(history).equals(new HashSet<>(build));
    } catch (BadSqlGrammarException noHistory) {
      return false;
    }
  }

  /** Empty if there is something that this class does not know how Flyway treats. */
  private static Optional<List<Migration>> ofThisBuild(String locations) {
    List<Migration> migrations = new ArrayList<>();
    for (JavaMigration each : List.of(new BatchSchemaMigration(), new InstallationMigration())) {
      migrations.add(
          new Migration(
              each.getVersion().getVersion(),
              each.getDescription(),
              "JDBC",
              each.getChecksum(),
              true));
    }
    for (String location : locations.split(",", -1)) {
      if (!location.strip().startsWith(CLASS_PATH)) {
        return Optional.empty();
      }
      for (Resource script : files(location.strip().substring(CLASS_PATH.length()))) {
        Matcher name = SCRIPT.matcher(Objects.requireNonNullElse(script.getFilename(), ""));
        if (!name.matches()) {
          return Optional.empty();
        }
        migrations.add(
            new Migration(
                name.group(1).replace('_', '.'),
                name.group(2).replace('_', ' '),
                "SQL",
                checksum(script),
                true));
      }
    }
    return Optional.of(migrations);
  }

  private static Resource[] files(String location) {
    try {
      return new PathMatchingResourcePatternResolver()
          .getResources("classpath*:%s/**/*.*".formatted(location));
    } catch (IOException brokenProgram) {
      throw new UncheckedIOException(brokenProgram);
    }
  }

  /** As Flyway calculates it: of the lines without their ends. */
  private static int checksum(Resource script) {
    CRC32 checksum = new CRC32();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(script.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        checksum.update(line.getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException brokenProgram) {
      throw new UncheckedIOException(brokenProgram);
    }
    return (int) checksum.getValue();
  }
}
