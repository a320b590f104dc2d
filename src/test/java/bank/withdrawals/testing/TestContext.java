package bank.withdrawals.testing;

import bank.withdrawals.WithdrawalsApplication;
import bank.withdrawals.files.Home;
import bank.withdrawals.job.GracefulShutdown;
import bank.withdrawals.kafka.KafkaAddress;
import bank.withdrawals.lock.RunLock;
import bank.withdrawals.lock.SingleProcessRunLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The job's application context over one database. A context takes a second to start, so all cases
 * that need nothing but a database of a kind share one. Before each case:
 *
 * <ol>
 *   <li>The tables are emptied.
 *   <li>The settings are replaced by those of the case.
 *   <li>The beans of the settings are destroyed. Spring then also destroys every bean that was made
 *       from them.
 *   <li>All of these are made again, from the new settings. Only what depends on no setting of a
 *       case stays: the connections, the migrated tables, the job repository.
 * </ol>
 */
final class TestContext implements AutoCloseable {

  private static final Map<TestDatabase, TestContext> shared = new EnumMap<>(TestDatabase.class);

  private final Faults faults = new Faults();
  private final SettableClock clock = new SettableClock();
  private final Map<String, Object> settings = new HashMap<>();
  private final Map<String, ?> database;
  private final boolean isShared;
  private final ConfigurableApplicationContext context;
  private final DefaultListableBeanFactory beans;
  private final Set<String> ofSettings;
  private Supplier<String> broker;
  private boolean inUse = true;

  private TestContext(
      Map<String, ?> database, Map<String, ?> settings, Supplier<String> broker, boolean isShared) {
    this.database = database;
    this.broker = broker;
    this.isShared = isShared;
    this.settings.putAll(database);
    this.settings.putAll(settings);
    this.context = start();
    this.beans = (DefaultListableBeanFactory) context.getBeanFactory();
    // Spring notes what depends on what only when it makes a bean for the first time.
    this.ofSettings = ofSettings();
  }

  /** A context of the caller's own. */
  static TestContext start(
      Map<String, ?> database, Map<String, ?> settings, Supplier<String> broker) {
    return new TestContext(database, settings, broker, false);
  }

  /** The shared context over a kind of database, with empty tables and these settings. */
  static synchronized TestContext shared(
      TestDatabase kind, Map<String, ?> settings, Supplier<String> broker) {
    TestContext existing = shared.get(kind);
    if (existing == null) {
      Map<String, String> database = new HashMap<>(kind.newDatabase());
      database.put("logging.file.name", logFile());
      TestContext started = new TestContext(database, settings, broker, true);
      shared.put(kind, started);
      return started;
    }
    if (existing.inUse) {
      throw new IllegalStateException("Another tester over " + kind + " is still open");
    }
    existing.inUse = true;
    existing.faults.disarm();
    existing.clock.wrongBy(Duration.ZERO);
    existing.emptyTables();
    existing.restart(settings, broker);
    return existing;
  }

  /** Makes the job's beans anew with other settings, as another process would have them. */
  void restart(Map<String, ?> newSettings, Supplier<String> newBroker) {
    settings.clear();
    settings.putAll(database);
    settings.putAll(newSettings);
    broker = newBroker;
    ofSettings.forEach(beans::destroySingleton);
    ofSettings.forEach(beans::getBean);
  }

  /** The names of the beans of settings, and of all beans made from these. */
  private Set<String> ofSettings() {
    Set<String> found = new LinkedHashSet<>();
    Deque<String> open = new ArrayDeque<>();
    Stream.of(beans.getBeanNamesForAnnotation(ConfigurationProperties.class))
        .filter(name -> name.startsWith("withdrawals.") || name.startsWith("spring.kafka"))
        .forEach(open::add);
    open.addAll(List.of(beans.getBeanNamesForType(Home.class)));
    open.addAll(List.of(beans.getBeanNamesForType(GracefulShutdown.class)));
    while (!open.isEmpty()) {
      String name = open.remove();
      if (beans.containsBeanDefinition(name) && found.add(name)) {
        open.addAll(List.of(beans.getDependentBeans(name)));
      }
    }
    return found;
  }

  /** Logging is set up once, so its file outlives the home directories of the cases. */
  private static String logFile() {
    try {
      return Files.createTempFile("withdrawals-test", ".log").toString();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private ConfigurableApplicationContext start() {
    StandardEnvironment environment = new StandardEnvironment();
    environment.getPropertySources().addFirst(new MapPropertySource("case", settings));
    SpringApplication application = new SpringApplication(WithdrawalsApplication.class);
    application.setRegisterShutdownHook(false);
    application.setEnvironment(environment);
    application.addInitializers(
        starting -> {
          GenericApplicationContext definitions = (GenericApplicationContext) starting;
          definitions.registerBean(KafkaAddress.class, () -> () -> broker.get());
          definitions.registerBean(Faults.class, () -> faults);
          definitions.registerBean(
              "settableClock",
              SettableClock.class,
              () -> clock,
              definition -> definition.setPrimary(true));
          if (isHsqldb()) {
            definitions.registerBean(RunLock.class, SingleProcessRunLock::new);
          }
        });
    return application.run();
  }

  private boolean isHsqldb() {
    return database.get("spring.datasource.url").toString().startsWith("jdbc:hsqldb");
  }

  private void emptyTables() {
    JdbcTemplate jdbc = beans.getBean(JdbcTemplate.class);
    List<String> tables =
        jdbc.queryForList(
            """
            SELECT table_name
            FROM information_schema.tables
            WHERE LOWER(table_schema) = 'public' AND table_type = 'BASE TABLE'
              AND LOWER(table_name) NOT IN ('flyway_schema_history', 'installation')
            """,
            String.class);
    if (isHsqldb()) {
      tables.forEach(table -> jdbc.execute("TRUNCATE TABLE \"" + table + "\" AND COMMIT NO CHECK"));
    } else {
      jdbc.execute("TRUNCATE " + String.join(", ", tables));
    }
    // The empty tables are another installation: the broker knows runs of the former one.
    jdbc.update(
        """
        UPDATE installation
           SET installation_id = ?, restores = 0, is_restored = FALSE, is_aborting = FALSE
        """,
        UUID.randomUUID().toString().replace("-", "").substring(0, 12));
  }

  <T> T get(Class<T> part) {
    return beans.getBean(part);
  }

  <T> T get(String name, Class<T> part) {
    return beans.getBean(name, part);
  }

  Faults faults() {
    return faults;
  }

  SettableClock clock() {
    return clock;
  }

  /** Hands a shared context back; closes the caller's own. */
  @Override
  public void close() {
    if (isShared) {
      inUse = false;
    } else {
      context.close();
    }
  }
}
