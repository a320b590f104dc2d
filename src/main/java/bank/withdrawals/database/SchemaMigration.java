package bank.withdrawals.database;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Makes the job's tables:
 *
 * <ol>
 *   <li>Refuse an encoding or a search path that cannot be used: {@link SchemaState}.
 *   <li>If nothing is pending, only compare the migrations with those of this build.
 *   <li>Otherwise take the {@link MigrationLock} on PostgreSQL, and look again.
 *   <li>If no migration was applied yet, refuse a schema in which something else has one of the
 *       job's names.
 *   <li>Migrate; on PostgreSQL in one transaction. A schema with tables of others is refused at a
 *       start, and accepted by the command {@code migrate}.
 *   <li>If the first migration fails, remove the history that Flyway has made before it.
 * </ol>
 */
public final class SchemaMigration {

  private static final String HISTORY = "flyway_schema_history";

  private static final String REMOVE_HISTORY =
      """
      DROP TABLE flyway_schema_history
      """;

  private static final String SKIP_NOTHING =
      """
      UPDATE flyway_schema_history SET version = '0' WHERE type = 'BASELINE'
      """;

  /** The version before all migrations, so that a baseline skips none. */
  private static final MigrationVersion NOTHING = MigrationVersion.fromVersion("0");

  private static final MigrationVersion LEDGER = MigrationVersion.fromVersion("2");

  private final Flyway flyway;
  private final DataSource login;

  SchemaMigration(Flyway flyway) {
    this.flyway = flyway;
    this.login = flyway.getConfiguration().getDataSource();
  }

  /**
   * What the command {@code migrate} has done.
   *
   * @param schema the schema with the tables
   * @param from the version before; empty if there were no tables
   * @param to the version now
   * @param applied how many migrations were applied
   */
  public record Outcome(String schema, Optional<String> from, String to, int applied) {}

  /**
   * Migrates a schema that is empty or has the job's tables.
   *
   * @throws DatabaseRefusedException if the schema is not as it must be; nothing was done
   */
  void atStart() {
    Optional<SchemaState> state = usable(login);
    MigrationInfoService before = flyway.info();
    if (skipsMigrations(before)) {
      throw SchemaRefusals.skipsTables(nameOf(state));
    }
    if (before.pending().length == 0) {
      requireSameBuild(flyway);
    } else {
      alone(state, () -> execute(flyway, state, flyway.info()));
    }
  }

  /**
   * Migrates a schema whatever else is in it. Also corrects a baseline that skips migrations, which
   * Flyway's own advice leads to. The caller holds the run lock.
   *
   * @throws DatabaseRefusedException if the schema is not as it must be; nothing was done
   */
  public Outcome onDemand() {
    Optional<SchemaState> state = usable(login);
    return alone(state, () -> onDemand(state));
  }

  private Outcome onDemand(Optional<SchemaState> state) {
    MigrationInfoService before = flyway.info();
    Optional<String> from = version(before);
    if (skipsMigrations(before)) {
      state.ifPresent(schema -> requireFreeNames(schema, before));
      new JdbcTemplate(login).update(SKIP_NOTHING);
    }
    Flyway besideOthers =
        Flyway.configure()
            .configuration(flyway.getConfiguration())
            .baselineOnMigrate(true)
            .baselineVersion(NOTHING)
            .outOfOrder(true)
            .load();
    int applied = execute(besideOthers, state, besideOthers.info());
    return new Outcome(nameOf(state), from, version(besideOthers.info()).orElseThrow(), applied);
  }

  /**
   * Refuses a schema without the tables of this build.
   *
   * @param job the login of the job, which may see another schema than that of the migrations
   * @throws DatabaseRefusedException if the tables are missing, or of another version
   */
  void requireCurrent(DataSource job) {
    Optional<SchemaState> state = usable(job);
    Flyway seen =
        Flyway.configure()
            .configuration(flyway.getConfiguration())
            .dataSource(job)
            .ignoreMigrationPatterns("*:pending")
            .load();
    MigrationInfoService info = seen.info();
    requireSameBuild(seen);
    if (info.pending().length > 0) {
      throw SchemaRefusals.outdated(nameOf(state), version(info));
    }
  }

