package bank.withdrawals.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.domain.Account;
import bank.withdrawals.testing.TestDatabase;
import bank.withdrawals.testing.WithdrawalsTester;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** What {@code docs/asyncapi.yaml} says of the events is what they are. */
class AsyncApiTest {

  private static final Path DOCUMENT = Path.of("docs/asyncapi.yaml");
  private static final JsonMapper JSON = new JsonMapper();

  private final SchemaRegistry registry = SchemaRegistry.withDialect(Dialects.getDraft7());

  @Test
  void followsTheAsyncApiSpecification() throws Exception {
    var schema = registry.getSchema(SchemaLocation.of("classpath:asyncapi/asyncapi-3.0.0.json"));
    assertThat(schema.validate(Files.readString(DOCUMENT), InputFormat.YAML)).isEmpty();
  }

  @Test
  void describesTheRealEvents() throws Exception {
    JsonNode document = new YAMLMapper().readTree(DOCUMENT.toFile());
    List<ConsumerRecord<String, byte[]>> records = events();
    assertThat(records)
        .extracting(record -> type(record).substring("bank.withdrawal.".length()))
        .containsExactlyInAnyOrder(
            "debited.v1", "debited.v1", "debited.v1", "rejected.v1", "rejected.v1", "rejected.v1");
    for (ConsumerRecord<String, byte[]> record : records) {
      boolean debited = type(record).equals(EventSerializer.DEBITED);
      JsonNode message =
          document.at("/components/messages/withdrawal" + (debited ? "Debited" : "Rejected"));
      ObjectNode headers = JSON.createObjectNode();
      for (Header header : record.headers()) {
        headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
      }
      assertThat(errors(message.path("headers"), headers)).isEmpty();
      CloudEvent event = KafkaMessageFactory.createReader(record).toEvent();
      assertThat(event.getType()).isEqualTo(type(record));
      assertThat(event.getTime()).isNotNull();
      if (record.key() != null) {
        assertThat(errors(message.at("/bindings/kafka/key"), JSON.valueToTree(record.key())))
            .isEmpty();
      }
      JsonNode payload = JSON.readTree(record.value());
      JsonNode schema = document.at("/components/schemas/" + (debited ? "debit" : "rejection"));
      assertThat(errors(schema, payload)).isEmpty();
      assertThat(payload.path("accountNumber").asString(""))
          .isEqualTo("11".equals(record.key()) ? "DE89370400440532013000" : "");
      assertThat(errors(schema, ((ObjectNode) payload).put("amount", 1))).isNotEmpty();
    }
  }

  private static String type(ConsumerRecord<?, ?> record) {
    return new String(record.headers().lastHeader("ce_type").value(), StandardCharsets.UTF_8);
  }

  private List<Error> errors(JsonNode schema, JsonNode value) {
    return registry.getSchema(schema).validate(value);
  }

  /**
   * Debits in currencies with two, none and three decimals; rejections with all, some, no cells.
   */
  private List<ConsumerRecord<String, byte[]>> events() {
    try (WithdrawalsTester tester =
        WithdrawalsTester.over(
            TestDatabase.HSQLDB, Map.of("withdrawals.publishing.reject-events", true))) {
      tester
          .account(11, "100.00", "DE89370400440532013000")
          .account(12, "1000", "JPY", Account.Status.ACTIVE)
          .account(13, "1.5", "KWD", Account.Status.ACTIVE);
      tester.run(
          tester.file(
              "a.csv",
              "request_id,account_id,amount,currency",
              "a,11,0.01,USD",
              ",12,1000,",
              "c:/@+-._,13,1.499,KWD",
              "d,11,999999999999999.9999,",
              "bad id,x,-1,",
              "e"));
      return tester.records();
    }
  }
}
