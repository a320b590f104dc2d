package bank.withdrawals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Checks of {@code docs/kubernetes} that need no cluster. */
class KubernetesTest {

  private static final Path DIRECTORY = Path.of("docs/kubernetes");
  private static final String CRON_JOB = "base/cron-job.yaml";
  private static final String VOLUME = "base/persistent-volume-claim.yaml";
  private static final String BASE = "base/kustomization.yaml";
  private static final String SECRET = "secret.example.yaml";
  private static final String WORKERS = "workers/deployment.yaml";
  private static final String WORKERS_OVERLAY = "workers/kustomization.yaml";
  private static final String SCALED_OBJECT = "workers/scaled-object.yaml";

  /** How long the job itself may take to stop. */
  private static final int STOP_SECONDS = 25;

  @ParameterizedTest
  @ValueSource(strings = {CRON_JOB, VOLUME, SECRET, WORKERS})
  void isAValidManifest(String file) throws Throwable {
    validate(read(file));
    ObjectNode withASlip = (ObjectNode) read(file);
    ((ObjectNode) withASlip.path("metadata")).put("nam", "x");
    assertThatThrownBy(() -> validate(withASlip)).hasMessageContaining("`nam`");
  }

  /** The other tests rely on Kubernetes's own check, which must reach every nested field. */
  @Test
  void aMisspeltFieldInsideAContainerIsFound() {
    JsonNode cronJob = read(CRON_JOB);
    ObjectNode container = (ObjectNode) pod(cronJob).path("containers").get(0);
    ((ObjectNode) container.path("securityContext")).put("readOnlyRootFileSystem", true);
    assertThatThrownBy(() -> validate(cronJob)).hasMessageContaining("readOnlyRootFileSystem");
  }

