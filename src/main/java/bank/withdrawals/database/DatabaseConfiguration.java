package bank.withdrawals.database;

import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Migrates the database when the application starts, before anything else uses it. */
@Configuration(proxyBeanMethods = false)
@Import(MigrationConfiguration.class)
@EnableConfigurationProperties(MigrationSettings.class)
class DatabaseConfiguration {

  @Bean
  FlywayMigrationStrategy migrationAtStart(MigrationSettings settings, DataSource job) {
    return flyway -> {
      SchemaMigration migration = new SchemaMigration(flyway);
      if (settings.migrate()) {
        migration.atStart();
      }
      if (!settings.migrate() || flyway.getConfiguration().getDataSource() != job) {
        migration.requireCurrent(job);
      }
    };
  }

  @Bean
  Connections connections(DataSource dataSource) {
    return new Connections(dataSource);
  }
}
