package bank.withdrawals.cli;

import bank.withdrawals.console.CommandFailedException;
import bank.withdrawals.console.Shell;
import bank.withdrawals.console.StandardError;
import bank.withdrawals.console.StartFailure;
import bank.withdrawals.console.Terminal;
import bank.withdrawals.database.MigrationOnlyConfiguration;
import bank.withdrawals.embedded.EmbeddedBroker;
import bank.withdrawals.embedded.EmbeddedDatabase;
import bank.withdrawals.files.Home;
import bank.withdrawals.kafka.KafkaAddress;
import bank.withdrawals.lock.DataDirectoryLock;
import bank.withdrawals.lock.RunLock;
import bank.withdrawals.lock.SingleProcessRunLock;
import bank.withdrawals.outbox.KafkaOnlyConfiguration;
import bank.withdrawals.report.Progress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeansException;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.StringUtils;

/**
 * The stores and the job behind a command. They start when the command first asks for a part. A
 * store that no setting names is an embedded one; the database and the broker are independent of
 * each other.
 */
final class Backend implements AutoCloseable {

  private static final String HOME = "withdrawals.home";
  private static final String DATABASE = "spring.datasource.url";
  private static final String BROKER = "spring.kafka.bootstrap-servers";

  private static final Pattern LOGIN_IN_ADDRESS = Pattern.compile("[^/?]*//[^/?]*@");

  private final Class<?> application;
  private final Shell shell;
  private final StandardError err;
  private final Home home;
  private @Nullable ConfigurableApplicationContext context;
  private @Nullable DataDirectoryLock embeddedLock;
  private @Nullable CompletableFuture<EmbeddedBroker> embeddedBroker;

  /**
   * The backend of one command.
   *
   * @param application the Spring Boot application of commands that need the database
   * @param shell its environment variables are the settings
   * @param err where progress is printed
   */
  Backend(Class<?> application, Shell shell, StandardError err) {
    this.application = application;
    this.shell = shell;
    this.err = err;
    this.home = new Home(Path.of(shell.settings().getProperty(HOME, ".")));
  }

  /**
   * A part of the job.
   *
   * @throws RunLock.LockedException if another process uses the embedded database
   * @throws CommandFailedException if a store cannot be reached
   */
  <T> T get(Class<T> part) {
    return started(false).getBean(part);
  }

  /** As {@link #get}, for a command that needs Kafka: an embedded broker starts in parallel. */
  <T> T getWithKafka(Class<T> part) {
    return started(true).getBean(part);
  }

  /** As {@link #getWithKafka}, for an optional part. */
  <T> Optional<T> findWithKafka(Class<T> part) {
    return Optional.ofNullable(started(true).getBeanProvider(part).getIfAvailable());
  }

  /** A part that needs only Kafka. The database stays closed, because a run may be using it. */
  <T> T getKafka(Class<T> part) {
    return started(KafkaOnlyConfiguration.class, starting -> chooseBroker(starting, true))
        .getBean(part);
  }

  /** The migration of the database, with a login of its own if the settings name one. */
  <T> T getMigration(Class<T> part) {
    return started(
            MigrationOnlyConfiguration.class,
            starting -> {
              MigrationOnlyConfiguration.chooseLogin(starting.getEnvironment());
              chooseDatabase(starting);
            })
        .getBean(part);
  }

  /** The directory with all files of the program; it may be missing. */
  Home home() {
    return home;
  }

  /** The environment variables of the command. */
  Map<String, String> variables() {
    return shell.environment();
  }

  /** The settings; no store is opened. */
  ConfigurableEnvironment environment() {
    context = start(SettingsOnly.class, starting -> {});
    return context.getEnvironment();
  }

  /**
   * Starts the embedded broker on a fixed port of 127.0.0.1.
   *
   * @return its bootstrap address
   * @throws CommandFailedException if another process serves it already
   */
  String serveBroker(int port) {
    context = start(KafkaOnlyConfiguration.class, starting -> chooseBroker(starting, false));
    Path log = brokerLog();
    EmbeddedBroker.findRunning(log)
        .ifPresent(
            address -> {
              throw new CommandFailedException(
                  "The embedded broker is served already, at %s.".formatted(address));
            });
    EmbeddedBroker broker = EmbeddedBroker.start(log, port);
    embeddedBroker = CompletableFuture.completedFuture(broker);
    return broker.bootstrapServers();
  }

