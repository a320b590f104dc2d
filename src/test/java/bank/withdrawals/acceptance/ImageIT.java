package bank.withdrawals.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.testing.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in the container image, and how its process starts and ends. */
class ImageIT {

  private static final String APPLICATION = "/opt/withdrawals";

  @TempDir Path home;

  @BeforeEach
  void assumeContainers() throws IOException {
    Container.assume();
    Container.giveTo(Container.OWNER, home);
  }

  @AfterAll
  static void removeContainers() {
    Container.removeAll();
  }

  @Test
  void versionIsThatOfTheBuild() {
    Ended version = Container.plain().restricted().run("--version").exits(0);

    assertThat(version.out()).matches("withdrawals [0-9][-.0-9A-Za-z]*\\R");
    assertThat(version.err()).isEmpty();
  }

  @Test
  void theBrokersClassesAreNotInIt() {
    List<String> libraries =
        Container.plain().with("--entrypoint", "ls").run(APPLICATION + "/lib").exits(0).lines();

    assertThat(libraries).anyMatch(name -> name.startsWith("kafka-clients-"));
    assertThat(libraries)
        .noneMatch(name -> name.matches("(kafka_|kafka-server|kafka-raft|scala-library).*"));
  }

  @Test
  void withoutSettingsNoStoreIsOpenedAndASentenceSaysWhatIsMissing() {
    Ended run = Container.at(home).run("run").exits(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("SPRING_DATASOURCE_URL");
    assertThat(home.resolve("data/db")).doesNotExist();

    Ended withoutBroker =
        Container.at(home).with(Map.of("WITHDRAWALS_EMBEDDED", "database")).run("run").exits(2);
    assertThat(withoutBroker.err())
        .contains("SPRING_KAFKA_BOOTSTRAP_SERVERS", "without an embedded broker");
    assertThat(home.resolve("data/db")).doesNotExist();

    Ended broker = Container.at(home).run("broker").exits(1);
    assertThat(broker.err()).contains("contains no embedded broker");
  }

  @Test
  void theHeapIsThreeQuartersOfTheContainersMemory() {
    Ended flags =
        Container.plain()
            .with("--memory", "512m")
            .with(Map.of("JAVA_TOOL_OPTIONS", "-XX:+PrintFlagsFinal"))
            .run("--version");

    assertThat(flags.out()).containsPattern(" MaxHeapSize += %d ".formatted(384 << 20));
  }

  /** The exit code must not be 3, which means rejects, and the process must not continue. */
  @Test
  void aProcessOutOfMemoryExitsWith1AndReportsNoSecret() throws IOException {
    Ended ended =
        Container.at(home)
            .with(
                Map.of(
                    "JAVA_TOOL_OPTIONS",
                    "-Xmx12m",
                    "WITHDRAWALS_EMBEDDED",
                    "database",
                    "SPRING_KAFKA_PROPERTIES_SASL_JAAS_CONFIG",
                    "a secret"))
            .run("accounts");

    assertThat(ended.exitCode()).as("%s", ended).isEqualTo(1);
    assertThat(ended.out()).contains("java.lang.OutOfMemoryError");
    assertThat(Files.readString(home.resolve("data/java-error-1.log")))
        .contains("OutOfMemory")
        .doesNotContain("a secret");
  }

  /** An engine copies the directories of the image into a new volume, with their rights. */
  @ParameterizedTest
  @ValueSource(ints = {Container.OWNER, Container.ARBITRARY})
  void anEmptyVolumeBelongsToGroup0AndToNobodyElse(int user) {
    Container container =
        Container.plain()
            .restricted()
            .with("--user", user + ":0")
            .with("--volume", "volume-" + UUID.randomUUID() + ":/var/lib/withdrawals");

    container.run("config").exits(0);

    Ended rights =
        container
            .with("--entrypoint", "stat")
            .run("--format=%A", "data", "input", "output", "archive", "quarantine", "formats")
            .exits(0);
    assertThat(rights.lines()).hasSize(6).containsOnly("drwxrwx---");
  }

  /** What changes with every build of the job is small; what it needs does not change. */
  @Test
  void aNewBuildOfTheJobIsASmallNewLayer() {
    List<Long> bytes =
        Container.podman("history", "--format=json", "withdrawals")
            .exits(0)
            .json()
            .values()
            .stream()
            .map(layer -> layer.path("size").asLong())
            .filter(size -> size > 10_000)
            .toList();

    // The newest first: the job, its libraries, the base image.
    assertThat(bytes).hasSize(3);
    assertThat(bytes.get(0)).isLessThan(2_000_000);
    assertThat(bytes.get(1)).isLessThan(80_000_000);
  }
}
