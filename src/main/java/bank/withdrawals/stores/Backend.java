package bank.withdrawals.stores;

import bank.withdrawals.console.CommandFailedException;
import bank.withdrawals.console.Shell;
import bank.withdrawals.console.StandardError;
import bank.withdrawals.console.StartFailure;
import bank.withdrawals.console.Terminal;
import bank.withdrawals.database.MigrationOnlyConfiguration;
import bank.withdrawals.files.Home;
import bank.withdrawals.kafka.KafkaAddress;
import bank.withdrawals.lock.RunLock;
import bank.withdrawals.outbox.KafkaOnlyConfiguration;
import bank.withdrawals.report.Progress;
import ch.qos.logback.classic.Level;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeansException;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * The stores and the job behind a command. They start when the command first asks for a part. What
 * they are is decided before that: {@link StoreChoice}.
 */
public final class Backend implements AutoCloseable {

  private static final String HOME = "withdrawals.home";

  private final Class<?> application;
  private final Shell shell;
  private final StandardError err;
  private final KnownSettings known;
  private final Home home;
  private final EmbeddedStores embedded;
  private final Map<String, String> options = new TreeMap<>();
  private @Nullable ConfigurableApplicationContext context;

  /**
   * The backend of one command.
   *
   * @param application the Spring Boot application of commands that need the database
   * @param shell its environment variables are the settings
   * @param err where progress is printed, and which stores are embedded
   * @param known the settings that exist
   */
  public Backend(Class<?> application, Shell shell, StandardError err, KnownSettings known) {
    this.application = application;
    this.shell = shell;
    this.err = err;
    this.known = known;
    this.home = new Home(Path.of(root(shell)));
    this.embedded = new EmbeddedStores(home.data());
  }

  /** Lets an option of the command replace a setting. Called before any part is asked for. */
  public void set(String setting, String value) {
    options.put(setting, value);
  }

  /**
   * A part of the job, for a command that only reads the database.
   *
   * @throws SettingsRefusedException if the settings do not say which database it is
   * @throws RunLock.LockedException if another process uses the embedded database
   * @throws CommandFailedException if a store cannot be reached
   */
  public <T> T get(Class<T> part) {
    return started(EnumSet.of(StoreKind.DATABASE), false).getBean(part);
  }

  /** As {@link #get}, for a command whose result depends on which database it is: it says so. */
  public <T> T getNamingDatabase(Class<T> part) {
    return started(EnumSet.of(StoreKind.DATABASE), true).getBean(part);
  }

  /**
   * As {@link #get}, for a command that needs both stores: an embedded broker starts in parallel.
   */
  public <T> T getWithKafka(Class<T> part) {
    return started(EnumSet.allOf(StoreKind.class), true).getBean(part);
  }

  /** As {@link #getWithKafka}, for an optional part. */
  public <T> Optional<T> findWithKafka(Class<T> part) {
    return Optional.ofNullable(
        started(EnumSet.allOf(StoreKind.class), true).getBeanProvider(part).getIfAvailable());
  }

  /** A part that needs only Kafka. The database stays closed, because a run may be using it. */
  public <T> T getKafka(Class<T> part) {
    return started(
            KafkaOnlyConfiguration.class, EnumSet.of(StoreKind.BROKER), false, embedded::openBroker)
        .getBean(part);
  }

  /** The migration of the database, for the command that does nothing else. */
  public <T> T getMigration(Class<T> part) {
    return started(
            MigrationOnlyConfiguration.class,
            EnumSet.of(StoreKind.DATABASE),
            true,
            embedded::openDatabase)
        .getBean(part);
  }

  /** A placeholder that nothing fills in stays, and is refused with the letters of the home. */
  private static String root(Shell shell) {
    ConfigurableEnvironment settings = shell.settings();
    try {
      return settings.getProperty(HOME, ".");
    } catch (IllegalArgumentException unfilled) {
      return shell.environment().getOrDefault(GivenSettings.variable(HOME), ".");
    }
  }

  /** The directory with all files of the program; it may be missing. */
  public Home home() {
    return home;
  }

