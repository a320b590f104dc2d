package bank.withdrawals.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.testing.Ended;
import bank.withdrawals.testing.Ports;
import bank.withdrawals.testing.Running;
import bank.withdrawals.testing.TestBroker;
import bank.withdrawals.testing.TestPostgres;
import bank.withdrawals.testing.Tool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores that only the environment names, missing stores, and the embedded broker as a server. */
class StoresIT {

  private static final String SAMPLE = "input/samples/withdrawals.csv";
  private static final String TOPIC = "withdrawals";

  /** No program listens on this port: it is below 1024, and its service is out of use. */
  private static final String NOWHERE = "127.0.0.1:1";

  @TempDir Path home;

  @Test
  void aMissingDatabaseIsASentence() {
    Ended ended =
        Tool.at(home)
            .with("SPRING_DATASOURCE_URL", "jdbc:postgresql://" + NOWHERE + "/x")
            .with("SPRING_KAFKA_BOOTSTRAP_SERVERS", NOWHERE)
            .run("run", SAMPLE)
            .exits(1);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err().lines())
        .singleElement()
        .asString()
        .startsWith("The database cannot be used (SQLSTATE 08001: ")
        .contains("SPRING_DATASOURCE_URL");
  }

  @Test
  void aMissingBrokerDelaysEventsButNoDebit() {
    Tool tool = Tool.at(home);
    Ended ended =
        tool.with("WITHDRAWALS_EMBEDDED", "database")
            .with("SPRING_KAFKA_BOOTSTRAP_SERVERS", NOWHERE)
            .with("WITHDRAWALS_PUBLISHING_RETRIES", "1")
            .with("SPRING_KAFKA_PRODUCER_PROPERTIES_MAX_BLOCK_MS", "1000")
            .run("run", SAMPLE)
            .exits(5);
    assertThat(ended.out())
        .contains("EVENTS_PENDING", "Kafka at " + NOWHERE + " does not answer", "run `publish`")
        .contains("Events: 0 sent, 5 pending, 0 parked.");
    assertThat(Tool.summary(tool.onlyRun()).path("exitCode").asInt()).isEqualTo(5);
    assertThat(tool.balances()).isEqualTo(Sample.BALANCES);

    Sample.assertScreen(tool.run("publish").exits(0).out());
    Sample.assertSummary(Tool.summary(tool.onlyRun()));
    assertThat(tool.events())
        .extracting(event -> event.path("id").asString())
        .containsExactlyElementsOf(Sample.DEBITED);
  }

  @Test
  void postgresAndKafkaAreNamedByTheEnvironmentOnly() throws IOException {
    Tool tool =
        Tool.at(home)
            .with(TestPostgres.newDatabase())
            .with("SPRING_KAFKA_BOOTSTRAP_SERVERS", TestBroker.get().bootstrapServers());
    Path accounts =
        tool.write(
            "accounts.csv",
            "account_id,balance",
            "1,461.00",
            "2,996.00",
            "3,159.00",
            "4,952.00",
            "5,849.00");
    tool.run("accounts", "import", accounts).exits(0);
    Sample.assertScreen(tool.run("run", SAMPLE).exits(0).out());
    Sample.assertSummary(Tool.summary(tool.onlyRun()));
    Sample.assertRejects(tool.onlyRun().resolve("rejects.csv"));
    assertThat(tool.balances()).isEqualTo(Sample.BALANCES);
    assertThat(ids(TestBroker.get().readCommitted(TOPIC)))
        .containsExactlyElementsOf(Sample.DEBITED);
    assertThat(tool.home("data", "db")).doesNotExist();
    assertThat(tool.home("data", "kafka")).doesNotExist();
  }

  @Test
  void aHomeMayHaveAnyLetters() {
    Tool tool = Tool.at(home.resolve("Bücher & Söhne #1 = 50!").resolve("出金 \\u00fc ñ"));
    Sample.assertScreen(tool.run("run", SAMPLE).exits(0).out());
    assertThat(tool.events())
        .extracting(event -> event.path("id").asString())
        .containsExactlyElementsOf(Sample.DEBITED);
  }

  @Test
  void otherProgramsCanUseTheServedBroker() throws IOException {
    Tool tool = Tool.at(home);
    int port = Ports.free();
    String address = "127.0.0.1:" + port;
    try (Running broker = tool.start("broker", "--port", port)) {
      broker.awaitOutput("Kafka broker at " + address);
      Ended second = tool.run("broker", "--port", Ports.free()).exits(1);
      assertThat(second.err()).contains("served already, at " + address);
      Sample.assertScreen(tool.run("run", SAMPLE).exits(0).out());
      assertThat(ids(TestBroker.readCommitted(address, TOPIC)))
          .containsExactlyElementsOf(Sample.DEBITED);
      broker.signal("TERM").end().exits(143);
    }
  }

  private static List<String> ids(List<ConsumerRecord<String, byte[]>> records) {
    return records.stream()
        .map(
            record ->
                new String(record.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8))
        .toList();
  }
}
