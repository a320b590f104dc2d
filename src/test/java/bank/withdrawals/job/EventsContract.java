package bank.withdrawals.job;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.report.EventCounts;
import bank.withdrawals.report.ExitCode;
import bank.withdrawals.report.RunStatus;
import bank.withdrawals.report.Summary;
import bank.withdrawals.testing.DatabaseContract;
import bank.withdrawals.testing.TestBroker;
import bank.withdrawals.testing.TestDatabase;
import bank.withdrawals.testing.WithdrawalsTester;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Which events a consumer gets, and in which order. */
abstract class EventsContract extends DatabaseContract {

  EventsContract(TestDatabase database) {
    super(database);
  }

  /** A later start with another option changes nothing, although the events are sent later. */
  @Test
  void publishingOfRejectionsIsFixedWhenTheFileIsReceived() {
    try (WithdrawalsTester tester = tester().restartWithoutBroker(Map.of())) {
      tester.account(1, "100.00");
      Path published =
          tester.file("published.csv", HEADER, "a,1,60.00", "b,1,60.00", "c,1", "d,1,40.00");
      Path unpublished = tester.file("unpublished.csv", HEADER, "e,1,0.50", "f,2,1.00");
      Path unparsed = tester.file("unparsed.csv", HEADER, "g,x,0.50");
      Summary first = tester.run(published, publishingRejections(true));
      tester.run(unpublished, publishingRejections(false));
      Summary third = tester.run(unparsed, publishingRejections(true));
      assertThat(first.totals().events()).isEqualTo(new EventCounts(0, 4, 0));
      assertThat(third.status()).isEqualTo(RunStatus.EVENTS_PENDING);
      tester.restart(Map.of());
      assertThat(tester.run(published, publishingRejections(false)).totals().events())
          .isEqualTo(new EventCounts(4, 0, 0));
      assertThat(tester.run(unpublished, publishingRejections(true)).totals().events())
          .isEqualTo(new EventCounts(0, 0, 0));
      assertThat(tester.publish()).extracting(Summary::status).containsOnly(RunStatus.COMPLETED);

      String sha256 = first.totals().sha256().substring(0, 16);
      assertThat(tester.events())
          .containsExactly(
              "a",
              sha256 + ":3:rejected",
              sha256 + ":4:rejected",
              "d",
              third.totals().sha256().substring(0, 16) + ":2:rejected");
      assertThat(tester.recordsByLine())
          .extracting(record -> record.key())
          .containsExactly("1", "1", null, "1", null);
      assertThat(tester.reconcile().holds()).isTrue();
    }
  }

  @Test
  void withoutABrokerRowsAreDebitedAndEventsAreSentLater() {
    try (WithdrawalsTester tester = tester().restartWithoutBroker(Map.of())) {
      tester.account(1, "100.00");
      tester.drop("a.csv", HEADER, "a,1,10.00");
      tester.drop("b.csv", HEADER, "b,1,10.00");
      List<Summary> pending = tester.runInbox();
      assertThat(pending)
          .extracting(Summary::status)
          .containsExactly(RunStatus.EVENTS_PENDING, RunStatus.EVENTS_PENDING);
      assertThat(pending)
          .extracting(Summary::exitCode)
          .containsExactly(ExitCode.EVENTS_PENDING, ExitCode.EVENTS_PENDING);
      assertThat(tester.balances()).containsEntry(1L, "80");

      tester.restart(Map.of());
      List<Summary> sent = tester.publish();
      assertThat(sent)
          .extracting(Summary::status)
          .containsExactly(RunStatus.COMPLETED, RunStatus.COMPLETED);
      assertThat(tester.events()).containsExactly("a", "b");
      assertThat(tester.publish()).isEmpty();
    }
  }

  @Test
  void eventThatKafkaRefusesIsParkedAndTheOthersAreSent() {
    Map<String, Object> settings = new HashMap<>();
    settings.put("withdrawals.publishing.chunk-size", 4);
    settings.put("spring.kafka.producer.properties.max.request.size", 570);
    try (WithdrawalsTester tester = tester(settings)) {
      tester.account(1, "100.00");
      String longId = "x".repeat(64);
      Summary summary =
          tester.run(
              tester.file(
                  "poison.csv",
                  HEADER,
                  "a,1,1.00",
                  longId + ",1,1.00",
                  "b,1,1.00",
                  "c,1,1.00",
                  "d,1,1.00"));
      assertThat(tester.events()).containsExactly("a", "b", "c", "d");
      assertThat(summary.status()).isEqualTo(RunStatus.COMPLETED);
      assertThat(summary.totals().events().parked()).isEqualTo(1);
      assertThat(summary.totals().events().sent()).isEqualTo(4);
      assertThat(tester.jdbc().queryForList("SELECT position FROM parked_event", Integer.class))
          .containsExactly(2);
    }
  }

  @Test
  void eventsOfEachAccountArriveInFileOrderAndNoneTwice() {
    long seed = 5;
    SplittableRandom random = new SplittableRandom(seed);
    try (WithdrawalsTester tester = tester(Map.of("withdrawals.publishing.chunk-size", 50))) {
      TestBroker.get().createTopic(tester.topic(), 3, Map.of());
      for (int account = 1; account <= 10; account++) {
        tester.account(account, "1000000.00");
      }
      List<String> rows = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        rows.add("r%d,%d,1.00".formatted(i, 1 + random.nextInt(10)));
      }
      tester.run(tester.file("order.csv", rows));
      Map<String, List<Integer>> byAccount = new HashMap<>();
      tester
          .records()
          .forEach(
              record ->
                  byAccount
                      .computeIfAbsent(record.key(), key -> new ArrayList<>())
                      .add(
                          Integer.valueOf(
                              new String(
                                      record.headers().lastHeader("ce_id").value(),
                                      java.nio.charset.StandardCharsets.UTF_8)
                                  .substring(1))));
      assertThat(byAccount).hasSize(10);
      byAccount.values().forEach(ids -> assertThat(ids).as("seed %d", seed).isSorted());
      assertThat(new HashSet<>(tester.events())).hasSize(500);
      assertThat(tester.events()).hasSize(500);
    }
  }

  private static RunOptions publishingRejections(boolean rejectEvents) {
    return new RunOptions(false, false, false, false, false, rejectEvents, RunOptions.AS_SET, null);
  }
}
