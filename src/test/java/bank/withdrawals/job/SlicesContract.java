package bank.withdrawals.job;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.kafka.ConsumerGroups;
import bank.withdrawals.ledger.RunSlice;
import bank.withdrawals.ledger.Slices;
import bank.withdrawals.report.EventCounts;
import bank.withdrawals.report.RunStatus;
import bank.withdrawals.report.Summary;
import bank.withdrawals.run.ParkedEventResender;
import bank.withdrawals.testing.DatabaseContract;
import bank.withdrawals.testing.TestDatabase;
import bank.withdrawals.testing.WithdrawalsTester;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file of several slices is published slice by slice, each event once. */
abstract class SlicesContract extends DatabaseContract {

  private static final String LONG_ID = "x".repeat(64);

  SlicesContract(TestDatabase database) {
    super(database);
  }

  /** Slices of two rows, each row a transaction of the database and one of Kafka. */
  private WithdrawalsTester sliced(int atOnce) {
    WithdrawalsTester tester =
        tester(
            Map.of(
                "withdrawals.job.chunk-size",
                1,
                "withdrawals.job.slice-rows",
                2,
                "withdrawals.job.partitions",
                atOnce,
                "withdrawals.publishing.chunk-size",
                1,
                "spring.kafka.producer.properties.max.request.size",
                570));
    for (int account = 1; account <= 3; account++) {
      tester.account(account, "100.00");
    }
    return tester;
  }

  private static Path sixRows(WithdrawalsTester tester) {
    return tester.file(
        "six.csv", HEADER, "a,1,1.00", "b,2,1.00", "c,3,1.00", "d,1,1.00", "e,2,1.00", "f,3,1.00");
  }

  /** The database fails wherever a position is stored: before, in, between and after the slices. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void publishingThatStopsInASliceSendsEachEventOnce(int atOnce) {
    for (int occurrence = 1; occurrence <= 9; occurrence++) {
      try (WithdrawalsTester tester = sliced(atOnce)) {
        Path file = sixRows(tester);
        tester.faults().failOnce("UPDATE slice", occurrence);
        Summary first = tester.run(file);
        assertThat(tester.faults().isArmed()).as("no fault at %d", occurrence).isFalse();
        assertThat(first.status()).as("%d", occurrence).isEqualTo(RunStatus.EVENTS_PENDING);
        assertThat(tester.reconcile().holds()).as("with pending events, %d", occurrence).isTrue();
        assertThat(tester.publish())
            .extracting(Summary::status)
            .containsExactly(RunStatus.COMPLETED);
        assertThat(tester.events()).containsExactly("a", "b", "c", "d", "e", "f");
        assertThat(tester.publish()).isEmpty();
        assertThat(tester.reconcile().holds()).isTrue();
      }
    }
  }

  /** The debits stop in the second of three slices. What is decided is published meanwhile. */
  @Test
  void eventsOfASliceThatIsNotWhollyDecidedArePublished() {
    try (WithdrawalsTester tester = sliced(1)) {
      Path file = sixRows(tester);
      tester.faults().failOnce("UPDATE account", 4);
      assertThat(tester.run(file).status()).isEqualTo(RunStatus.FAILED);
      tester.publish();
      assertThat(tester.events()).containsExactly("a", "b", "d");
      assertThat(positions(tester)).containsExactly(2L, 3L, 4L);
      assertThat(tester.run(file).status()).isEqualTo(RunStatus.COMPLETED);
      assertThat(tester.events()).containsExactly("a", "b", "c", "d", "e", "f");
      assertThat(positions(tester)).containsExactly(2L, 4L, 6L);
      assertThat(tester.reconcile().holds()).isTrue();
    }
  }

  @Test
  void aSliceWithoutEventsTouchesNothingInKafka() {
    try (WithdrawalsTester tester = sliced(1)) {
      Summary summary =
          tester.run(
              tester.file(
                  "rejections.csv", HEADER, "a,1,1.00", "b,9,1.00", "c,9,1.00", "d,1,1.00"));
      assertThat(summary.status()).isEqualTo(RunStatus.COMPLETED);
      assertThat(positions(tester)).containsExactly(2L, 2L);
      assertThat(
              tester
                  .get(ConsumerGroups.class)
                  .withOffset(
                      new TopicPartition(tester.topic(), 0),
                      "withdrawals-publisher-",
                      group -> group.contains("-" + summary.totals().runId() + "-")))
          .hasSize(1)
          .allMatch(group -> group.endsWith("-1"));
    }
  }

  /** Each slice has a resent-through position of its own. */
  @Test
  void parkedEventsOfSeveralSlicesAreSentAgainOnceEach() throws IOException {
    try (WithdrawalsTester tester = sliced(1)) {
      Summary summary =
          tester.run(
              tester.file(
                  "parked.csv",
                  HEADER,
                  "a,1,1.00",
                  LONG_ID.replaceFirst("x", "1") + ",1,1.00",
                  LONG_ID.replaceFirst("x", "2") + ",2,1.00",
                  "d,2,1.00"));
      assertThat(summary.totals().events()).isEqualTo(new EventCounts(2, 0, 2));
      tester.restart(Map.of("spring.kafka.producer.properties.max.request.size", 1_000_000));
      List<Long> sent = new ArrayList<>();
      ParkedEventResender resender = tester.get(ParkedEventResender.class);
      resender.resend(null, resent -> sent.add(resent.sent()));
      resender.resend(null, resent -> sent.add(resent.sent()));
      assertThat(sent).containsExactly(2L);
      assertThat(tester.records()).hasSize(4);
      assertThat(tester.reconcile().holds()).isTrue();
    }
  }

  private static List<Long> positions(WithdrawalsTester tester) {
    long runId = tester.jdbc().queryForObject("SELECT MAX(run_id) FROM slice", Long.class);
    return tester.get(Slices.class).of(runId).stream().map(RunSlice::publishedThrough).toList();
  }
}
