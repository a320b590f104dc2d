package bank.withdrawals.database;

import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * The migrations that are not scripts, and how all of them are applied. It has no stereotype
 * annotation, because the main context has no Flyway.
 */
@Import({BatchSchemaMigration.class, InstallationMigration.class})
class MigrationConfiguration {

  /**
   * Never makes a schema, because its name may be misspelt. Applies all migrations in one
   * transaction, so that a failure leaves nothing. Refuses what a later build has made.
   */
  @Bean
  FlywayConfigurationCustomizer howToMigrate() {
    return flyway -> flyway.createSchemas(false).group(true).ignoreMigrationPatterns(new String[0]);
  }
}
