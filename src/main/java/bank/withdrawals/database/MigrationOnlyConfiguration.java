package bank.withdrawals.database;

import bank.withdrawals.lock.AdvisoryRunLock;
import bank.withdrawals.lock.RunLock;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayConnectionDetails;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * An application that migrates when it is asked to, with a login of its own, and does nothing else.
 * It has no stereotype annotation, so that the component scan of the whole application does not
 * find it.
 */
@ImportAutoConfiguration({DataSourceAutoConfiguration.class, FlywayAutoConfiguration.class})
@Import(MigrationConfiguration.class)
public final class MigrationOnlyConfiguration {

  /**
   * The login of migrations: what the settings do not name for them is that of the job. If the
   * settings name nothing for them, Spring Boot uses the data source of the job.
   */
  @Bean
  FlywayConnectionDetails login(Environment settings) {
    if (!StringUtils.hasText(settings.getProperty("spring.flyway.url"))
        && !StringUtils.hasText(settings.getProperty("spring.flyway.user"))) {
      return new Login(null, null, null);
    }
    return new Login(
        setting(settings, "spring.flyway.url", "spring.datasource.url"),
        setting(settings, "spring.flyway.user", "spring.datasource.username"),
        setting(settings, "spring.flyway.password", "spring.datasource.password"));
  }

  private static @Nullable String setting(Environment settings, String name, String ofTheJob) {
    String value = settings.getProperty(name);
    return StringUtils.hasText(value) ? value : settings.getProperty(ofTheJob);
  }

  private record Login(
      @Nullable String getJdbcUrl, @Nullable String getUsername, @Nullable String getPassword)
      implements FlywayConnectionDetails {}

  @Bean
  FlywayMigrationStrategy onDemand() {
    return flyway -> {};
  }

  @Bean
  SchemaMigration schemaMigration(Flyway flyway) {
    return new SchemaMigration(flyway);
  }

  /** Whoever opens an embedded database registers its lock. */
  @Bean
  @ConditionalOnMissingBean
  RunLock runLock(Flyway flyway) {
    return new AdvisoryRunLock(flyway.getConfiguration().getDataSource());
  }
}