  @ParameterizedTest
  @CsvSource({"base,", "workers, scaled-object.yaml"})
  void theKustomizationListsEveryManifest(String directory, @Nullable String optional)
      throws IOException {
    try (Stream<Path> files = Files.list(DIRECTORY.resolve(directory))) {
      assertThat(texts(read(directory + "/kustomization.yaml").path("resources")))
          .containsAll(
              files
                  .map(file -> file.getFileName().toString())
                  .filter(name -> !name.equals("kustomization.yaml") && !name.equals(optional))
                  .toList());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {CRON_JOB, WORKERS})
  void namesAgree(String file) {
    JsonNode kustomization = read(BASE);
    JsonNode pod = pod(read(file));
    JsonNode from = pod.path("containers").get(0).path("envFrom");
    assertThat(from.get(0).at("/configMapRef/name"))
        .isEqualTo(kustomization.at("/configMapGenerator/0/name"));
    assertThat(from.get(1).at("/secretRef/name")).isEqualTo(read(SECRET).at("/metadata/name"));
    assertThat(pod.at("/volumes/0/persistentVolumeClaim/claimName"))
        .isEqualTo(read(VOLUME).at("/metadata/name"));
    assertThat(pod.at("/containers/0/image")).isEqualTo(kustomization.at("/images/0/name"));
  }

  /** The manager and its workers share files, so they must have the same user and volume. */
  @Test
  void aWorkerDiffersFromTheManagerOnlyInWhatItDoes() {
    JsonNode manager = pod(read(CRON_JOB));
    JsonNode worker = pod(read(WORKERS));
    assertThat(worker.path("securityContext")).isEqualTo(manager.path("securityContext"));
    assertThat(worker.path("volumes")).isEqualTo(manager.path("volumes"));
    JsonNode container = worker.path("containers").get(0);
    for (String same : List.of("image", "envFrom", "volumeMounts", "securityContext")) {
      assertThat(container.path(same)).isEqualTo(manager.path("containers").get(0).path(same));
    }
    JsonNode overlay = read(WORKERS_OVERLAY);
    assertThat(overlay.at("/patches/0/target/name")).isEqualTo(read(VOLUME).at("/metadata/name"));
    assertThat(overlay.at("/patches/0/patch").asString()).contains("[ReadWriteMany]");
    assertThat(overlay.at("/configMapGenerator/0/behavior").asString()).isEqualTo("merge");
  }

  @Test
  void workersStopInOrderAndRunOnDifferentMachines() {
    JsonNode spec = read(WORKERS).path("spec");
    assertThat(spec.at("/strategy/type").asString()).isEqualTo("Recreate");
    JsonNode pod = pod(read(WORKERS));
    assertThat(pod.path("terminationGracePeriodSeconds").asInt()).isGreaterThan(2 * STOP_SECONDS);
    assertThat(pod.at("/topologySpreadConstraints/0/topologyKey").asString())
        .isEqualTo("kubernetes.io/hostname");
    JsonNode labels = spec.at("/template/metadata/labels");
    assertThat(spec.at("/selector/matchLabels")).isEqualTo(labels);
    assertThat(pod.at("/topologySpreadConstraints/0/labelSelector/matchLabels")).isEqualTo(labels);
  }

  /** KEDA's own definitions are in no library, so this compares names. */
  @Test
  void kedaScalesTheWorkersByTheirTopic() {
    JsonNode scaled = read(SCALED_OBJECT);
    assertThat(scaled.path("kind").asString()).isEqualTo("ScaledObject");
    assertThat(scaled.at("/spec/scaleTargetRef/name"))
        .isEqualTo(read(WORKERS).at("/metadata/name"));
    JsonNode kafka = scaled.at("/spec/triggers/0/metadata");
    assertThat(elements(read(BASE).at("/configMapGenerator/0/literals")))
        .extracting(JsonNode::asString)
        .contains("SPRING_KAFKA_BOOTSTRAP_SERVERS=" + kafka.path("bootstrapServers").asString());
    assertThat(kafka.path("topic").asString()).isEqualTo("withdrawals-partitions");
    assertThat(kafka.path("consumerGroup").asString()).startsWith("withdrawals-workers-");
  }

  @Test
  void runsDoNotOverlapAndHaveTimeToStop() {
    JsonNode spec = read(CRON_JOB).path("spec");
    assertThat(spec.path("concurrencyPolicy").asString()).isEqualTo("Forbid");
    String zone = spec.path("timeZone").asString();
    assertThat(ZoneId.getAvailableZoneIds()).contains(zone);
    assertThat(elements(read(BASE).at("/configMapGenerator/0/literals")))
        .extracting(JsonNode::asString)
        .contains("WITHDRAWALS_JOB_TIME_ZONE=" + zone);
    JsonNode job = spec.at("/jobTemplate/spec");
    assertThat(job.path("podReplacementPolicy").asString()).isEqualTo("Failed");
    JsonNode pod = pod(read(CRON_JOB));
    assertThat(pod.path("restartPolicy").asString()).isEqualTo("Never");
    assertThat(pod.path("terminationGracePeriodSeconds").asInt()).isGreaterThan(2 * STOP_SECONDS);
  }

  /** The exit codes of the table in docs/operations.md. */
  @ParameterizedTest
  @CsvSource({
    "1, Count",
    "2, FailJob",
    "3, FailJob",
    "4, FailJob",
    "5, Count",
    "6, Count",
    "7, FailJob",
    "130, Count",
    "137, Count",
    "143, Count"
  })
  void eachExitCodeHasItsAction(int exitCode, String action) {
    JsonNode rules = read(CRON_JOB).at("/spec/jobTemplate/spec/podFailurePolicy/rules");
    assertThat(
            elements(rules)
                .filter(rule -> numbers(rule.at("/onExitCodes/values")).contains(exitCode))
                .map(rule -> rule.path("action").asString())
                .findFirst()
                .orElse("Count"))
        .isEqualTo(action);
    // An eviction is not the run's fault, whatever the exit code. The first matching rule counts.
    assertThat(rules.get(0).path("action").asString()).isEqualTo("Ignore");
    assertThat(rules.get(0).at("/onPodConditions/0/type").asString()).isEqualTo("DisruptionTarget");
  }

  @Test
  void theContainerCanWriteOnlyToItsHomeAndToTmp() throws IOException {
    JsonNode pod = pod(read(CRON_JOB));
    JsonNode container = pod.path("containers").get(0);
    assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean()).isTrue();
    assertThat(container.at("/securityContext/allowPrivilegeEscalation").asBoolean()).isFalse();
    assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
    String image = Files.readString(Path.of("Dockerfile"));
    assertThat(image)
        .contains("USER " + pod.at("/securityContext/runAsUser").asInt() + ":")
        .contains("WITHDRAWALS_HOME=" + container.at("/volumeMounts/0/mountPath").asString());
    assertThat(container.at("/volumeMounts/1/mountPath").asString()).isEqualTo("/tmp");
    assertThat(pod.at("/volumes/1").has("emptyDir")).isTrue();
  }

  /** Kubernetes's own check for the kind of a manifest: its fields, their types, required ones. */
  private static void validate(JsonNode manifest) throws Throwable {
    String kind = manifest.path("kind").asString();
    try {
      Class.forName("io.kubernetes.client.openapi.models.V1" + kind)
          .getMethod("validateJsonElement", JsonElement.class)
          .invoke(null, JsonParser.parseString(manifest.toString()));
    } catch (InvocationTargetException failure) {
      throw failure.getCause();
    }
  }

  private static JsonNode pod(JsonNode manifest) {
    JsonNode spec = manifest.path("spec");
    return spec.at("/jobTemplate/spec").isMissingNode()
        ? spec.at("/template/spec")
        : spec.at("/jobTemplate/spec/template/spec");
  }

  private static JsonNode read(String file) {
    return new YAMLMapper().readTree(DIRECTORY.resolve(file));
  }

  private static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  private static List<String> texts(JsonNode array) {
    return elements(array).map(JsonNode::asString).toList();
  }

  private static List<Integer> numbers(JsonNode array) {
    return elements(array).map(JsonNode::asInt).toList();
  }
}
