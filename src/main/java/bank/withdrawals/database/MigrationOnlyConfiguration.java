package bank.withdrawals.database;

import bank.withdrawals.lock.AdvisoryRunLock;
import bank.withdrawals.lock.RunLock;
import java.util.HashMap;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.StringUtils;

/**
 * An application that migrates when it is asked to, with a login of its own, and does nothing else.
 * It has no stereotype annotation, so that the component scan of the whole application does not
 * find it.
 */
@ImportAutoConfiguration({DataSourceAutoConfiguration.class, FlywayAutoConfiguration.class})
@Import(MigrationConfiguration.class)
public final class MigrationOnlyConfiguration {

  private static final Map<String, String> OF_THE_JOB =
      Map.of(
          "spring.flyway.url", "spring.datasource.url",
          "spring.flyway.user", "spring.datasource.username",
          "spring.flyway.password", "spring.datasource.password");

  /** Gives {@code settings} one login. What they do not name for migrations is that of the job. */
  public static void chooseLogin(ConfigurableEnvironment settings) {
    Map<String, Object> login = new HashMap<>();
    boolean own =
        OF_THE_JOB.keySet().stream()
            .anyMatch(name -> StringUtils.hasText(settings.getProperty(name)));
    if (own) {
      OF_THE_JOB.forEach(
          (name, ofTheJob) -> {
            String value = settings.getProperty(name);
            String used = StringUtils.hasText(value) ? value : settings.getProperty(ofTheJob, "");
            login.put(name, used);
            login.put(ofTheJob, used);
          });
    }
    settings.getPropertySources().addFirst(new MapPropertySource("login of migrations", login));
  }

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