  private static Optional<SchemaState> usable(DataSource login) {
    Optional<SchemaState> state = SchemaState.of(login);
    state.ifPresent(SchemaState::requireUsable);
    return state;
  }

  private static String nameOf(Optional<SchemaState> state) {
    return state.map(SchemaState::schema).orElse("PUBLIC");
  }

  /** An embedded database has one process at a time anyway. */
  private <T> T alone(Optional<SchemaState> state, Supplier<T> action) {
    return state.isEmpty() ? action.get() : MigrationLock.during(login, action);
  }

  private static int execute(
      Flyway flyway, Optional<SchemaState> state, MigrationInfoService before) {
    if (before.pending().length == 0) {
      requireSameBuild(flyway);
      return 0;
    }
    boolean first = version(before).isEmpty();
    if (first) {
      state.ifPresent(schema -> requireFreeNames(schema, before));
    }
    boolean hadHistory = state.filter(SchemaMigration::hasHistory).isPresent();
    try {
      return flyway.migrate().migrationsExecuted;
    } catch (FlywayValidateException failure) {
      throw SchemaRefusals.otherBuild(failure);
    } catch (FlywayException failure) {
      if (failure.getErrorCode() == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE) {
        throw SchemaRefusals.notEmpty(nameOf(state), failure);
      }
      // The commit may have counted although its answer was lost.
      if (first && !hadHistory && version(flyway.info()).isEmpty()) {
        state
            .filter(SchemaMigration::hasHistory)
            .ifPresent(schema -> removeHistory(flyway.getConfiguration().getDataSource(), failure));
      }
      throw failure;
    }
  }

  /** Whether a baseline stands for migrations of this job that were never applied. */
  private static boolean skipsMigrations(MigrationInfoService info) {
    return Arrays.stream(info.applied())
        .anyMatch(each -> each.getType().isBaseline() && !NOTHING.equals(each.getVersion()));
  }

  private static void requireFreeNames(SchemaState schema, MigrationInfoService info) {
    Set<String> names = new TreeSet<>();
    if (!isApplied(info, BatchSchemaMigration.VERSION)) {
      names.addAll(OwnNames.ofBatch());
    }
    if (!isApplied(info, LEDGER)) {
      names.addAll(OwnNames.ofLedger());
    }
    Collection<String> taken = schema.taken(names);
    if (!taken.isEmpty()) {
      throw SchemaRefusals.namesTaken(schema.schema(), taken);
    }
  }

  private static boolean isApplied(MigrationInfoService info, MigrationVersion version) {
    return Arrays.stream(info.applied())
        .anyMatch(each -> !each.getType().isSynthetic() && version.equals(each.getVersion()));
  }

  /** Whether the first schema of the search path has a history. */
  static boolean hasHistory(SchemaState schema) {
    return !schema.taken(Set.of(HISTORY)).isEmpty();
  }

  private static void requireSameBuild(Flyway flyway) {
    try {
      flyway.validate();
    } catch (FlywayValidateException failure) {
      throw SchemaRefusals.otherBuild(failure);
    }
  }

  private static void removeHistory(DataSource login, FlywayException failure) {
    try {
      new JdbcTemplate(login).execute(REMOVE_HISTORY);
    } catch (DataAccessException alsoFailed) {
      failure.addSuppressed(alsoFailed);
    }
  }

  /** The version of the tables; empty if no migration of this job was applied. */
  private static Optional<String> version(MigrationInfoService info) {
    return Arrays.stream(info.applied())
        .filter(each -> !each.getType().isSynthetic())
        .map(MigrationInfo::getVersion)
        .max(Comparator.naturalOrder())
        .map(MigrationVersion::getVersion);
  }
}
