package bank.withdrawals.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.embedded.EmbeddedBroker;
import bank.withdrawals.embedded.EmbeddedDatabase;
import bank.withdrawals.ledger.Installation;
import bank.withdrawals.ledger.RunSlice;
import bank.withdrawals.testing.Ended;
import bank.withdrawals.testing.HangingTransactions;
import bank.withdrawals.testing.Ports;
import bank.withdrawals.testing.TestBroker;
import bank.withdrawals.testing.Tool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.util.FileSystemUtils;

/**
 * A transaction that is open for good, although its coordinator has completed it. The embedded
 * broker's is ended, and the events are published again; another broker's is reported.
 */
class HangingTransactionsFaultsIT {

  private static final String HEADER = "request_id,account_id,amount";
  private static final String TOPIC = "withdrawals";

  @TempDir Path home;

  /**
   * Each run counts as published in the database, because Kafka had acknowledged the commits. A
   * transaction may hang with its events, with its position, or with both; what does not hang of it
   * was committed or aborted before.
   */
  @ParameterizedTest
  @ValueSource(strings = {"publish", "run"})
  void commitsThatKafkaHasUndoneAreMadeAgain(String command) throws IOException {
    Tool tool = Tool.at(home).with("WITHDRAWALS_INTAKE_QUIETPERIOD", "0s");
    tool.write("input/a.csv", HEADER, "a1,1,1.00", "a2,2,1.00", "a3,1,1.00");
    tool.write("input/b.csv", HEADER, "b1,1,1.00", "b2,1,1.00");
    tool.write("input/c.csv", HEADER, "c1,1,1.00");
    tool.write("input/e.csv", HEADER, "e1,1,1.00", "e2,2,1.00");
    tool.write("input/f.csv", HEADER, "f1,1,1.00", "f2,2,1.00");
    tool.write("input/g.csv", HEADER, "g1,1,1.00");
    tool.write("input/h.csv", HEADER, "h1,1,1.00");
    tool.write("input/i.csv", HEADER, "i1,1,1.00");
    List<Long> runs = runIds(tool.run("run", "--json").exits(0));
    List<String> names = names(tool, runs);
    Path log = tool.home("data", "kafka");
    List<ConsumerRecord<String, byte[]>> events = takeEvents(log);
    try (EmbeddedBroker broker = EmbeddedBroker.start(log, 0)) {
      HangingTransactions transactions = new HangingTransactions(broker.bootstrapServers());
      transactions.publish(names.get(0), events.subList(0, 1), 1);
      transactions.hang(names.get(0), events.subList(1, 3), 3);
      transactions.hang(names.get(1), events.subList(3, 5), 2);
      transactions.hangWithExhaustedEpochs(names.get(2), events.subList(5, 6), 1);
      // The events are committed, the position hangs.
      transactions.publish(names.get(3), events.subList(6, 8), HangingTransactions.NO_POSITION);
      transactions.hang(names.get(3), List.of(), 2);
      // The position is committed, the events hang.
      transactions.publish(names.get(4), List.of(), 2);
      transactions.hang(names.get(4), events.subList(8, 10), HangingTransactions.NO_POSITION);
      // The position is aborted, the events hang.
      transactions.hang(names.get(5), events.subList(10, 11), HangingTransactions.NO_POSITION);
      // The events are aborted, the position hangs.
      transactions.hang(names.get(6), List.of(), 1);
      // The events are committed, the position hangs, and nobody knows whose it is.
      transactions.publish(names.get(7), events.subList(12, 13), HangingTransactions.NO_POSITION);
      transactions.hangWithExhaustedEpochs(names.get(7), List.of(), 1);
    }

    Ended hidden = tool.run("events", "--from-beginning").exits(0);
    assertThat(hidden.lines()).hasSize(1);
    assertThat(hidden.err())
        .contains(names.get(0), names.get(1))
        .contains("hangs in __consumer_offsets-0 and withdrawals-0 and hides later events")
        .contains("`publish` ends it.");
    assertThat(tool.run("reconcile").exits(1).out())
        .contains("hangs in", "`publish` ends it: the events were not compared.");
    tool.write("input/d.csv", HEADER, "d1,1,1.00");
    Ended healed = tool.run(command, "--json").exits(0);
    assertThat(runIds(healed)).containsAll(runs.subList(0, 7));
    tool.run("run").exits(0);

    assertThat(tool.events())
        .extracting(event -> event.path("id").asString())
        .containsExactlyInAnyOrder(
            "a1", "a2", "a3", "b1", "b2", "c1", "d1", "e1", "e2", "f1", "f2", "g1", "h1", "i1");
    assertThat(tool.run("reconcile").exits(0).out()).contains("Everything holds.");
    assertThat(tool.run("publish").exits(0).err()).contains("no events are pending");
  }

