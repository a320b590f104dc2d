package bank.withdrawals.publishing;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.embedded.EmbeddedDatabase;
import bank.withdrawals.testing.WithdrawalsTester;
import bank.withdrawals.withdrawal.Account;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import io.cloudevents.CloudEvent;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** What {@code docs/asyncapi.yaml} says of the events is what they are. */
class AsyncApiTest {

  private static final Path DOCUMENT = Path.of("docs/asyncapi.yaml");
  private static final JsonMapper JSON = new JsonMapper();

  private final SchemaRegistry registry = SchemaRegistry.withDialect(Dialects.getDraft7());

  @TempDir Path data;

  @Test
  void keepsToTheAsyncApiSpecification() throws Exception {
    var schema = registry.getSchema(SchemaLocation.of("classpath:asyncapi/asyncapi-3.0.0.json"));
    assertThat(schema.validate(Files.readString(DOCUMENT), InputFormat.YAML)).isEmpty();
  }

  @Test
  void describesTheEventsAsTheyAre() throws Exception {
    JsonNode document = new YAMLMapper().readTree(DOCUMENT.toFile());
    JsonNode message = document.at("/components/messages/withdrawalDebited");
    List<ConsumerRecord<String, byte[]>> records = events();
    assertThat(records).hasSize(3);
    for (ConsumerRecord<String, byte[]> record : records) {
      ObjectNode headers = JSON.createObjectNode();
      for (Header header : record.headers()) {
        headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
      }
      assertThat(errors(message.path("headers"), headers)).isEmpty();
      CloudEvent event = KafkaMessageFactory.createReader(record).toEvent();
      assertThat(event.getType()).isEqualTo(DebitedEvent.TYPE);
      assertThat(event.getTime()).isNotNull();
      assertThat(errors(message.at("/bindings/kafka/key"), JSON.valueToTree(record.key())))
          .isEmpty();
      JsonNode payload = JSON.readTree(record.value());
      JsonNode schema = document.at("/components/schemas/debit");
      assertThat(errors(schema, payload)).isEmpty();
      assertThat(errors(schema, ((ObjectNode) payload).put("amount", 1))).isNotEmpty();
    }
  }

  private List<Error> errors(JsonNode schema, JsonNode value) {
    return registry.getSchema(schema).validate(value);
  }

  /** Of currencies with two, none and three decimals. */
  private List<ConsumerRecord<String, byte[]>> events() {
    try (WithdrawalsTester tester =
        WithdrawalsTester.over(EmbeddedDatabase.properties(data), Map.of())) {
      tester
          .account(11, "100.00")
          .account(12, "1000", "JPY", Account.Status.ACTIVE)
          .account(13, "1.5", "KWD", Account.Status.ACTIVE);
      tester.run(
          tester.file(
              "a.csv",
              "request_id,account_id,amount,currency",
              "a,11,0.01,USD",
              ",12,1000,",
              "c:/@+-._,13,1.499,KWD"));
      assertThat(tester.rejections()).isEmpty();
      return tester.records();
    }
  }
}
