package bank.withdrawals.testing;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** The job's tables in an empty database. */
public final class LedgerTables {

  private LedgerTables() {}

  /** Makes them, as the job itself does. */
  public static void create(DataSource database) {
    Flyway.configure()
        .dataSource(database)
        .locations("classpath:db/migration/common")
        .load()
        .migrate();
  }
}