  /** The transaction of another program ends the comparison after the abort, as a kill does. */
  @Test
  void theNextStartComparesAfterAnAbortWithoutAComparison() throws IOException {
    Tool tool = Tool.at(home).with("WITHDRAWALS_INTAKE_QUIETPERIOD", "0s");
    tool.write("input/a.csv", HEADER, "a1,1,1.00", "a2,2,1.00", "a3,1,1.00");
    String name = names(tool, runIds(tool.run("run", "--json").exits(0))).get(0);
    Path log = tool.home("data", "kafka");
    List<ConsumerRecord<String, byte[]>> events = takeEvents(log);
    try (EmbeddedBroker broker = EmbeddedBroker.start(log, 0)) {
      HangingTransactions transactions = new HangingTransactions(broker.bootstrapServers());
      transactions.publish(name, events.subList(0, 1), 1);
      transactions.hang(name, events.subList(1, 3), 3);
      transactions.leaveOpen("other", List.of(event("other")));
    }

    tool.write("input/b.csv", HEADER, "b1,1,1.00");
    tool.run("run").exits(5);
    try (EmbeddedBroker broker = EmbeddedBroker.start(log, 0)) {
      HangingTransactions transactions = new HangingTransactions(broker.bootstrapServers());
      transactions.takeOver("other");
      assertThat(transactions.open()).isEmpty();
    }
    tool.run("publish").exits(0);

    assertThat(tool.events())
        .extracting(event -> event.path("id").asString())
        .containsExactlyInAnyOrder("a1", "a2", "a3", "b1");
    assertThat(tool.run("reconcile").exits(0).out()).contains("Everything holds.");
    assertThat(tool.run("publish").exits(0).err()).contains("no events are pending");
  }

  /** An abort may undo what was acknowledged, so it is for the operator of Kafka to decide. */
  @Test
  void aBrokerThatIsNotEmbeddedKeepsItsTransactionAndTheRunSaysSo() throws IOException {
    int port = Ports.free();
    Tool tool =
        Tool.at(home)
            .with("WITHDRAWALS_EMBEDDED", "database")
            .with("WITHDRAWALS_INTAKE_QUIETPERIOD", "0s")
            .with("SPRING_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + port);
    tool.write("input/a.csv", HEADER, "a1,1,1.00", "a2,2,1.00");
    Path log = home.resolve("broker");
    String name =
        names(
                tool,
                runIds(
                    tool.with("WITHDRAWALS_PUBLISHING_RETRIES", "0")
                        .with("SPRING_KAFKA_PRODUCER_PROPERTIES_MAX_BLOCK_MS", "500")
                        .run("run", "--json")
                        .exits(5)))
            .get(0);
    try (EmbeddedBroker broker = EmbeddedBroker.start(log, port)) {
      new HangingTransactions(broker.bootstrapServers()).hang(name, List.of(event("a1")), 1);
    }
    try (EmbeddedBroker broker = EmbeddedBroker.start(log, port)) {
      HangingTransactions transactions = new HangingTransactions(broker.bootstrapServers());
      String sentence =
          "A transaction of %s hangs in __consumer_offsets-0 and withdrawals-0 of Kafka at 127.0.0.1:%d: `kafka-transactions.sh find-hanging` shows it, and an abort ends it, but may undo a commit that Kafka has acknowledged"
              .formatted(name, port);
      assertThat(tool.run("publish", "--json").exits(5).json().path("message").asString())
          .isEqualTo(
              sentence
                  + "; the events are pending, nothing is lost. Fix the cause, then run `publish`.");
      assertThat(tool.run("events", "--from-beginning").exits(0).err()).contains(sentence + ".");
      assertThat(tool.run("reconcile").exits(1).out())
          .contains(sentence + ": the events were not compared.");
      assertThat(transactions.open()).containsExactly("__consumer_offsets-0", "withdrawals-0");

      transactions.abort();
      tool.run("publish").exits(0);
      assertThat(tool.events())
          .extracting(event -> event.path("id").asString())
          .containsExactly("a1", "a2");
      tool.run("reconcile").exits(0);
    }
  }

  /** The events of a broker's log, which is deleted. */
  private static List<ConsumerRecord<String, byte[]>> takeEvents(Path log) throws IOException {
    try (EmbeddedBroker broker = EmbeddedBroker.start(log, 0)) {
      return TestBroker.readCommitted(broker.bootstrapServers(), TOPIC);
    } finally {
      FileSystemUtils.deleteRecursively(log);
    }
  }

  private static ConsumerRecord<String, byte[]> event(String text) {
    return new ConsumerRecord<>(TOPIC, 0, 0, text, text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<Long> runIds(Ended ended) {
    return ended
        .out()
        .lines()
        .filter(line -> line.startsWith("  \"run\" "))
        .map(line -> Long.valueOf(line.replaceAll("\\D", "")))
        .toList();
  }

  /** The transactional ids of the runs, which contain an id of the database. */
  private static List<String> names(Tool tool, List<Long> runs) {
    Map<String, Object> database = EmbeddedDatabase.properties(tool.home("data"));
    Installation.Identity installation =
        new Installation(
                new JdbcTemplate(
                    new DriverManagerDataSource(
                        database.get("spring.datasource.url").toString(), "SA", "")))
            .identity();
    return runs.stream()
        .map(run -> PublisherName.of(installation, new RunSlice(run, 1, 1, 1)))
        .toList();
  }
}