  @Override
  public void close() {
    if (context != null) {
      context.close();
    }
    if (embeddedBroker != null) {
      embeddedBroker.thenAccept(EmbeddedBroker::close).exceptionally(neverStarted -> null).join();
    }
    if (embeddedLock != null) {
      embeddedLock.close();
    }
  }

  private ConfigurableApplicationContext started(boolean kafka) {
    return started(
        application,
        starting -> {
          starting.registerBean(Progress.class, () -> Terminal.progress(shell, err));
          chooseDatabase(starting);
          chooseBroker(starting, kafka);
        });
  }

  private ConfigurableApplicationContext started(
      Class<?> source, Consumer<GenericApplicationContext> stores) {
    if (context == null) {
      context = start(source, stores);
    }
    return context;
  }

  private ConfigurableApplicationContext start(
      Class<?> source, Consumer<GenericApplicationContext> stores) {
    home.create(); // Spring Boot opens the log in it.
    SpringApplication spring = new SpringApplication(source);
    spring.setEnvironment(shell.settings());
    spring.addInitializers(starting -> stores.accept((GenericApplicationContext) starting));
    try {
      return spring.run("--" + HOME + "=" + home.root());
    } catch (BeansException failure) {
      throw new CommandFailedException(StartFailure.sentence(failure), failure);
    }
  }

  private void chooseDatabase(GenericApplicationContext starting) {
    ConfigurableEnvironment environment = starting.getEnvironment();
    String url = environment.getProperty(DATABASE);
    if (StringUtils.hasText(url)) {
      requirePostgres(url);
      requireNoLoginIn(url);
      return; // The run lock is in the database too.
    }
    embeddedLock = DataDirectoryLock.acquire(home.data());
    starting.registerBean(RunLock.class, SingleProcessRunLock::new);
    environment
        .getPropertySources()
        .addFirst(
            new MapPropertySource("embedded database", EmbeddedDatabase.properties(home.data())));
  }

  private static void requirePostgres(String url) {
    if (!url.startsWith("jdbc:postgresql:")) {
      throw new CommandFailedException(
          "SPRING_DATASOURCE_URL must begin with jdbc:postgresql: or be unset, which means the"
              + " embedded database.");
    }
  }

  /** The driver would treat a login as a part of the host, and log it. */
  private static void requireNoLoginIn(String url) {
    if (LOGIN_IN_ADDRESS.matcher(url).lookingAt()) {
      throw new CommandFailedException(
          "SPRING_DATASOURCE_URL has a user before the host: put user and password into"
              + " SPRING_DATASOURCE_USERNAME and SPRING_DATASOURCE_PASSWORD.");
    }
  }

  private void chooseBroker(GenericApplicationContext starting, boolean needed) {
    ConfigurableEnvironment environment = starting.getEnvironment();
    String bootstrapServers = environment.getProperty(BROKER);
    if (bootstrapServers != null && !bootstrapServers.isBlank()) {
      starting.registerBean(KafkaAddress.class, () -> () -> bootstrapServers);
      return;
    }
    if (needed) {
      Path log = brokerLog();
      embeddedBroker = CompletableFuture.supplyAsync(() -> EmbeddedBroker.startOrJoin(log));
    }
    starting.registerBean(KafkaAddress.class, EmbeddedAddress::new);
  }

  private Path brokerLog() {
    return home.data().resolve("kafka");
  }

  private final class EmbeddedAddress implements KafkaAddress {

    @Override
    public String bootstrapServers() {
      try {
        return Objects.requireNonNull(embeddedBroker, "The command did not ask for Kafka")
            .join()
            .bootstrapServers();
      } catch (CompletionException failure) {
        throw failure.getCause() instanceof RuntimeException cause ? cause : failure;
      }
    }

    @Override
    public boolean isEmbedded() {
      return true;
    }
  }

  /** An application without parts. */
  private static final class SettingsOnly {}
}
