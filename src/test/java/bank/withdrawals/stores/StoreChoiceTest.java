package bank.withdrawals.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import bank.withdrawals.console.Shell;
import bank.withdrawals.job.JobSettings;
import bank.withdrawals.outbox.PublishingSettings;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** The right stores, or none: decided from the settings alone. */
class StoreChoiceTest {

  private static final String URL = "SPRING_DATASOURCE_URL=jdbc:postgresql://db.bank:5432/x";
  private static final String USER = "SPRING_DATASOURCE_USERNAME=bank";
  private static final String KAFKA = "SPRING_KAFKA_BOOTSTRAP_SERVERS=kafka.bank:9092";
  private static final Set<StoreKind> BOTH = EnumSet.allOf(StoreKind.class);
  private static final Set<StoreKind> DATABASE = EnumSet.of(StoreKind.DATABASE);
  private static final Set<StoreKind> BROKER = EnumSet.of(StoreKind.BROKER);

  private static final KnownSettings KNOWN =
      new KnownSettings(List.of(JobSettings.class, PublishingSettings.class, StoreSettings.class));

  @Test
  void storesThatNothingNamesAreEmbedded() {
    StoreChoice choice = choice(BOTH);
    assertThat(choice.refusal()).isEmpty();
    assertThat(choice.sentence(Path.of("/h/data")))
        .contains(
            "Embedded database and broker, for trying out, in /h/data; SPRING_DATASOURCE_URL and"
                + " SPRING_KAFKA_BOOTSTRAP_SERVERS would name others.");
  }

  @Test
  void storesThatAreNamedAreUsed() {
    StoreChoice choice = choice(BOTH, URL, USER, KAFKA);
    assertThat(choice.refusal()).isEmpty();
    assertThat(choice.sentence(Path.of("/h/data"))).isEmpty();
    assertThat(choice.address(StoreKind.DATABASE)).contains("jdbc:postgresql://db.bank:5432/x");
    assertThat(choice.address(StoreKind.BROKER)).contains("kafka.bank:9092");
  }

  @Test
  void anAddressMayBeAList() {
    for (String variables :
        List.of("SPRING_KAFKA_BOOTSTRAP_SERVERS_", "SPRING_KAFKA_BOOTSTRAPSERVERS_")) {
      StoreChoice choice = choice(BOTH, URL, variables + "0=a:1", variables + "1=b:2");
      assertThat(choice.refusal()).as(variables).isEmpty();
      assertThat(choice.address(StoreKind.BROKER)).contains("a:1,b:2");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SPRING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE=3",
        "SPRING_DATASOURCE_HIKARI_CONNECTIONTIMEOUT=60000",
        "SPRING_KAFKA_PRODUCER_COMPRESSION_TYPE=lz4",
        "SPRING_KAFKA_PRODUCER_PROPERTIES_MAX_BLOCK_MS=1000",
        "SPRING_FLYWAY_CONNECT_RETRIES=3",
        "SPRING_DATASOURCE_PASSWORD=",
        "WITHDRAWALS_JOB_CHUNKSIZE=10",
        "WITHDRAWALS_JOB_CHUNK_SIZE=10"
      })
  void tuningNamesNoStore(String setting) {
    StoreChoice choice = choice(BOTH, setting);
    assertThat(choice.refusal()).isEmpty();
    assertThat(choice.ignored()).isEmpty();
    assertThat(choice.address(StoreKind.DATABASE)).isEmpty();
    assertThat(choice.address(StoreKind.BROKER)).isEmpty();
  }

