package bank.withdrawals.ledger;

import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.init.ScriptUtils;
import org.springframework.stereotype.Component;

/**
 * Creates Spring Batch's own tables with the script of Spring Batch 6.0. If a later version changes
 * them, that change becomes a migration of its own.
 */
@Component
class BatchSchemaMigration implements JavaMigration {

  @Override
  public MigrationVersion getVersion() {
    return MigrationVersion.fromVersion("1");
  }

  @Override
  public String getDescription() {
    return "batch tables";
  }

  @Override
  public void migrate(Context context) throws Exception {
    String script = Database.of(context.getConnection()).batchSchema();
    ScriptUtils.executeSqlScript(
        context.getConnection(), new ClassPathResource("org/springframework/batch/core/" + script));
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
