package bank.withdrawals.database;

import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;

/** The database of the job, with its tables. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(MigrationSettings.class)
class DatabaseConfiguration {

  @Bean
  SchemaAtStart schemaAtStart(
      MigrationSettings settings, DataSource job, ConfigurableEnvironment environment) {
    return new SchemaAtStart(settings, job, environment);
  }

  @Bean
  Connections connections(DataSource pool) {
    return new Connections(pool);
  }
}
