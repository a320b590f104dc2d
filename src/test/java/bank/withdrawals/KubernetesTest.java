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
  private static final String CRON_JOB = "cron-job.yaml";
  private static final String VOLUME = "persistent-volume-claim.yaml";
  private static final String SECRET = "secret.example.yaml";

  /** How long the job itself may take to stop. */
  private static final int STOP_SECONDS = 25;

  @ParameterizedTest
  @ValueSource(strings = {CRON_JOB, VOLUME, SECRET})
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

  @Test
  void theKustomizationListsEveryManifest() throws IOException {
    JsonNode kustomization = read("kustomization.yaml");
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      assertThat(texts(kustomization.path("resources")))
          .containsExactlyInAnyOrderElementsOf(
              files
                  .map(file -> file.getFileName().toString())
                  .filter(name -> !name.equals("kustomization.yaml") && !name.equals(SECRET))
                  .toList());
    }
    JsonNode pod = pod(read(CRON_JOB));
    JsonNode from = pod.path("containers").get(0).path("envFrom");
    assertThat(from.get(0).at("/configMapRef/name"))
        .isEqualTo(kustomization.at("/configMapGenerator/0/name"));
    assertThat(from.get(1).at("/secretRef/name")).isEqualTo(read(SECRET).at("/metadata/name"));
    assertThat(pod.at("/volumes/0/persistentVolumeClaim/claimName"))
        .isEqualTo(read(VOLUME).at("/metadata/name"));
    assertThat(pod.at("/containers/0/image")).isEqualTo(kustomization.at("/images/0/name"));
  }

  @Test
  void runsDoNotOverlapAndHaveTimeToStop() {
    JsonNode spec = read(CRON_JOB).path("spec");
    assertThat(spec.path("concurrencyPolicy").asString()).isEqualTo("Forbid");
    String zone = spec.path("timeZone").asString();
    assertThat(ZoneId.getAvailableZoneIds()).contains(zone);
    assertThat(elements(read("kustomization.yaml").at("/configMapGenerator/0/literals")))
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

  private static JsonNode pod(JsonNode cronJob) {
    return cronJob.at("/spec/jobTemplate/spec/template/spec");
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
