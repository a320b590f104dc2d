package bank.withdrawals.database;

import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.sql.init.dependency.AbstractBeansOfTypeDatabaseInitializerDetector;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Migrates the database when the application starts, before anything else uses it. Flyway is in an
 * application context of its own, which most starts do not need: {@link AppliedMigrations}. If any
 * setting of Flyway is given, Flyway decides.
 */
final class SchemaAtStart implements InitializingBean {

  private static final String LOCATIONS = "locations";

  private final MigrationSettings settings;
  private final DataSource job;
  private final ConfigurableEnvironment environment;

  SchemaAtStart(MigrationSettings settings, DataSource job, ConfigurableEnvironment environment) {
    this.settings = settings;
    this.job = job;
    this.environment = environment;
  }

  @Override
  public void afterPropertiesSet() {
    HsqldbCache.fit(job);
    Map<String, Object> given =
        Binder.get(environment)
            .bind("spring.flyway", Bindable.mapOf(String.class, Object.class))
            .orElse(Map.of());
    if (given.keySet().equals(Set.of(LOCATIONS))
        && given.get(LOCATIONS) instanceof String locations
        && AppliedMigrations.areThoseOfThisBuild(job, locations)) {
      return;
    }
    try (AnnotationConfigApplicationContext flyway = new AnnotationConfigApplicationContext()) {
      flyway.setEnvironment(environment);
      // A singleton that is registered like this outlives the context.
      flyway.getBeanFactory().registerSingleton("dataSource", job);
      flyway.registerBean(FlywayMigrationStrategy.class, () -> strategy(settings, job));
      flyway.register(WithFlyway.class);
      flyway.refresh();
    }
  }

  /** How Flyway migrates at a start. */
  static FlywayMigrationStrategy strategy(MigrationSettings settings, DataSource job) {
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

  @ImportAutoConfiguration(FlywayAutoConfiguration.class)
  @Import(MigrationConfiguration.class)
  private static final class WithFlyway {}

  /** Lets Spring Boot make the beans that need the tables after this one. */
  static final class Detector extends AbstractBeansOfTypeDatabaseInitializerDetector {

    @Override
    protected Set<Class<?>> getDatabaseInitializerBeanTypes() {
      return Set.of(SchemaAtStart.class);
    }
  }
}
