package bank.withdrawals.database;

import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.jdbc.datasource.init.ScriptUtils;

/**
 * Creates Spring Batch's own tables with the script of Spring Batch 6.0. If a later version changes
 * them, that change becomes a migration of its own.
 */
final class BatchSchemaMigration implements JavaMigration {

  /** The version of this migration. */
  static final MigrationVersion VERSION = MigrationVersion.fromVersion("1");

  @Override
  public MigrationVersion getVersion() {
    return VERSION;
  }

  @Override
  public String getDescription() {
    return "batch tables";
  }

  @Override
  public void migrate(Context context) throws Exception {
    ScriptUtils.executeSqlScript(
        context.getConnection(), script(SchemaState.isPostgres(context.getConnection())));
  }

  /** The script for PostgreSQL, or for the embedded database. */
  static Resource script(boolean postgres) {
    return new ClassPathResource(
        "org/springframework/batch/core/"
            + (postgres ? "schema-postgresql.sql" : "schema-hsqldb.sql"));
  }

  /** Constant: a different script needs a migration with a new version. */
  @Override
  public Integer getChecksum() {
    return 0;
  }

  @Override
  public boolean canExecuteInTransaction() {
    return true;
  }
}
