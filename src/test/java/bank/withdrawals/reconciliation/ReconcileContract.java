package bank.withdrawals.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.job.RunHistory;
import bank.withdrawals.job.RunOptions;
import bank.withdrawals.reconciliation.Reconciliation.Check;
import bank.withdrawals.report.RunStatus;
import bank.withdrawals.testing.Faults;
import bank.withdrawals.testing.RandomFile;
import bank.withdrawals.testing.TestBroker;
import bank.withdrawals.testing.TestDatabase;
import bank.withdrawals.testing.WithdrawalsTester;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** {@code reconcile} finds whatever is corrupted, and nothing where nothing is. */
abstract class ReconcileContract {

  private static final String HEADER = "request_id,account_id,amount";

  abstract TestDatabase database();

  /** Takes away what forbids a corruption. */
  private static void dropConstraints(WithdrawalsTester tester) {
    List<Map<String, Object>> constraints =
        tester
            .jdbc()
            .queryForList(
                "SELECT TABLE_NAME, CONSTRAINT_NAME FROM INFORMATION_SCHEMA.TABLE_CONSTRAINTS"
                    + " WHERE UPPER(TABLE_NAME) IN ('ACCOUNT', 'WITHDRAWAL')"
                    + " AND CONSTRAINT_TYPE IN ('CHECK', 'UNIQUE')"
                    + " AND UPPER(CONSTRAINT_NAME) NOT LIKE '%NOT_NULL'");
    for (Map<String, Object> constraint : constraints) {
      try {
        tester
            .jdbc()
            .execute(
                "ALTER TABLE %s DROP CONSTRAINT \"%s\""
                    .formatted(constraint.get("TABLE_NAME"), constraint.get("CONSTRAINT_NAME")));
      } catch (org.springframework.dao.DataAccessException ofTheSystem) {
        assertThat(constraint.get("CONSTRAINT_NAME").toString()).containsAnyOf("SYS", "not_null");
      }
    }
  }

  /**
   * A corruption of the books.
   *
   * @param expected what is found, by promise; for others nothing
   */
  private record Corruption(String corrupt, String restore, Map<String, String> expected) {}

