package bank.withdrawals.database;

import java.sql.PreparedStatement;
import java.util.UUID;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;

/** Gives a new database its installation id. In Java, because SQL has no common random function. */
final class InstallationMigration implements JavaMigration {

  private static final int ID_DIGITS = 12;

  private static final String INSERT =
      """
      INSERT INTO installation (installation_id, restores, is_restored, is_aborting)
      VALUES (?, 0, FALSE, FALSE)
      """;

  @Override
  public MigrationVersion getVersion() {
    return MigrationVersion.fromVersion("2.2");
  }

  @Override
  public String getDescription() {
    return "installation id";
  }

  @Override
  public void migrate(Context context) throws Exception {
    // These digits of a random UUID are all random.
    String id = UUID.randomUUID().toString().replace("-", "").substring(0, ID_DIGITS);
    try (PreparedStatement insert = context.getConnection().prepareStatement(INSERT)) {
      insert.setString(1, id);
      insert.executeUpdate();
    }
  }

  /** Constant: a different statement needs a migration with a new version. */
  @Override
  public Integer getChecksum() {
    return 0;
  }

  @Override
  public boolean canExecuteInTransaction() {
    return true;
  }
}
