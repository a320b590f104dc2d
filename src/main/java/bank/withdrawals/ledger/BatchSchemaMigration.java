package bank.withdrawals.ledger;

import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.init.ScriptUtils;
import org.springframework.stereotype.Component;

/**
 * Spring Batch's own tables, by the script that comes with Spring Batch 6.0. A later version's
 * changes come as migrations of their own.
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
    String product = context.getConnection().getMetaData().getDatabaseProductName();
    String script = "PostgreSQL".equals(product) ? "schema-postgresql.sql" : "schema-hsqldb.sql";
    ScriptUtils.executeSqlScript(
        context.getConnection(), new ClassPathResource("org/springframework/batch/core/" + script));
  }

  /** The version stands for the script: whoever changes which script it is raises the version. */
  @Override
  public Integer getChecksum() {
    return 0;
  }

  @Override
  public boolean canExecuteInTransaction() {
    return true;
  }
}
