package bank.withdrawals.database;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The migrations as the program has them, without the program. */
final class TestMigration {

  private TestMigration() {}

  /** The owner of the server, at this address. */
  static DriverManagerDataSource login(String url) {
    return new DriverManagerDataSource(url, "postgres", "");
  }

  static SchemaMigration over(DataSource login) {
    return new SchemaMigration(flyway(login));
  }

  static Flyway flyway(DataSource login) {
    FluentConfiguration flyway =
        Flyway.configure()
            .dataSource(login)
            .locations("classpath:db/migration/common", "classpath:db/migration/postgresql")
            .javaMigrations(new BatchSchemaMigration(), new InstallationMigration());
    new MigrationConfiguration().howToMigrate().customize(flyway);
    return flyway.load();
  }
}
