package bank.withdrawals.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.acceptance.Container.Started;
import bank.withdrawals.testing.Ended;
import bank.withdrawals.testing.TestBroker;
import bank.withdrawals.testing.TestPostgres;
import bank.withdrawals.testing.Tool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Runs in containers, over a database and a broker outside. Every command is a container of its
 * own.
 */
class ImageRunsIT {

  private static final String SAMPLE = "input/samples/withdrawals.csv";
  private static final String ACCOUNTS = "input/samples/accounts.csv";

  @TempDir Path home;
  private final String topic = "withdrawals-" + UUID.randomUUID();
  private Map<String, String> stores;

  @BeforeEach
  void layOut() throws IOException {
    Container.assume();
    for (String file : List.of(SAMPLE, ACCOUNTS)) {
      Files.createDirectories(home.resolve(file).getParent());
      Files.copy(Path.of(file), home.resolve(file));
    }
    Container.giveTo(Container.OWNER, home);
    stores = new HashMap<>(TestPostgres.newDatabase());
    stores.put("spring.kafka.bootstrap-servers", TestBroker.get().bootstrapServers());
    stores.put("withdrawals.publishing.topic", topic);
  }

  @AfterAll
  static void removeContainers() {
    Container.removeAll();
  }

  @Test
  void accountsAreImportedAndAFileIsDebitedOnce() throws IOException {
    Container container = Container.at(home).with(stores);

    runTheSample(container);

    Path run = Tool.at(home).onlyRun();
    Sample.assertSummary(Tool.summary(run));
    Sample.assertRejects(run.resolve("rejects.csv"));
    assertThat(container.run("run", SAMPLE).exits(0).out()).contains("nothing is debited again");
    assertThat(eventIds()).containsExactlyElementsOf(Sample.DEBITED);
  }

  @Test
  void aContainerStoppedDuringDebitExitsWith143AndTheNextOneResumes() throws SQLException {
    int rows = 5_000;
    Container container = Container.at(home).with(stores);
    container
        .run("generate", "--rows", rows, "--accounts", 20, "--seed", 42, "--directory", "generated")
        .exits(0);
    container.run("accounts", "import", "generated/accounts.csv").exits(0);
    Object[] command = {"run", "generated/withdrawals.csv"};

    try (Connection connection = connection();
        Statement sql = connection.createStatement();
        Started first = container.with(Map.of("withdrawals.job.chunk-size", "5")).start(command)) {
      first.running().await("the debit step", () -> debits(sql) > 0);
      assertThat(first.stop().exits(143).out()).contains("STOPPED");
      assertThat(debits(sql)).isLessThan(rows / 2);
    }
    JsonNode stopped = Tool.summary(Tool.at(home).onlyRun());
    assertThat(stopped.path("exitCode").asInt()).isEqualTo(143);

    container.run(command).exits(0);

    JsonNode summary = Tool.summary(Tool.at(home).onlyRun());
    assertThat(summary.path("status").asString()).isEqualTo("COMPLETED");
    assertThat(summary.path("restarts").asInt()).isEqualTo(1);
    int debited = summary.path("debited").path("count").asInt();
    assertThat(debited + summary.path("rejected").path("count").asInt()).isEqualTo(rows);
    assertThat(eventIds()).hasSize(debited).doesNotHaveDuplicates();
    container.run("reconcile").exits(0);
  }

  /** Kafka's compression unpacks native code there. Without a place for it, it uses Java. */
  @ParameterizedTest
  @ValueSource(strings = {"", "--tmpfs=/tmp:noexec", "--tmpfs=/tmp:exec"})
  void aReadOnlyRootWithAndWithoutATemporaryDirectoryIsEnough(String temporary) {
    Container container = Container.at(home).restricted().with(stores);

    runTheSample(temporary.isEmpty() ? container : container.with(temporary));

    assertThat(eventIds()).containsExactlyElementsOf(Sample.DEBITED);
  }

  @Test
  void anyUserIdOfGroup0Works() throws IOException {
    Container.giveTo(Container.ARBITRARY, home);

    runTheSample(
        Container.at(home).restricted().with("--user", Container.ARBITRARY + ":0").with(stores));

    for (String written : List.of("data", "data/withdrawals.log", "archive", "output")) {
      Path path = home.resolve(written);
      assertThat(Files.getAttribute(path, "unix:uid")).isEqualTo(Container.ARBITRARY);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
          .endsWith("------");
    }
  }