  @Test
  void everyCorruptionOfTheBooksIsFound() {
    try (WithdrawalsTester tester = tester(database(), "withdrawals-" + UUID.randomUUID())) {
      tester.account(1, "100.00").account(2, "200.00").account(3, "300.00");
      long run =
          tester
              .run(
                  tester.file(
                      "books.csv", HEADER, "a,1,10.00", "b,2,20.00", "c,9,30.00", "d,2,5.00"))
              .totals()
              .runId();
      dropConstraints(tester);
      assertThat(tester.get(Reconciler.class).reconcile(tester.get(RunHistory.class)::isDebited))
          .satisfies(
              found -> {
                assertThat(found.holds()).isTrue();
                assertThat(found.checks())
                    .extracting(Check::promise, Check::count, check -> plain(check))
                    .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("I1", 3L, "565"),
                        org.assertj.core.groups.Tuple.tuple("I2", 3L, "35"),
                        org.assertj.core.groups.Tuple.tuple("I3", 1L, "65"),
                        org.assertj.core.groups.Tuple.tuple("I4", 3L, "35"));
              });
      for (Corruption corruption : corruptions(run)) {
        tester.jdbc().execute(corruption.corrupt());
        Reconciliation found =
            tester.get(Reconciler.class).reconcile(tester.get(RunHistory.class)::isDebited);
        assertThat(found.holds()).as(corruption.corrupt()).isFalse();
        for (Check check : found.checks()) {
          String expected = corruption.expected().get(check.promise());
          if (expected == null) {
            assertThat(check.findings()).as(corruption.corrupt()).isEmpty();
          } else {
            assertThat(String.join("\n", check.findings()))
                .as(corruption.corrupt())
                .isNotEmpty()
                .contains(expected);
          }
        }
        tester.jdbc().execute(corruption.restore());
        assertThat(
                tester
                    .get(Reconciler.class)
                    .reconcile(tester.get(RunHistory.class)::isDebited)
                    .holds())
            .as(corruption.restore())
            .isTrue();
      }
    }
  }

  private static List<Corruption> corruptions(long run) {
    String row =
        "INSERT INTO withdrawal SELECT run_id, %d, %s, account_id, %s, currency, balance_after,"
            + " debited_at FROM withdrawal WHERE line_number = 2";
    return List.of(
        new Corruption(
            "UPDATE account SET balance = balance + 0.01 WHERE account_id = 2",
            "UPDATE account SET balance = balance - 0.01 WHERE account_id = 2",
            Map.of(
                "I1",
                "Account 2 was opened with 200.00 and debited 25.00, and its balance is 175.01.")),
        new Corruption(
            "UPDATE account SET opening_balance = 299 WHERE account_id = 3",
            "UPDATE account SET opening_balance = 300 WHERE account_id = 3",
            Map.of("I1", "Account 3 was opened with 299.00")),
        new Corruption(
            "UPDATE account SET balance = -1, opening_balance = -1 WHERE account_id = 3",
            "UPDATE account SET balance = 300, opening_balance = 300 WHERE account_id = 3",
            Map.of("I1", "Account 3 has a balance of -1.00.")),
        new Corruption(
            "UPDATE account SET account_id = 4 WHERE account_id = 1",
            "UPDATE account SET account_id = 1 WHERE account_id = 4",
            Map.of("I1", "1 debits of 10.00 are of account 1, which does not exist.")),
        new Corruption(
            "UPDATE withdrawal SET amount = 10.01 WHERE line_number = 2",
            "UPDATE withdrawal SET amount = 10.00 WHERE line_number = 2",
            Map.of(
                "I1", "Account 1 was opened with 100.00 and debited 10.01",
                "I3", "the file has 4 rows of 65.00, and 4 of 65.01 are decided",
                "I4", "Event a (run %d, line 2) says request a, account 1, 10 USD".formatted(run))),
        new Corruption(
            "UPDATE withdrawal SET request_id = 'b' WHERE line_number = 2",
            "UPDATE withdrawal SET request_id = 'a' WHERE line_number = 2",
            Map.of("I2", "Request b was debited more than once.", "I4", "says request a")),
        new Corruption(
            "UPDATE withdrawal SET balance_after = 91 WHERE line_number = 2",
            "UPDATE withdrawal SET balance_after = 90 WHERE line_number = 2",
            Map.of("I4", "balance after it 90; the journal says")),
        new Corruption(
            "UPDATE rejection SET run_id = 7",
            "UPDATE rejection SET run_id = " + run,
            Map.of("I3", "1 rejections of 30.00 are of run 7, whose file is not registered.")),
        new Corruption(
            "DELETE FROM rejection",
            "INSERT INTO rejection (run_id, line_number, amount, reason, message, rejected_at)"
                + " VALUES (%d, 4, 30, 'ACCOUNT_NOT_FOUND', 'x', CURRENT_TIMESTAMP)".formatted(run),
            Map.of("I3", "the file has 4 rows of 65.00, and 3 of 35.00 are decided")),
        new Corruption(
            "DELETE FROM withdrawal WHERE line_number = 3",
            "INSERT INTO withdrawal VALUES (%d, 3, 'b', 2, 20, 'USD', 180, CURRENT_TIMESTAMP)"
                .formatted(run),
            Map.of(
                "I1",
                "Account 2 was opened with 200.00 and debited 5.00, and its balance is 175.00.",
                "I3",
                "the file has 4 rows of 65.00, and 3 of 45.00 are decided",
                "I4",
                "Event b (run %d, line 3) stands for no debit.".formatted(run))),
        new Corruption(
            row.formatted(4, "'e'", "0"),
            "DELETE FROM withdrawal WHERE line_number = 4",
            Map.of(
                "I3",
                "5 of 65.00 are decided",
                "I4",
                "Debit e (run %d, line 4) has no event.".formatted(run))),
        new Corruption(
            "INSERT INTO parked_event SELECT run_id, line_number, 'x', debited_at FROM withdrawal"
                + " WHERE line_number = 3",
            "DELETE FROM parked_event",
            Map.of("I4", "Event b (run %d, line 3) is parked, and on the topic.".formatted(run))));
  }

  /** What somebody did to the topic, and what is said of it; nothing where all is well. */
  private enum Tampering {
    NOTHING(""),
    ONE_IS_MISSING("Debit c (run ", "has no event."),
    ONE_IS_THERE_TWICE("is there twice."),
    ONE_IS_THERE_TWICE_IN_ANOTHER_PARTITION("is there twice."),
    TWO_ARE_SWAPPED("comes after a later line's event."),
    ONE_SAYS_ANOTHER_AMOUNT("says request c, account 1, 3.01 USD"),
    ONE_IS_OF_AN_UNKNOWN_FILE("Event c is of a file that is not registered.", "Debit c (run "),
    ONE_STANDS_FOR_NO_DEBIT("Event c (run ", "stands for no debit.", "has no event."),
    ONE_CANNOT_BE_READ("cannot be read.", "has no event."),
    ONE_NAMES_NO_LINE("Event c of run ", "cannot be read.", "has no event."),
    ONE_NAMES_A_LINE_FAR_AWAY(" stands for no debit.", "has no event."),
    ONE_SAYS_AN_AMOUNT_OF_A_BILLION_DIGITS("cannot be read.", "has no event."),
    ONE_NAMES_ITSELF_AT_LENGTH("Event " + "x".repeat(64) + "… of run ", "cannot be read."),
    ONE_SAYS_NOTHING("cannot be read.", "has no event."),
    ANOTHER_PROGRAM_USES_THE_TOPIC("");

    private final String said;

    Tampering(String... said) {
      this.said = String.join("\n", said);
    }
  }

  @Test
  void everyTamperingWithTheTopicIsFound() {
    TestDatabase database = database();
    List<ConsumerRecord<String, byte[]>> events;
    try (WithdrawalsTester tester = tester(database, "withdrawals-" + UUID.randomUUID())) {
      tester.account(1, "100.00").account(2, "200.00");
      tester.run(
          tester.file("t.csv", HEADER, "a,1,1.00", "b,1,2.00", "c,1,3.00", "d,1,4.00", "e,2,5.00"));
      events = tester.records();
      assertThat(events).hasSize(5);
    }
    for (Tampering tampering : Tampering.values()) {
      String topic = "tampered-" + UUID.randomUUID();
      TestBroker.get().createTopic(topic, 2, Map.of());
      send(tampered(tampering, topic, events));
      try (WithdrawalsTester tester = tester(database, topic)) {
        Reconciliation found =
            tester.get(Reconciler.class).reconcile(tester.get(RunHistory.class)::isDebited);
        Check check = found.checks().get(3);
        assertThat(found.holds()).as("%s %s", tampering, check).isEqualTo(tampering.said.isEmpty());
        for (String said : tampering.said.lines().toList()) {
          assertThat(String.join("\n", check.findings())).as("%s", tampering).contains(said);
        }
        assertThat(check.wrong()).isEqualTo(check.findings().size());
      }
    }
  }

  /** What somebody did to the rejections' events, and what is said of it. */
  @Test
  void rejectionsThatAreToldAreComparedToo() {
    TestDatabase database = database();
    List<ConsumerRecord<String, byte[]>> events;
    String told = "withdrawals-" + UUID.randomUUID();
    try (WithdrawalsTester tester = tester(database, told)) {
      tester.account(1, "100.00");
      Path file =
          tester.file("r.csv", HEADER, "a,1,60.00", "b,1,60.00", "bad id,x,1", "c", "a,1,60.00");
      tester.run(file, new RunOptions(false, false, false, false, true, RunOptions.AS_SET));
      tester.run(tester.file("untold.csv", HEADER, "d,2,1.00"));
      events = tester.records();
      assertThat(events).hasSize(5);
      Reconciliation found =
          tester.get(Reconciler.class).reconcile(tester.get(RunHistory.class)::isDebited);
      assertThat(found.holds()).as("%s", found).isTrue();
      assertThat(found.checks().get(3).notes())
          .containsExactly("Events of rejections, compared as well: 4.");
    }
    comparedAs(database, without(events, 2), ":4:rejected (run ", ", line 4) has no event.");
    comparedAs(
        database,
        replaced(events, 1, "INSUFFICIENT_FUNDS", "LIMIT_EXCEEDED"),
        "says request b, account 1, 60, rejected as LIMIT_EXCEEDED; the journal says request b,"
            + " account 1, 60, rejected as INSUFFICIENT_FUNDS.");
    comparedAs(database, replaced(events, 3, "\"reason\":", "\"cause\":"), "cannot be read.");
    comparedAs(database, replaced(events, 4, "\"line\":6", "\"line\":5"), "cannot be read.");
    try (WithdrawalsTester tester = tester(database, told)) {
      tester.jdbc().update("UPDATE input_file SET reject_events = FALSE");
      assertThat(
              String.join(
                  "\n",
                  tester
                      .get(Reconciler.class)
                      .reconcile(tester.get(RunHistory.class)::isDebited)
                      .checks()
                      .get(3)
                      .findings()))
          .contains(":3:rejected (run ", ", line 3) stands for no rejection.");
    }
  }

  private static void comparedAs(
      TestDatabase database, List<ProducerRecord<String, byte[]>> events, String... said) {
    String topic = "tampered-" + UUID.randomUUID();
    TestBroker.get().createTopic(topic, 1, Map.of());
    send(
        events.stream()
            .map(
                event ->
                    new ProducerRecord<>(topic, null, event.key(), event.value(), event.headers()))
            .toList());
    try (WithdrawalsTester tester = tester(database, topic)) {
      Check check =
          tester
              .get(Reconciler.class)
              .reconcile(tester.get(RunHistory.class)::isDebited)
              .checks()
              .get(3);
      assertThat(check.holds()).isFalse();
      assertThat(String.join("\n", check.findings())).contains(said);
    }
  }

  private static List<ProducerRecord<String, byte[]>> without(
      List<ConsumerRecord<String, byte[]>> events, int index) {
    List<ProducerRecord<String, byte[]>> records = tampered(Tampering.NOTHING, "any", events);
    records.remove(index);
    return records;
  }

  private static List<ProducerRecord<String, byte[]>> replaced(
      List<ConsumerRecord<String, byte[]>> events, int index, String text, String instead) {
    List<ProducerRecord<String, byte[]>> records = tampered(Tampering.NOTHING, "any", events);
    records.set(index, saying(records.get(index), text, instead));
    return records;
  }

  @Test
  void whatRetentionTookAwayIsNotTakenForLost() {
    TestDatabase database = database();
    List<ConsumerRecord<String, byte[]>> events;
    try (WithdrawalsTester tester = tester(database, "withdrawals-" + UUID.randomUUID())) {
      tester.account(1, "100.00").account(2, "200.00");
      tester.run(tester.file("r.csv", HEADER, "a,1,1.00", "b,1,2.00", "c,1,3.00", "d,1,4.00"));
      tester.run(tester.file("s.csv", HEADER, "e,1,5.00", "f,1,6.00"));
      events = tester.records();
    }
    // Which are sent, how many of these are taken away, what is said of whom.
    compareAfterRetention(database, events, "abcdef", 0, 0, "");
    compareAfterRetention(database, events, "abcdef", 2, 2, "");
    compareAfterRetention(database, events, "abcdef", 5, 5, "");
    compareAfterRetention(database, events, "abcdef", 6, 6, "");
    compareAfterRetention(database, events, "abdef", 1, 1, "Debit c (run ");
    compareAfterRetention(database, events, "abcdf", 3, 3, "Debit e (run ");
    compareAfterRetention(database, events, "bcdef", 0, 0, "Debit a (run ");
  }

  private static void compareAfterRetention(
      TestDatabase database,
      List<ConsumerRecord<String, byte[]>> events,
      String sent,
      int taken,
      int gone,
      String missed) {
    String topic = "kept-" + UUID.randomUUID();
    TestBroker.get().createTopic(topic, 3, Map.of());
    send(
        events.stream()
            .filter(event -> sent.contains(id(event)))
            .map(
                event ->
                    new ProducerRecord<>(topic, null, event.key(), event.value(), event.headers()))
            .toList());
    TestBroker.get().deleteRecords(topic, taken);
    try (WithdrawalsTester tester = tester(database, topic)) {
      Check check =
          tester
              .get(Reconciler.class)
              .reconcile(tester.get(RunHistory.class)::isDebited)
              .checks()
              .get(3);
      assertThat(check.holds()).as("%s", check).isEqualTo(missed.isEmpty());
      assertThat(String.join("\n", check.findings())).contains(missed);
      if (gone == 0) {
        assertThat(check.notes()).isEmpty();
      } else {
        assertThat(check.notes())
            .singleElement()
            .asString()
            .startsWith(gone + " rows have no event");
      }
    }
  }

  private static List<ProducerRecord<String, byte[]>> tampered(
      Tampering tampering, String topic, List<ConsumerRecord<String, byte[]>> events) {
    List<ProducerRecord<String, byte[]>> records =
        events.stream()
            .map(
                event ->
                    new ProducerRecord<>(topic, 0, event.key(), event.value(), event.headers()))
            .collect(Collectors.toCollection(ArrayList::new));
    ProducerRecord<String, byte[]> c = records.get(2);
    switch (tampering) {
      case NOTHING -> {}
      case ONE_IS_MISSING -> records.remove(2);
      case ONE_IS_THERE_TWICE -> records.add(4, c);
      case ONE_IS_THERE_TWICE_IN_ANOTHER_PARTITION ->
          records.add(new ProducerRecord<>(topic, 1, c.key(), c.value(), c.headers()));
      case TWO_ARE_SWAPPED -> Collections.swap(records, 1, 2);
      case ONE_SAYS_ANOTHER_AMOUNT -> records.set(2, saying(c, "\"3.00\"", "\"3.01\""));
      case ONE_IS_OF_AN_UNKNOWN_FILE -> {
        c.headers().remove("ce_source");
        c.headers().add("ce_source", "/withdrawals/files/0".getBytes(StandardCharsets.UTF_8));
      }
      case ONE_STANDS_FOR_NO_DEBIT -> records.set(2, saying(c, "\"line\":4", "\"line\":40000"));
      case ONE_CANNOT_BE_READ -> records.set(2, saying(c, "{", "["));
      case ONE_NAMES_NO_LINE -> records.set(2, saying(c, "\"line\":4", "\"line\":-4"));
      case ONE_NAMES_A_LINE_FAR_AWAY ->
          records.set(4, saying(records.get(4), "\"line\":6", "\"line\":" + Long.MAX_VALUE));
      case ONE_SAYS_AN_AMOUNT_OF_A_BILLION_DIGITS ->
          records.set(2, saying(c, "\"3.00\"", "\"3E999999999\""));
      case ONE_NAMES_ITSELF_AT_LENGTH -> {
        String id = "x".repeat(100_000);
        c.headers().remove("ce_id");
        c.headers().add("ce_id", id.getBytes(StandardCharsets.UTF_8));
        records.set(2, saying(c, "\"c\"", '"' + id + '"'));
      }
      case ONE_SAYS_NOTHING ->
          records.set(2, new ProducerRecord<>(topic, 0, c.key(), null, c.headers()));
      case ANOTHER_PROGRAM_USES_THE_TOPIC ->
          records.add(
              new ProducerRecord<>(topic, 0, "key", "text".getBytes(StandardCharsets.UTF_8)));
      default -> throw new IllegalArgumentException(tampering.toString());
    }
    return records;
  }

  private static String id(ConsumerRecord<?, ?> event) {
    return new String(event.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8);
  }

  private static ProducerRecord<String, byte[]> saying(
      ProducerRecord<String, byte[]> record, String text, String instead) {
    String value = new String(record.value(), StandardCharsets.UTF_8);
    assertThat(value).contains(text);
    return new ProducerRecord<>(
        record.topic(),
        record.partition(),
        record.key(),
        value.replace(text, instead).getBytes(StandardCharsets.UTF_8),
        record.headers());
  }

  private static void send(List<ProducerRecord<String, byte[]>> records) {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", TestBroker.get().bootstrapServers()),
            new StringSerializer(),
            new ByteArraySerializer())) {
      for (ProducerRecord<String, byte[]> record : records) {
        producer.send(record).get();
      }
    } catch (InterruptedException | ExecutionException failure) {
      throw new IllegalStateException(failure);
    }
  }

  @Test
  void whatIsNotFinishedIsTold() {
    TestDatabase database = database();
    try (WithdrawalsTester tester = tester(database, "withdrawals-" + UUID.randomUUID())) {
      for (int account = 1; account <= 5; account++) {
        tester.account(account, "300.00");
      }
      List<String> lines = new ArrayList<>(List.of(HEADER));
      lines.addAll(new RandomFile(79, 5, "r").rows(60));
      var file = tester.file("broken.csv", lines.toArray(String[]::new));
      tester
          .faults()
          .failOnce(
              "UPDATE account", 3, Faults.Point.STATEMENT, new SQLException("injected", "XX000"));
      assertThat(tester.run(file).status()).isEqualTo(RunStatus.FAILED);
      Reconciliation interrupted =
          tester.get(Reconciler.class).reconcile(tester.get(RunHistory.class)::isDebited);
      assertThat(interrupted.holds()).as("%s", interrupted).isTrue();
      assertThat(interrupted.checks().get(2).notes())
          .singleElement()
          .asString()
          .contains("It is not finished");
      assertThat(interrupted.checks().get(3).notes())
          .singleElement()
          .asString()
          .contains("events are pending");
      tester.run(file);
      Reconciliation done =
          tester.get(Reconciler.class).reconcile(tester.get(RunHistory.class)::isDebited);
      assertThat(done.holds()).as("%s", done).isTrue();
      assertThat(done.checks()).allSatisfy(check -> assertThat(check.notes()).isEmpty());
    }
    try (WithdrawalsTester tester =
        WithdrawalsTester.over(
            database,
            Map.of("spring.kafka.consumer.properties.default.api.timeout.ms", 1_000),
            () -> "127.0.0.1:1")) {
      Reconciliation found =
          tester.get(Reconciler.class).reconcile(tester.get(RunHistory.class)::isDebited);
      assertThat(found.holds()).isFalse();
      assertThat(found.checks().subList(0, 3)).allMatch(Check::holds);
      assertThat(found.checks().get(3).compared()).isFalse();
      assertThat(found.checks().get(3).notes())
          .singleElement()
          .asString()
          .startsWith("Kafka at 127.0.0.1:1 does not answer");
    }
  }

  private static String plain(Check check) {
    return check.amount().stripTrailingZeros().toPlainString();
  }

  private static WithdrawalsTester tester(TestDatabase database, String topic) {
    return WithdrawalsTester.over(
        database, Map.of("withdrawals.job.chunk-size", 10, "withdrawals.publishing.topic", topic));
  }
}