  static Stream<Arguments> halves() {
    return Stream.of(
        arguments(
            List.of(USER, "SPRING_DATASOURCE_PASSWORD=hush", KAFKA),
            "SPRING_DATASOURCE_URL is not: set it"),
        arguments(List.of("SPRING_DATASOURCE_PASSWORD=hush"), "SPRING_DATASOURCE_URL is not"),
        arguments(List.of("SPRING_DATASOURCE_HIKARI_USERNAME=x"), "SPRING_DATASOURCE_URL is not"),
        arguments(List.of("SPRING_FLYWAY_URL=jdbc:postgresql://x"), "SPRING_DATASOURCE_URL is not"),
        arguments(List.of(KAFKA), "no setting names a database: set SPRING_DATASOURCE_URL"),
        arguments(
            List.of(URL, USER), "no setting names a broker: set SPRING_KAFKA_BOOTSTRAP_SERVERS"),
        arguments(List.of("SPRING_KAFKA_SECURITY_PROTOCOL=SSL"), "SERVERS is not: set it"),
        arguments(
            List.of("SPRING_KAFKA_PROPERTIES_SASL_MECHANISM=PLAIN"), "SERVERS is not: set it"),
        arguments(List.of("SPRING_KAFKA_SSL_TRUSTSTORELOCATION=file:x"), "SERVERS is not: set it"),
        arguments(
            List.of("SPRING_DATASOURCE_URL=", KAFKA), "SPRING_DATASOURCE_URL is set but empty"),
        arguments(List.of("SPRING_DATASOURCE_URL= "), "SPRING_DATASOURCE_URL is set but empty"),
        arguments(List.of(URL, "SPRING_KAFKA_BOOTSTRAP_SERVERS="), "SERVERS is set but empty"),
        arguments(
            List.of(KAFKA, "SPRING_DATASOURCE_HIKARI_JDBC_URL=jdbc:postgresql://x"),
            "not taken from SPRING_DATASOURCE_HIKARI_JDBC_URL: put it into SPRING_DATASOURCE_URL"),
        arguments(
            List.of(URL, KAFKA, "SPRING_DATASOURCE_HIKARI_JDBCURL=jdbc:postgresql://x"),
            "not taken from SPRING_DATASOURCE_HIKARI_JDBCURL"),
        arguments(List.of(URL, KAFKA, "SPRING_DATASOURCE_JNDI_NAME=x"), "JNDI_NAME: put it into"),
        arguments(
            List.of(URL, "SPRING_KAFKA_PRODUCER_BOOTSTRAP_SERVERS=x:1"),
            "put it into SPRING_KAFKA_BOOTSTRAP_SERVERS"),
        arguments(
            List.of(URL, "SPRING_KAFKA_PROPERTIES_BOOTSTRAP_SERVERS=x:1"),
            "put it into SPRING_KAFKA_BOOTSTRAP_SERVERS"),
        arguments(List.of(URL, KAFKA, "WITHDRAWALS_EMBEDDED=database"), "unset one of them"),
        arguments(List.of(URL, KAFKA, "WITHDRAWALS_EMBEDDED=broker"), "unset one of them"),
        arguments(
            List.of("SPRING_DATASOURCE_URL=jdbc:hsqldb:mem:x"), "must begin with jdbc:postgr"),
        arguments(
            List.of("SPRING_DATASOURCE_URL=${NO_SUCH_THING}", KAFKA),
            "SPRING_DATASOURCE_URL has a ${placeholder} that no setting fills in."),
        arguments(
            List.of("SPRING_DATASOURCE_URL=jdbc:postgresql://a:hush@b/x", KAFKA),
            "user before the host"));
  }

  @ParameterizedTest
  @MethodSource("halves")
  void halfAConfigurationIsRefused(List<String> settings, String sentence) {
    assertThat(choice(BOTH, settings.toArray(String[]::new)).refusal().orElse(""))
        .contains(sentence)
        .endsWith(" Nothing was done.")
        .doesNotContain("hush");
  }