  /** The environment variables of the command. */
  public Map<String, String> variables() {
    return shell.environment();
  }

  /** The settings, whatever they are; no store is opened. */
  public ConfigurableEnvironment environment() {
    refuse(HomeLetters.refusal(home.root().toString(), kind -> false));
    home.create();
    context = run(new SpringApplication(SettingsOnly.class));
    return context.getEnvironment();
  }

  /** Prints a sentence for each of the settings in {@code environment} that does not exist. */
  public void printUnknown(ConfigurableEnvironment environment) {
    UnknownSettings unknown = UnknownSettings.among(new GivenSettings(environment), known);
    PrintWriter out = err.writer(Level.WARN);
    unknown.nearMisses().forEach(miss -> out.println(miss.sentence()));
    printIgnored(unknown.ignored());
  }

  /**
   * Starts the embedded broker on a fixed port of 127.0.0.1.
   *
   * @return its bootstrap address
   * @throws CommandFailedException if another process serves it already
   */
  public String serveBroker(int port) {
    started(
        KafkaOnlyConfiguration.class,
        EnumSet.noneOf(StoreKind.class),
        false,
        (starting, choice) -> starting.registerBean(KafkaAddress.class, embedded::brokerAddress));
    return embedded.serveBroker(port);
  }

  @Override
  public void close() {
    if (context != null) {
      context.close();
    }
    embedded.close();
  }

  private ConfigurableApplicationContext started(Set<StoreKind> used, boolean says) {
    return started(
        application,
        used,
        says,
        (starting, choice) -> {
          starting.registerBean(Progress.class, () -> Terminal.progress(shell, err));
          embedded.openDatabase(starting, choice);
          embedded.openBroker(starting, choice);
        });
  }

  private ConfigurableApplicationContext started(
      Class<?> source,
      Set<StoreKind> used,
      boolean says,
      BiConsumer<GenericApplicationContext, StoreChoice> stores) {
    if (context == null) {
      SpringApplication spring = new SpringApplication(source);
      AtomicReference<StoreChoice> choice = new AtomicReference<>();
      spring.addListeners(
          new BeforeTheLog(environment -> choice.set(decide(environment, used, says))));
      spring.addInitializers(
          starting -> stores.accept((GenericApplicationContext) starting, choice.get()));
      context = run(spring);
    }
    return context;
  }

  private ConfigurableApplicationContext run(SpringApplication spring) {
    spring.setEnvironment(shell.settings());
    options.put(HOME, home.root().toString());
    try {
      return spring.run(options.entrySet().stream().map("--%s"::formatted).toArray(String[]::new));
    } catch (BeansException failure) {
      throw new CommandFailedException(StartFailure.sentence(failure), failure);
    } catch (ConfigDataException failure) {
      throw new SettingsRefusedException(
          "The settings cannot be read: %s. Nothing was done."
              .formatted(String.valueOf(failure.getMessage()).replaceAll("\\.$", "")),
          failure);
    }
  }

  private StoreChoice decide(
      ConfigurableEnvironment environment, Set<StoreKind> used, boolean says) {
    StoreChoice choice = StoreChoice.of(environment, used, known, !embedded.haveBroker());
    refuse(choice.refusal().or(() -> SharedStores.refusal(environment, choice, home.data())));
    refuse(
        HomeLetters.refusal(
            home.root().toString(), kind -> choice.uses(kind) && choice.address(kind).isEmpty()));
    printIgnored(choice.ignored());
    if (says) {
      choice.sentence(home.data()).ifPresent(err.writer(Level.INFO)::println);
    }
    home.create(); // Spring Boot is about to open the log in it.
    return choice;
  }

  private static void refuse(Optional<String> refusal) {
    if (refusal.isPresent()) {
      throw new SettingsRefusedException(refusal.get());
    }
  }

  private void printIgnored(List<String> names) {
    PrintWriter out = err.writer(Level.WARN);
    names.forEach(name -> out.printf("%s is not a setting and is ignored.%n", name));
  }

  /** An application without parts. */
  private static final class SettingsOnly {}
}
