package bank.withdrawals.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.testing.Ended;
import bank.withdrawals.testing.Secrets;
import bank.withdrawals.testing.SecureBroker;
import bank.withdrawals.testing.TestBroker;
import bank.withdrawals.testing.TestCertificate;
import bank.withdrawals.testing.Tool;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/**
 * A Kafka and a PostgreSQL that accept only TLS and a password, with the settings that the
 * documentation names. If a setting is wrong, the screen says which, but never shows a password.
 */
class SecureStoresFaultsIT {

  private static final String SAMPLE = "input/samples/withdrawals.csv";
  private static final String USER = "bank";
  private static final String SECRET = "s3cret-Of-The-Bank";
  private static final String LOGIN =
      "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"bank\" password=";

  /** The job needs TLS and a password; the tests connect as another user without them. */
  private static final String ACCESS_RULES =
      """
      hostssl all bank all scram-sha-256
      host    all bank all reject
      host    all all  all trust
      local   all all      trust
      """;

  @TempDir static Path servers;
  private static TestCertificate trusted;
  private static TestCertificate other;
  private static SecureBroker kafka;
  private static EmbeddedPostgres postgres;

  @TempDir Path home;
  private final String topic = "withdrawals-" + UUID.randomUUID();

  @BeforeAll
  static void start() throws IOException, SQLException {
    trusted = TestCertificate.make(servers, "trusted");
    other = TestCertificate.make(servers, "other");
    kafka = SecureBroker.start(servers, trusted, USER, SECRET);
    postgres =
        EmbeddedPostgres.builder()
            .setPGStartupWait(Duration.ofMinutes(5))
            .setServerConfig("ssl", "on")
            .setServerConfig("ssl_cert_file", trusted.certificate().toString())
            .setServerConfig("ssl_key_file", trusted.key().toString())
            .setServerConfig(
                "hba_file", Files.writeString(servers.resolve("hba"), ACCESS_RULES).toString())
            .start();
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement sql = connection.createStatement()) {
      sql.execute("CREATE ROLE bank LOGIN PASSWORD '" + SECRET + "'");
      sql.execute("CREATE DATABASE bank OWNER bank");
    }
  }

  @AfterAll
  static void stop() throws IOException {
    kafka.close();
    postgres.close();
  }

  @Test
  void bothStoresAreReachedWithTlsAndAPassword() {
    Tool tool = secureKafka().with(securePostgres(trusted));
    Path accounts =
        tool.write(
            "accounts.csv",
            "account_id,balance",
            "1,461.00",
            "2,996.00",
            "3,159.00",
            "4,952.00",
            "5,849.00");
    Ended imported = tool.run("accounts", "import", accounts).exits(0);
    Ended ended = tool.run("run", SAMPLE).exits(0);
    Sample.assertScreen(ended.out());
    assertThat(TestBroker.readCommitted(kafka.plainAddress(), topic))
        .extracting(
            record ->
                new String(record.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8))
        .containsExactlyElementsOf(Sample.DEBITED);
    Ended events = tool.run("events", "--from-beginning").exits(0);
    assertThat(events.jsonLines()).hasSameSizeAs(Sample.DEBITED);
    Secrets.assertNowhere(SECRET, home, imported, ended, events);
  }

  /** The columns: a variable, its value, and the sentence on the screen. */
  @ParameterizedTest(name = "{0} = {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '´',
      value = {
        "SASL_JAAS_CONFIG  | LOGIN\"not-SECRET\";  | authentication failed (Invalid username or",
        "SSL_TRUSTSTORE    | other.pem             | its certificate is not trusted",
        "SSL_TRUSTSTORE    | missing.pem           | missing file",
        "BOOTSTRAP_SERVERS | 127.0.0.1:1           | Kafka at 127.0.0.1:1 does not answer",
      })
  void ifKafkaRefusesTheClientTheDebitsStandAndTheEventsArePending(
      String variable, String value, String sentence) {
    Tool wrong =
        onlyKafka().with("WITHDRAWALS_PUBLISHING_RETRIES", "0").with(setting(variable, value));
    Ended ended = wrong.run("run", SAMPLE).exits(5);
    assertThat(ended.out()).contains(sentence, "Events: 0 sent, 5 pending, 0 parked.");
    JsonNode summary = Tool.summary(wrong.onlyRun());
    assertThat(summary.path("message").asString()).contains(sentence);
    assertThat(summary.path("debited").path("count").asInt()).isEqualTo(Sample.DEBITED.size());
    Ended events = wrong.run("events").exits(1);
    assertThat(events.err()).contains(sentence);
    Secrets.assertNowhere(SECRET, home, ended, events);
  }

  @Test
  void afterThePasswordIsFixedTheEventsArePublished() {
    Tool wrong = onlyKafka().with(setting("SASL_JAAS_CONFIG", LOGIN + "\"not-" + SECRET + "\";"));
    Ended ended = wrong.run("run", SAMPLE).exits(5);
    assertThat(wrong.balances()).isEqualTo(Sample.BALANCES);
    Ended published = wrong.run("publish").exits(5);
    assertThat(published.out()).contains("authentication failed");
    Ended status = wrong.run("status", "--json").exits(0);
    assertThat(status.out()).contains("authentication failed");
    Secrets.assertNowhere(SECRET, home, ended, published, status);

    Ended fixed = onlyKafka().run("publish").exits(0);
    Sample.assertScreen(fixed.out());
    Secrets.assertNowhere(SECRET, home, fixed);
  }

  /** Kafka would quote the unreadable login in its message. */
  @Test
  void aLoginThatKafkaCannotReadIsRefusedAtStartUp() {
    Ended ended =
        onlyKafka()
            .with(setting("SASL_JAAS_CONFIG", LOGIN + "\"my\" " + SECRET + ";"))
            .run("run", SAMPLE)
            .exits(1);
    assertThat(ended.err()).contains("Setting spring.kafka.properties.sasl.jaas.config must be");
    assertThat(home.resolve("output")).isEmptyDirectory();
    Secrets.assertNowhere(SECRET, home, ended);
  }

  /** The columns: the address of the database, the password, and the sentence on the screen. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "//localhost:PORT/bank?sslmode=verify-full&sslrootcert=ROOT&user=bank | not-SECRET"
            + " | password authentication failed for user \"bank\"",
        "//localhost:PORT/bank?sslmode=verify-full&sslrootcert=OTHER&user=bank | SECRET"
            + " | SSL error: PKIX path validation failed",
        "//localhost:PORT/bank?sslmode=disable&user=bank&password=SECRET | '' | pg_hba.conf rejects",
        "//localhost:1/bank?user=bank&password=SECRET | '' | Connection to localhost:1 refused",
        "//localhost:port/bank?user=bank&password=SECRET | '' | claims to not accept jdbcUrl",
      })
  void ifTheDatabaseCannotBeUsedNothingIsDone(String url, String password, String sentence) {
    Tool wrong =
        Tool.at(home)
            .with(
                "SPRING_DATASOURCE_URL",
                "jdbc:postgresql:"
                    + url.replace("PORT", Integer.toString(postgres.getPort()))
                        .replace("ROOT", trusted.certificate().toString())
                        .replace("OTHER", other.certificate().toString())
                        .replace("SECRET", SECRET))
            .with("SPRING_DATASOURCE_PASSWORD", password.replace("SECRET", SECRET))
            .with("SPRING_KAFKA_BOOTSTRAP_SERVERS", kafka.plainAddress());
    Ended ended = wrong.run("run", SAMPLE).exits(1);
    assertThat(ended.out()).isEmpty();
    // JDK 25 adds the TLS alert to its reason; JDK 17 does not.
    String onEveryJdk = ended.err().replace("(bad_certificate) ", "");
    assertThat(onEveryJdk.lines()).singleElement().asString().contains(sentence);
    assertThat(home.resolve("output")).isEmptyDirectory();
    Secrets.assertNowhere(SECRET, home, ended);
  }

  /** Over the embedded database. */
  private Tool onlyKafka() {
    return secureKafka().with("WITHDRAWALS_EMBEDDED", "database");
  }

  private Tool secureKafka() {
    return Tool.at(home)
        .with("WITHDRAWALS_PUBLISHING_TOPIC", topic)
        .with("SPRING_KAFKA_BOOTSTRAP_SERVERS", kafka.secureAddress())
        .with("SPRING_KAFKA_SECURITY_PROTOCOL", "SASL_SSL")
        .with("SPRING_KAFKA_PROPERTIES_SASL_MECHANISM", "PLAIN")
        .with("SPRING_KAFKA_PROPERTIES_SASL_JAAS_CONFIG", LOGIN + '"' + SECRET + "\";")
        .with("SPRING_KAFKA_SSL_TRUSTSTORETYPE", "PEM")
        .with("SPRING_KAFKA_SSL_TRUSTSTORELOCATION", "file:" + trusted.certificate());
  }

  private static Map<String, String> setting(String variable, String value) {
    return switch (variable) {
      case "SASL_JAAS_CONFIG" ->
          Map.of(
              "SPRING_KAFKA_PROPERTIES_SASL_JAAS_CONFIG",
              value.replace("LOGIN", LOGIN).replace("SECRET", SECRET));
      case "SSL_TRUSTSTORE" ->
          Map.of("SPRING_KAFKA_SSL_TRUSTSTORELOCATION", "file:" + servers.resolve(value));
      default ->
          Map.of(
              "SPRING_KAFKA_BOOTSTRAP_SERVERS",
              value,
              "SPRING_KAFKA_PRODUCER_PROPERTIES_MAX_BLOCK_MS",
              "1000",
              "SPRING_KAFKA_CONSUMER_PROPERTIES_DEFAULT_API_TIMEOUT_MS",
              "1000");
    };
  }

  private static Map<String, String> securePostgres(TestCertificate root) {
    return Map.of(
        "SPRING_DATASOURCE_URL",
        "jdbc:postgresql://localhost:%d/bank?sslmode=verify-full&sslrootcert=%s"
            .formatted(postgres.getPort(), root.certificate()),
        "SPRING_DATASOURCE_USERNAME",
        USER,
        "SPRING_DATASOURCE_PASSWORD",
        SECRET);
  }
}
