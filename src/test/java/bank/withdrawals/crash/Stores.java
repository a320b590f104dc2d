package bank.withdrawals.crash;

import bank.withdrawals.embedded.EmbeddedBroker;
import bank.withdrawals.embedded.EmbeddedDatabase;
import bank.withdrawals.testing.TestBroker;
import bank.withdrawals.testing.TestPostgres;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * The database and the broker of a job, with access for the test while the job does not run.
 *
 * @param settings the settings of the job that name the stores
 * @param database the database of the job
 * @param events returns every event that a {@code read_committed} consumer gets
 */
record Stores(
    Map<String, String> settings,
    DriverManagerDataSource database,
    Supplier<List<ConsumerRecord<String, byte[]>>> events) {

  private static final String TOPIC = "withdrawals";

  /** The embedded stores in the process of the job, which no setting names. */
  static Stores embedded(Path home) {
    Path log = home.resolve("data").resolve("kafka");
    return new Stores(
        Map.of(),
        database(EmbeddedDatabase.properties(home.resolve("data"))),
        () -> {
          try (EmbeddedBroker broker = EmbeddedBroker.start(log, 0)) {
            return TestBroker.readCommitted(broker.bootstrapServers(), TOPIC);
          }
        });
  }

  /** The shared PostgreSQL, which forces its commits to disk, and the shared broker. */
  static Stores external() {
    return external(TestPostgres.newDatabase());
  }

  /** A given database and the shared broker. */
  static Stores external(Map<String, String> database) {
    String topic = "withdrawals-" + UUID.randomUUID();
    Map<String, String> settings = new HashMap<>(database);
    settings.put("spring.kafka.bootstrap-servers", TestBroker.get().bootstrapServers());
    settings.put("withdrawals.publishing.topic", topic);
    return new Stores(settings, database(database), () -> TestBroker.get().readCommitted(topic));
  }

  /** The shared PostgreSQL and a given broker. */
  static Stores with(String bootstrapServers) {
    return with(bootstrapServers, TOPIC);
  }

  /** The shared PostgreSQL and a topic of given brokers. */
  static Stores with(String bootstrapServers, String topic) {
    return with(TestPostgres.newDatabase(), bootstrapServers, topic);
  }

  /** A given database and a given broker. */
  static Stores with(Map<String, String> database, String bootstrapServers) {
    return with(database, bootstrapServers, TOPIC);
  }

  private static Stores with(Map<String, String> database, String bootstrapServers, String topic) {
    Map<String, String> settings = new HashMap<>(database);
    settings.put("spring.kafka.bootstrap-servers", bootstrapServers);
    settings.put("withdrawals.publishing.topic", topic);
    return new Stores(
        settings, database(database), () -> TestBroker.readCommitted(bootstrapServers, topic));
  }

  private static DriverManagerDataSource database(Map<String, ?> properties) {
    return new DriverManagerDataSource(
        properties.get("spring.datasource.url").toString(),
        properties.get("spring.datasource.username").toString(),
        properties.get("spring.datasource.password").toString());
  }
}
