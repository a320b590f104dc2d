package bank.withdrawals;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import org.apache.kafka.server.config.AbstractKafkaConfig;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Checks of {@code docker-compose.yml} that need no container engine. */
class DockerComposeTest {

  private static final Path COMPOSE = Path.of("docker-compose.yml");
  private static final SchemaLocation SCHEMA =
      SchemaLocation.of("classpath:compose-spec/compose-spec.json");

  @Test
  void matchesTheComposeSpecification() throws IOException {
    // The schema declares draft 7, but uses the keyword "deprecated" of a later draft.
    Dialect dialect =
        Dialect.builder(Dialects.getDraft7())
            .keyword(new NonValidationKeyword("deprecated"))
            .build();
    var schema = SchemaRegistry.withDialect(dialect).getSchema(SCHEMA);

    assertThat(schema.validate(Files.readString(COMPOSE), InputFormat.YAML)).isEmpty();
  }

  @Test
  void everyLongRunningServiceHasAHealthCheck() {
    assertThat(services().filter(service -> !isJob(service)))
        .hasSizeGreaterThanOrEqualTo(3)
        .allMatch(service -> service.node().path("healthcheck").path("test").size() > 1);
  }

  @Test
  void everyImageIsPinned() {
    assertThat(services().filter(service -> !isJob(service)))
        .allMatch(service -> service.node().path("image").asString().matches(".+:v?[0-9][^:]*"));
  }

  @Test
  void theJobNeedsItsProfileAndWaitsForHealthyServices() {
    List<Service> jobs = services().filter(DockerComposeTest::isJob).toList();

    assertThat(jobs).extracting(Service::name).containsExactly("withdrawals");
    assertThat(jobs.get(0).node().path("profiles").values())
        .extracting(JsonNode::asString)
        .containsExactly("job");
    assertThat(jobs.get(0).node().path("depends_on").properties())
        .extracting(dependency -> dependency.getKey())
        .containsExactlyInAnyOrder("postgres", "kafka");
    assertThat(jobs.get(0).node().path("depends_on").values())
        .allMatch(on -> on.path("condition").asString().equals("service_healthy"));
  }

  /** A variable of Kafka's image is a setting of Kafka: KAFKA_NODE_ID is node.id. */
  @Test
  void kafkaAcceptsTheSettingsOfItsService() {
    Map<String, String> settings =
        services()
            .filter(service -> service.name().equals("kafka"))
            .flatMap(service -> service.node().path("environment").properties().stream())
            .collect(
                Collectors.toMap(
                    variable -> setting(variable.getKey()),
                    variable -> variable.getValue().asString()));

    assertThat(AbstractKafkaConfig.CONFIG_DEF.names()).containsAll(settings.keySet());
    KafkaConfig config = KafkaConfig.apply(settings, false);
    assertThat(config.nodeId()).isEqualTo(1);
    assertThat(config.getBoolean("auto.create.topics.enable")).isFalse();
  }

  private static String setting(String variable) {
    return variable.replaceFirst("^KAFKA_", "").replace('_', '.').toLowerCase(Locale.ROOT);
  }

  /** What the image was built for and tested with, as in Kubernetes. */
  @Test
  void theJobHasNoRightsThatItDoesNotNeed() {
    JsonNode job = services().filter(DockerComposeTest::isJob).findFirst().orElseThrow().node();

    assertThat(job.path("read_only").asBoolean()).isTrue();
    assertThat(job.path("cap_drop").values()).extracting(JsonNode::asString).containsExactly("ALL");
    assertThat(job.path("security_opt").values())
        .extracting(JsonNode::asString)
        .containsExactly("no-new-privileges:true");
    assertThat(job.path("tmpfs").values())
        .extracting(JsonNode::asString)
        .containsExactly("/tmp:exec");
  }

  private static boolean isJob(Service service) {
    return service.node().has("build");
  }

  private static Stream<Service> services() {
    return new YAMLMapper()
        .readTree(COMPOSE).path("services").properties().stream()
            .map(service -> new Service(service.getKey(), service.getValue()));
  }

  private record Service(String name, JsonNode node) {}
}
