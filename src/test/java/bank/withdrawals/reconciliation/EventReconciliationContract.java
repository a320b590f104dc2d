package bank.withdrawals.reconciliation;

import static bank.withdrawals.reconciliation.Tampering.copies;
import static bank.withdrawals.reconciliation.Tampering.saying;
import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.job.RunOptions;
import bank.withdrawals.reconciliation.Reconciliation.Check;
import bank.withdrawals.report.RunStatus;
import bank.withdrawals.testing.DatabaseContract;
import bank.withdrawals.testing.RandomFile;
import bank.withdrawals.testing.TestBroker;
import bank.withdrawals.testing.TestDatabase;
import bank.withdrawals.testing.WithdrawalsTester;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** {@code reconcile} finds whatever is wrong with the events, and nothing if nothing is. */
abstract class EventReconciliationContract extends DatabaseContract {

  EventReconciliationContract(TestDatabase database) {
    super(database);
  }

  @Test
  void everyTamperingWithTheTopicIsFound() {
    try (WithdrawalsTester tester = tester(10)) {
      tester.account(1, "100.00").account(2, "200.00");
      tester.run(
          tester.file("t.csv", HEADER, "a,1,1.00", "b,1,2.00", "c,1,3.00", "d,1,4.00", "e,2,5.00"));
      List<ConsumerRecord<String, byte[]>> events = tester.recordsByLine();
      assertThat(events).hasSize(5);
      for (Tampering tampering : Tampering.values()) {
        Reconciliation found =
            reconcileOver(tester, newTopic(2), topic -> tampering.apply(topic, events));
        Check check = found.checks().get(3);
        assertThat(found.holds())
            .as("%s %s", tampering, check)
            .isEqualTo(tampering.expected().isEmpty());
        for (String expected : tampering.expected().lines().toList()) {
          assertThat(String.join("\n", check.findings())).as("%s", tampering).contains(expected);
        }
        assertThat(check.wrong()).isEqualTo(check.findings().size());
      }
    }
  }

  /** What somebody did to the events of rejections, and which findings are expected. */
  @Test
  void publishedRejectionsAreComparedToo() {
    try (WithdrawalsTester tester = tester(10)) {
      tester.account(1, "100.00");
      Path file =
          tester.file("r.csv", HEADER, "a,1,60.00", "b,1,60.00", "bad id,x,1", "c", "a,1,60.00");
      tester.run(
          file, new RunOptions(false, false, false, false, false, true, RunOptions.AS_SET, null));
      tester.run(tester.file("unpublished.csv", HEADER, "d,2,1.00"));
      final String published = tester.topic();
      List<ConsumerRecord<String, byte[]>> events = tester.recordsByLine();
      assertThat(events).hasSize(5);
      Reconciliation found = tester.reconcile();
      assertThat(found.holds()).as("%s", found).isTrue();
      assertThat(found.checks().get(3).notes())
          .containsExactly("Events of rejections, compared as well: 4.");

      assertFound(tester, without(events, 2), ":4:rejected (run ", ", line 4) has no event.");
      assertFound(
          tester,
          replaced(events, 1, "INSUFFICIENT_FUNDS", "LIMIT_EXCEEDED"),
          "says request b, account 1, 60, rejected as LIMIT_EXCEEDED; the journal says request b,"
              + " account 1, 60, rejected as INSUFFICIENT_FUNDS.");
      assertFound(tester, replaced(events, 3, "\"reason\":", "\"cause\":"), "cannot be read.");
      assertFound(tester, replaced(events, 4, "\"line\":6", "\"line\":5"), "cannot be read.");

      tester.restart(Map.of("withdrawals.publishing.topic", published));
      tester.jdbc().update("UPDATE input_file SET reject_events = FALSE");
      assertThat(String.join("\n", tester.reconcile().checks().get(3).findings()))
          .contains(":3:rejected (run ", ", line 3) stands for no rejection.");
    }
  }

  private static void assertFound(
      WithdrawalsTester tester, List<ProducerRecord<String, byte[]>> events, String... expected) {
    Check check =
        reconcileOver(
                tester,
                newTopic(1),
                topic ->
                    events.stream()
                        .map(
                            event ->
                                new ProducerRecord<>(
                                    topic, null, event.key(), event.value(), event.headers()))
                        .toList())
            .checks()
            .get(3);
    assertThat(check.holds()).isFalse();
    assertThat(String.join("\n", check.findings())).contains(expected);
  }