  @Test
  void fileNamesOfAnyAlphabetAreReadAndArchived() throws IOException {
    String name = "Überweisungen-取引.csv";
    Files.copy(Path.of(SAMPLE), home.resolve("input").resolve(name));
    Container.giveTo(Container.OWNER, home);
    Container container = Container.at(home).with(stores);
    container.run("accounts", "import", ACCOUNTS).exits(0);

    Ended ended =
        container.with(Map.of("withdrawals.intake.quiet-period", "0s")).run("run").exits(0);

    assertThat(ended.out()).contains(name);
    try (Stream<Path> archived = Files.list(home.resolve("archive"))) {
      assertThat(archived)
          .singleElement()
          .satisfies(file -> assertThat(file.toString()).endsWith(name));
    }
  }

  /** These time zones never have the same day. */
  @Test
  void theDayOfAFileIsThatOfTheContainersTimeZone() throws SQLException, IOException {
    Files.writeString(home.resolve("other.csv"), "request_id,account_id,amount\nO-1,1,1.00\n");
    Container.giveTo(Container.OWNER, home);
    Container container = Container.at(home).with(stores);

    runTheSample(container.with(Map.of("TZ", "Pacific/Kiritimati")));
    container.with(Map.of("TZ", "Etc/GMT+12")).run("run", "other.csv").exits(0);

    try (Connection connection = connection();
        Statement sql = connection.createStatement();
        ResultSet days = sql.executeQuery("SELECT count(DISTINCT business_date) FROM input_file")) {
      days.next();
      assertThat(days.getInt(1)).isEqualTo(2);
    }
  }

  /** The job's service with its user, settings, rights and volume; its home is the project. */
  @Test
  void theServiceOfTheComposeFileRunsTheSample() throws IOException {
    JsonNode service =
        new YAMLMapper().readTree(Path.of("docker-compose.yml")).at("/services/withdrawals");
    Container container = Container.plain().with("--user", text(service.path("user")));
    for (JsonNode volume : service.path("volumes").values()) {
      container = container.with("--volume", text(volume).replaceFirst("^[.]:", home + ":"));
    }
    for (JsonNode tmpfs : service.path("tmpfs").values()) {
      container = container.with("--tmpfs", text(tmpfs));
    }
    for (JsonNode capability : service.path("cap_drop").values()) {
      container = container.with("--cap-drop", text(capability));
    }
    for (JsonNode option : service.path("security_opt").values()) {
      container = container.with("--security-opt", text(option));
    }
    if (service.path("read_only").asBoolean()) {
      container = container.with("--read-only", "--read-only-tmpfs=false");
    }
    Map<String, String> settings = new HashMap<>();
    service
        .path("environment")
        .properties()
        .forEach(setting -> settings.put(setting.getKey(), text(setting.getValue())));
    assertThat(settings)
        .containsEntry("SPRING_DATASOURCE_URL", "jdbc:postgresql://postgres:5432/withdrawals")
        .containsEntry("SPRING_KAFKA_BOOTSTRAP_SERVERS", "kafka:19092");

    // The stores of the test instead of the other services.
    runTheSample(container.with(settings).with(stores));

    assertThat(eventIds()).containsExactlyElementsOf(Sample.DEBITED);
  }

  /** A value with the defaults of its variables. */
  private static String text(JsonNode value) {
    return value.asString().replaceAll("\\$\\{[A-Z_]+:-([^}]*)}", "$1");
  }

  private static void runTheSample(Container container) {
    container.run("accounts", "import", ACCOUNTS).exits(0);
    Sample.assertScreen(container.run("run", SAMPLE).exits(0).out());
  }

  private List<String> eventIds() {
    return TestBroker.get().readCommitted(topic).stream()
        .map(
            event ->
                new String(event.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8))
        .toList();
  }

  private Connection connection() throws SQLException {
    return DriverManager.getConnection(
        stores.get("spring.datasource.url"),
        stores.get("spring.datasource.username"),
        stores.get("spring.datasource.password"));
  }

  private static long debits(Statement sql) {
    try (ResultSet row = sql.executeQuery("SELECT count(*) FROM withdrawal")) {
      return row.next() ? row.getLong(1) : 0;
    } catch (SQLException failure) {
      return 0; // The table does not exist yet.
    }
  }
}