  @Test
  void anEmbeddedStoreMayBeAskedFor() {
    for (List<String> settings :
        List.of(
            List.of(KAFKA, "WITHDRAWALS_EMBEDDED=database"),
            List.of(KAFKA, USER, "WITHDRAWALS_EMBEDDED=DATABASE"),
            List.of(URL, "WITHDRAWALS_EMBEDDED=broker"),
            List.of("SPRING_DATASOURCE_URL=", "WITHDRAWALS_EMBEDDED=broker, database"))) {
      assertThat(choice(BOTH, settings.toArray(String[]::new)).refusal())
          .as("%s", settings)
          .isEmpty();
    }
    assertThat(choice(BOTH, URL, "WITHDRAWALS_EMBEDDED=broker").sentence(Path.of("/h/data")))
        .contains(
            "Embedded broker, for trying out, in /h/data; SPRING_KAFKA_BOOTSTRAP_SERVERS would name"
                + " another one.");
    assertThatThrownBy(() -> choice(BOTH, "WITHDRAWALS_EMBEDDED=kafka"))
        .isInstanceOf(SettingsRefusedException.class)
        .hasMessageStartingWith("Setting withdrawals.embedded must be database, broker, or both");
  }

  @Test
  void commandWithOneStoreLooksAtThisKindOnly() {
    assertThat(choice(DATABASE, URL).refusal()).isEmpty();
    assertThat(choice(DATABASE, KAFKA, "SPRING_KAFKA_HOST=x").refusal()).isEmpty();
    assertThat(choice(DATABASE, USER).refusal()).isPresent();
    assertThat(choice(BROKER, USER, "SPRING_DATASOURCE_URI=x", KAFKA).refusal()).isEmpty();
    assertThat(choice(BROKER, "SPRING_KAFKA_BOOTSTRAP_SERVER=x").refusal()).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "SPRING_DATASOURCE_JDBC_URL, SPRING_DATASOURCE_URL",
    "SPRING_DATASOURCE_URI, SPRING_DATASOURCE_URL",
    "SPRING_DATASOURCE_DB_URL, SPRING_DATASOURCE_URL",
    "SPRING_DATASOURCE_ULR, ''",
    "SPRING_DATASOURCE_USER, SPRING_DATASOURCE_USERNAME",
    "SPRING_DATASOURCE_PASS, SPRING_DATASOURCE_PASSWORD",
    "SPRING_DATASOURCE_PASSWD, SPRING_DATASOURCE_PASSWORD",
    "SPRING_DATASOURCE_HIKARI_MAX_POOL_SIZE, SPRING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE",
    "SPRING_DATASOURCE_SCHEMA, SPRING_DATASOURCE_HIKARI_SCHEMA",
    "SPRING_DATASOURCE_HOST, ''",
    "SPRING_DATSOURCE_URL, SPRING_DATASOURCE_URL",
    "SPRING_DATA_SOURCE_URL, SPRING_DATASOURCE_URL",
    "SPRINGDATASOURCE_USERNAME, SPRING_DATASOURCE_USERNAME",
    "SPRNG_DATASOURCE_PASSWORD, SPRING_DATASOURCE_PASSWORD",
    "DATASOURCE_URL, SPRING_DATASOURCE_URL",
    "WITHDRAWALS_DATASOURCE_URL, SPRING_DATASOURCE_URL",
    "SPRING_KAFKA_BOOTSTRAP_SERVER, SPRING_KAFKA_BOOTSTRAP_SERVERS",
    "SPRING_KAFKA_BOOTSTRAP, SPRING_KAFKA_BOOTSTRAP_SERVERS",
    "SPRING_KAFKA_SERVERS, SPRING_KAFKA_BOOTSTRAP_SERVERS",
    "SPRING_KAKFA_BOOTSTRAP_SERVERS, SPRING_KAFKA_BOOTSTRAP_SERVERS",
    "KAFKA_BOOTSTRAP_SERVERS, SPRING_KAFKA_BOOTSTRAP_SERVERS",
    "WITHDRAWALS_KAFKA_BOOTSTRAP_SERVERS, SPRING_KAFKA_BOOTSTRAP_SERVERS",
    "SPRING_KAFKA_SECURITYPROTOCOL, SPRING_KAFKA_SECURITY_PROTOCOL",
    "SPRING_KAFKA_SSL_TRUSTSTORE_LOCATION, SPRING_KAFKA_SSL_TRUST_STORE_LOCATION",
    "SPRING_KAFKA_SASL_MECHANISM, ''",
    "SPRING_FLYWAY_USERNAME, SPRING_FLYWAY_USER",
    "WITHDRAWAL_HOME, WITHDRAWALS_HOME",
    "WITHDRAWLS_JOB_CHUNK_SIZE, WITHDRAWALS_JOB_CHUNK_SIZE",
    "WITHDRAWALS_HOMES, WITHDRAWALS_HOME",
    "WITHDRAWALS_HOME_DIR, WITHDRAWALS_HOME",
    "WITHDRAWALS_EMBEDED, WITHDRAWALS_EMBEDDED",
    "WITHDRAWALS_JOB_CHUNKS, WITHDRAWALS_JOB_CHUNK_SIZE",
    "WITHDRAWALS_JOBCHUNK_SIZE, WITHDRAWALS_JOB_CHUNK_SIZE"
  })
  void nearMissIsRefusedAndTheRightNameGiven(String wrong, String right) {
    // Whatever else is missing: the misspelt name is the reason, so it is named first.
    for (List<String> others : List.of(List.<String>of(), List.of(USER, KAFKA), List.of(URL))) {
      String[] settings =
          Stream.concat(others.stream(), Stream.of(wrong + "=hush")).toArray(String[]::new);
      boolean isGiven = others.stream().anyMatch(other -> other.contains(wrong + "="));
      String refusal = choice(BOTH, settings).refusal().orElse("");
      if (!isGiven) {
        assertThat(refusal)
            .startsWith(wrong + " is not a setting: ")
            .doesNotContain("hush")
            .contains(right.isEmpty() ? "the address of the " : right + " is.");
      }
    }
  }

  @Test
  void variableOfAnotherProgramIsNoMissIfTheRightOneIsGiven() {
    assertThat(choice(BOTH, URL, KAFKA, "KAFKA_BOOTSTRAP_SERVERS=x:1").refusal()).isEmpty();
    assertThat(choice(BOTH, "KAFKA_BOOTSTRAP_SERVERS=x", "WITHDRAWALS_EMBEDDED=broker").refusal())
        .isEmpty();
    assertThat(choice(BOTH, URL, KAFKA, "SPRING_DATSOURCE_URL=x").refusal()).isPresent();
  }

  @Test
  void otherVariablesWithOurPrefixAreIgnoredAloud() {
    StoreChoice choice =
        choice(
            BOTH,
            "WITHDRAWALS_VERSION=3",
            "WITHDRAWALS_NAME=x",
            "WITHDRAWALS_PORT=8080",
            "WITHDRAWALS_JOB=nightly");
    assertThat(choice.refusal()).isEmpty();
    assertThat(choice.ignored())
        .containsExactlyInAnyOrder(
            "WITHDRAWALS_VERSION", "WITHDRAWALS_NAME", "WITHDRAWALS_PORT", "WITHDRAWALS_JOB");
  }

  @Test
  void variablesThatKubernetesMakesForServicesAreNoSettings() {
    StoreChoice choice =
        choice(
            BOTH,
            "WITHDRAWALS_SERVICE_HOST=10.0.0.1",
            "WITHDRAWALS_SERVICE_PORT=80",
            "WITHDRAWALS_SERVICE_PORT_HTTP=80",
            "WITHDRAWALS_PORT=tcp://10.0.0.1:80",
            "WITHDRAWALS_PORT_80_TCP=tcp://10.0.0.1:80",
            "WITHDRAWALS_PORT_80_TCP_PROTO=tcp",
            "WITHDRAWALS_PORT_80_TCP_PORT=80",
            "WITHDRAWALS_PORT_80_TCP_ADDR=10.0.0.1",
            "WITHDRAWALS_HOME_SERVICE_HOST=10.0.0.1",
            "SPRING_KAFKA_SERVICE_HOST=10.0.0.1",
            "SPRING_KAFKA_PORT_9092_TCP_ADDR=10.0.0.1",
            "WITHDRAWALS_UID=1000",
            "PATH=/bin",
            "DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/0/bus");
    assertThat(choice.refusal()).isEmpty();
    assertThat(choice.ignored()).isEmpty();
  }

  @Test
  void settingsOfAFileCountToo() {
    ConfigurableEnvironment environment = environment();
    environment
        .getPropertySources()
        .addLast(
            new MapPropertySource(
                "Config resource 'file [application.yml]'",
                Map.of(
                    "spring.datasource.username",
                    "bank",
                    "spring.kafka.bootstrap-servers[0]",
                    "x:1")));
    assertThat(StoreChoice.of(environment, BOTH, KNOWN, false).refusal().orElse(""))
        .startsWith("spring.datasource.username is set, but SPRING_DATASOURCE_URL is not");
  }

  /** The container image: no embedded broker. The columns: the variable, what the command needs. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "NONE=1 | No setting names a database and a broker, and this build is for production, without"
            + " an embedded broker: set SPRING_DATASOURCE_URL and SPRING_KAFKA_BOOTSTRAP_SERVERS."
            + " Nothing was done.",
        USER + " | No setting names a database and a broker,",
        URL + " | No setting names a broker,",
        KAFKA + " | No setting names a database,",
        "WITHDRAWALS_EMBEDDED=database | No setting names a broker,",
        "WITHDRAWALS_EMBEDDED=broker | No setting names a database and a broker,",
        "SPRING_DATASOURCE_JDBC_URL=jdbc:postgresql:x | SPRING_DATASOURCE_JDBC_URL",
      })
  void aBuildForProductionNeedsAnAddressOfEachStore(String variable, String refusal) {
    StoreChoice choice = StoreChoice.of(environment(variable), BOTH, KNOWN, true);
    assertThat(choice.refusal().orElse("")).startsWith(refusal);
  }

  @Test
  void aBuildForProductionUsesTheEmbeddedDatabaseIfItIsAskedFor() {
    ConfigurableEnvironment asked = environment("WITHDRAWALS_EMBEDDED=database");
    assertThat(StoreChoice.of(asked, DATABASE, KNOWN, true).refusal()).isEmpty();
    assertThat(StoreChoice.of(environment(), DATABASE, KNOWN, true).refusal()).isPresent();
    assertThat(StoreChoice.of(environment(KAFKA), BROKER, KNOWN, true).refusal()).isEmpty();
  }

  /** It has none. */
  @Test
  void aBuildForProductionUsesNoEmbeddedBrokerEvenIfItIsAskedFor() {
    ConfigurableEnvironment asked = environment(URL, "WITHDRAWALS_EMBEDDED=broker");
    for (Set<StoreKind> used : List.of(BOTH, BROKER)) {
      assertThat(StoreChoice.of(asked, used, KNOWN, true).refusal().orElse(""))
          .startsWith("No setting names a broker, and this build is for production");
    }
  }

  private static StoreChoice choice(Set<StoreKind> used, String... variables) {
    return StoreChoice.of(environment(variables), used, KNOWN, false);
  }

  private static ConfigurableEnvironment environment(String... variables) {
    Map<String, String> environment = new HashMap<>();
    for (String variable : variables) {
      String[] parts = variable.split("=", 2);
      environment.put(parts[0], parts[1]);
    }
    return new Shell(environment, InputStream.nullInputStream(), System.out, System.err, 0)
        .settings();
  }
}