  private static List<ProducerRecord<String, byte[]>> without(
      List<ConsumerRecord<String, byte[]>> events, int index) {
    List<ProducerRecord<String, byte[]>> records = copies("any", null, events);
    records.remove(index);
    return records;
  }

  private static List<ProducerRecord<String, byte[]>> replaced(
      List<ConsumerRecord<String, byte[]>> events, int index, String text, String instead) {
    List<ProducerRecord<String, byte[]>> records = copies("any", null, events);
    records.set(index, saying(records.get(index), text, instead));
    return records;
  }

  @Test
  void eventsDeletedByRetentionAreNotReportedAsLost() {
    try (WithdrawalsTester tester = tester(10)) {
      tester.account(1, "100.00").account(2, "200.00");
      tester.run(tester.file("r.csv", HEADER, "a,1,1.00", "b,1,2.00", "c,1,3.00", "d,1,4.00"));
      tester.run(tester.file("s.csv", HEADER, "e,1,5.00", "f,1,6.00"));
      List<ConsumerRecord<String, byte[]>> events = tester.records();
      // Which are sent, how many of these are deleted, and which is reported.
      assertAfterRetention(tester, events, "abcdef", 0, 0, "");
      assertAfterRetention(tester, events, "abcdef", 2, 2, "");
      assertAfterRetention(tester, events, "abcdef", 5, 5, "");
      assertAfterRetention(tester, events, "abcdef", 6, 6, "");
      assertAfterRetention(tester, events, "abdef", 1, 1, "Debit c (run ");
      assertAfterRetention(tester, events, "abcdf", 3, 3, "Debit e (run ");
      assertAfterRetention(tester, events, "bcdef", 0, 0, "Debit a (run ");
    }
  }

  private static void assertAfterRetention(
      WithdrawalsTester tester,
      List<ConsumerRecord<String, byte[]>> events,
      String sent,
      int deleted,
      int gone,
      String missed) {
    String topic = newTopic(3);
    TestBroker.get()
        .send(
            copies(
                topic, null, events.stream().filter(event -> sent.contains(id(event))).toList()));
    TestBroker.get().deleteRecords(topic, deleted);
    tester.restart(Map.of("withdrawals.publishing.topic", topic));
    Check check = tester.reconcile().checks().get(3);
    assertThat(check.holds()).as("%s", check).isEqualTo(missed.isEmpty());
    assertThat(String.join("\n", check.findings())).contains(missed);
    if (gone == 0) {
      assertThat(check.notes()).isEmpty();
    } else {
      assertThat(check.notes()).singleElement().asString().startsWith(gone + " rows have no event");
    }
  }

  private static String id(ConsumerRecord<?, ?> event) {
    return new String(event.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8);
  }

  @Test
  void unfinishedRunsAndAnUnreachableBrokerAreReported() {
    try (WithdrawalsTester tester = tester(10)) {
      for (int account = 1; account <= 5; account++) {
        tester.account(account, "300.00");
      }
      Path file = tester.file("broken.csv", new RandomFile(79, 5, "r").rows(60));
      tester.faults().failOnce("UPDATE account", 3);
      assertThat(tester.run(file).status()).isEqualTo(RunStatus.FAILED);
      Reconciliation interrupted = tester.reconcile();
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
      Reconciliation done = tester.reconcile();
      assertThat(done.holds()).as("%s", done).isTrue();
      assertThat(done.checks()).allSatisfy(check -> assertThat(check.notes()).isEmpty());

      tester.restartWithoutBroker(Map.of());
      Reconciliation found = tester.reconcile();
      assertThat(found.holds()).isFalse();
      assertThat(found.checks().subList(0, 3)).allMatch(Check::holds);
      assertThat(found.checks().get(3).compared()).isFalse();
      assertThat(found.checks().get(3).notes())
          .singleElement()
          .asString()
          .startsWith("Kafka at 127.0.0.1:1 does not answer");
    }
  }

  /** What is found if these are the events of the topic. */
  private static Reconciliation reconcileOver(
      WithdrawalsTester tester,
      String topic,
      Function<String, List<ProducerRecord<String, byte[]>>> events) {
    TestBroker.get().send(events.apply(topic));
    tester.restart(Map.of("withdrawals.publishing.topic", topic));
    return tester.reconcile();
  }

  private static String newTopic(int partitions) {
    String topic = "tampered-" + UUID.randomUUID();
    TestBroker.get().createTopic(topic, partitions, Map.of());
    return topic;
  }
}
