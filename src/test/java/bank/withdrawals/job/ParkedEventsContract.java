package bank.withdrawals.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bank.withdrawals.ledger.ParkedEvents;
import bank.withdrawals.outbox.EventsNotSentException;
import bank.withdrawals.outbox.TopicRefusedException;
import bank.withdrawals.report.EventCounts;
import bank.withdrawals.report.ExitCode;
import bank.withdrawals.report.RunStatus;
import bank.withdrawals.report.Summary;
import bank.withdrawals.run.ParkedEventResender;
import bank.withdrawals.run.ParkedEventResender.Resent;
import bank.withdrawals.testing.DatabaseContract;
import bank.withdrawals.testing.Faults.Point;
import bank.withdrawals.testing.TestBroker;
import bank.withdrawals.testing.TestDatabase;
import bank.withdrawals.testing.Tool;
import bank.withdrawals.testing.WithdrawalsTester;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Events that Kafka refuses: which are parked, which are a matter of settings, and the way back.
 */
abstract class ParkedEventsContract extends DatabaseContract {

  private static final String MAX_REQUEST = "spring.kafka.producer.properties.max.request.size";
  private static final String CHUNK = "withdrawals.publishing.chunk-size";

  /** An event whose request id has 64 characters is too large, one with a short id is not. */
  private static final Map<String, Object> SHORT_IDS_ONLY = Map.of(CHUNK, 4, MAX_REQUEST, 570);

  private static final Map<String, Object> ENOUGH = Map.of(MAX_REQUEST, 1_000_000);

  ParkedEventsContract(TestDatabase database) {
    super(database);
  }

  @Test
  void ifEveryEventIsRefusedNothingIsParked() {
    for (int chunk : List.of(5_000, 7)) {
      try (WithdrawalsTester tester = tester(Map.of(CHUNK, chunk, MAX_REQUEST, 300))) {
        tester.account(1, "100.00");
        List<String> ids = IntStream.range(0, 25).mapToObj(i -> "r" + i).toList();
        Summary summary = tester.run(file(tester, ids));
        assertThat(summary.exitCode()).isEqualTo(ExitCode.EVENTS_PENDING);
        assertThat(summary.message())
            .startsWith("Kafka refuses 20 events in a row, so a setting is the cause (")
            .contains("max.request.size")
            .endsWith("run `publish`.");
        assertThat(summary.totals().events()).isEqualTo(new EventCounts(0, 25, 0));
        assertThat(tester.reconcile().holds()).isTrue();
        tester.restart(ENOUGH);
        assertThat(tester.publish()).extracting(Summary::status).containsOnly(RunStatus.COMPLETED);
        assertThat(tester.events()).containsExactlyElementsOf(ids);
        assertThat(tester.reconcile().holds()).isTrue();
      }
    }
  }

  @Test
  void aTopicWithTooSmallMessagesParksNothing() {
    try (WithdrawalsTester tester = tester().restartWithoutBroker(Map.of())) {
      tester.account(1, "100.00");
      tester.run(file(tester, List.of("a", "b")));
      TestBroker.get().createTopic(tester.topic(), 1, Map.of("max.message.bytes", "400"));
      tester.restart(Map.of());
      Summary summary = tester.publish().get(0);
      assertThat(summary.exitCode()).isEqualTo(ExitCode.EVENTS_PENDING);
      assertThat(summary.message()).contains("max.message.bytes=400", "2048", "run `publish`");
      assertThat(summary.totals().events()).isEqualTo(new EventCounts(0, 2, 0));
    }
  }

  @Test
  void aTopicThatWouldLoseOrRefuseEventsIsFoundBeforeAnyDebit() {
    Map<String, Map<String, String>> topics =
        Map.of(
            "cleanup.policy=compact", Map.of("cleanup.policy", "compact"),
            "cleanup.policy=compact,delete", Map.of("cleanup.policy", "compact,delete"),
            "max.message.bytes=400", Map.of("max.message.bytes", "400"),
            "min.insync.replicas=2", Map.of("min.insync.replicas", "2"));
    topics.forEach(
        (named, topic) -> {
          try (WithdrawalsTester tester = tester()) {
            TestBroker.get().createTopic(tester.topic(), 1, topic);
            tester.account(1, "100.00");
            Path dropped = tester.drop("a.csv", HEADER, "a,1,10.00");
            assertThatThrownBy(tester::runInbox)
                .isInstanceOf(TopicRefusedException.class)
                .hasMessageContaining(named)
                .hasMessageContaining("Nothing was debited");
            Path other = tester.file("b.csv", HEADER, "b,1,10.00");
            assertThatThrownBy(() -> tester.run(other)).isInstanceOf(TopicRefusedException.class);
            assertThat(tester.balances()).containsEntry(1L, "100");
            assertThat(dropped).exists();
          }
        });
  }

  /** The fault is that of a database that fails just when the event is to be parked. */
  @Test
  void anEventThatCannotBeParkedIsNotLost() {
    try (WithdrawalsTester tester = tester(SHORT_IDS_ONLY)) {
      tester.account(1, "100.00");
      tester.faults().failOnce("INSERT INTO parked_event", 1);
      tester.run(file(tester, List.of("a", "b", longId(1), "c", "d", "e")));
      assertThat(tester.faults().isArmed()).isFalse();
      tester.publish();
      assertThat(tester.events()).containsExactly("a", "b", "c", "d", "e");
      assertThat(parked(tester)).isEqualTo(1);
      assertThat(tester.reconcile().holds()).isTrue();
    }
  }

  /** The first file ends with parked events. The last event of the second one is sent. */
  @Test
  void parkedEventsAreSentOnceAfterTheirCauseIsFixed() {
    try (WithdrawalsTester tester = tester(SHORT_IDS_ONLY)) {
      tester.account(1, "100.00");
      Summary first =
          tester.run(
              file(tester, List.of("a", longId(1), "b", longId(2), longId(3))), failingOnParked());
      Summary second = tester.run(file(tester, List.of(longId(4), "c", "d")));
      assertThat(first.status()).isEqualTo(RunStatus.COMPLETED);
      assertThat(first.exitCode()).isEqualTo(ExitCode.PARKED);
      assertThat(summaryJson(tester, first)).isEqualTo("7, 3 parked");
      assertThat(second.exitCode()).isEqualTo(ExitCode.SUCCESS);
      assertThat(tester.reconcile().holds()).isTrue();

      List<Resent> refused = resend(tester, second.totals().runId());
      assertThat(refused)
          .extracting(Resent::refusal)
          .singleElement()
          .asString()
          .contains("max.req");
      assertThat(runIds(refused)).containsExactly(second.totals().runId());
      // It stops at the first run that is refused.
      assertThat(runIds(resend(tester, null))).containsExactly(first.totals().runId());
      assertThat(parked(tester)).isEqualTo(4);

      tester.restart(ENOUGH);
      List<Resent> resent = resend(tester, null);
      assertThat(resent).extracting(Resent::sent).containsExactly(3L, 1L);
      assertThat(resent).extracting(Resent::refusal).containsOnlyNulls();
      assertThat(summaryJson(tester, first)).isEqualTo("0, 0 parked");
      assertThat(tester.publish()).isEmpty();
      assertThat(resend(tester, null)).isEmpty();
      assertThat(ids(tester))
          .containsExactly("a", "b", "c", "d", longId(1), longId(2), longId(3), longId(4));
      assertThat(tester.reconcile().holds()).as("%s", tester.reconcile()).isTrue();
    }
  }

  /** Some are accepted: those before the first one that is not are sent, and none of them twice. */
  @Test
  void resendingStopsAtAnEventThatIsStillRefused() {
    try (WithdrawalsTester tester = tester(SHORT_IDS_ONLY)) {
      tester.account(1, "100.00").account(2_000_000_000_000_000L, "100.00");
      tester.run(file(tester, List.of("a", longId(1), "b", longId(2))));
      tester.run(
          tester.file(
              "far.csv", HEADER, longId(3) + ",1,1.00", longId(4) + ",2000000000000000,1.00"));
      tester.restart(Map.of(MAX_REQUEST, 640, CHUNK, 5_000));
      List<Resent> resent = resend(tester, null);
      assertThat(resent).extracting(Resent::sent).containsExactly(2L, 1L);
      assertThat(resent.get(1).refusal()).contains("max.request.size");
      assertThat(resent.get(1).summary().totals().events()).isEqualTo(new EventCounts(1, 0, 1));
      assertThat(ids(tester)).containsExactly("a", "b", longId(1), longId(2), longId(3));
      tester.restart(ENOUGH);
      assertThat(resend(tester, null)).extracting(Resent::sent).containsExactly(1L);
      assertThat(ids(tester)).doesNotHaveDuplicates().hasSize(6);
      assertThat(tester.reconcile().holds()).isTrue();
    }
  }

  /** The database fails at each statement that follows a commit of Kafka, in turn. */
  @Test
  void resendingThatFailsAfterACommitOfKafkaSendsNoEventTwice() {
    for (String statement : List.of("UPDATE parked_event", "UPDATE slice")) {
      for (int occurrence = 1; occurrence <= 3; occurrence++) {
        try (WithdrawalsTester tester = tester(SHORT_IDS_ONLY)) {
          tester.account(1, "100.00");
          tester.run(file(tester, List.of("a", longId(1), longId(2), "b", longId(3), longId(4))));
          tester.restart(Map.of(MAX_REQUEST, 1_000_000, CHUNK, 2));
          tester
              .faults()
              .failOnce(statement, occurrence, Point.STATEMENT, new SQLException("x", "XX000"));
          if (statement.startsWith("UPDATE parked") || occurrence == 1) {
            assertThatThrownBy(() -> resend(tester, null)).isNotInstanceOf(AssertionError.class);
          }
          tester.faults().failOnce("nothing", 1);
          resend(tester, null);
          assertThat(ids(tester))
              .as("%s %d", statement, occurrence)
              .containsExactly("a", "b", longId(1), longId(2), longId(3), longId(4));
          assertThat(tester.publish()).isEmpty();
          assertThat(tester.reconcile().holds()).isTrue();
        }
      }
    }
  }

  /**
   * As after a transaction that hung and was aborted: Kafka's position is before the parked event.
   */
  @Test
  void resendingDoesNotSkipPendingEvents() {
    try (WithdrawalsTester tester = tester(SHORT_IDS_ONLY).restartWithoutBroker(Map.of())) {
      tester.account(1, "100.00");
      Summary summary = tester.run(file(tester, List.of("a", longId(1), "b")));
      tester.restart(ENOUGH);
      tester.get(ParkedEvents.class).park(summary.totals().runId(), 2, "refused earlier");
      assertThatThrownBy(() -> resend(tester, null))
          .isInstanceOf(EventsNotSentException.class)
          .hasMessageContaining("go first: run `publish`.");
      tester.publish();
      assertThat(resend(tester, null)).extracting(Resent::sent).containsExactly(1L);
      assertThat(ids(tester)).containsExactly("a", "b", longId(1));
      assertThat(tester.reconcile().holds()).isTrue();
    }
  }

  @Test
  void withoutABrokerParkedEventsStayParked() {
    try (WithdrawalsTester tester = tester(SHORT_IDS_ONLY)) {
      tester.account(1, "100.00");
      tester.run(file(tester, List.of("a", longId(1))));
      tester.restartWithoutBroker(Map.of());
      assertThatThrownBy(() -> resend(tester, null))
          .isInstanceOf(EventsNotSentException.class)
          .hasMessageEndingWith(
              "the events stay parked, nothing is lost. Fix the cause, then run `events resend`"
                  + " again.");
      assertThat(parked(tester)).isEqualTo(1);
    }
  }

  private static Path file(WithdrawalsTester tester, List<String> ids) {
    return tester.file(
        "f%d.csv".formatted(System.nanoTime()), ids.stream().map(id -> id + ",1,1.00").toList());
  }

  private static String longId(int number) {
    return "%064d".formatted(number);
  }

  private static RunOptions failingOnParked() {
    return new RunOptions(false, false, false, false, true, false, RunOptions.AS_SET, null);
  }

  private static List<Resent> resend(WithdrawalsTester tester, Long runId) {
    List<Resent> outcomes = new ArrayList<>();
    try {
      tester.get(ParkedEventResender.class).resend(runId, outcomes::add);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return outcomes;
  }

  private static List<Long> runIds(List<Resent> outcomes) {
    return outcomes.stream().map(outcome -> outcome.summary().totals().runId()).toList();
  }

  private static int parked(WithdrawalsTester tester) {
    return tester
        .jdbc()
        .queryForList("SELECT position FROM parked_event WHERE resent_at IS NULL", Integer.class)
        .size();
  }

  private static String summaryJson(WithdrawalsTester tester, Summary summary) {
    var json =
        Tool.summary(
            tester.home().resolve("output").resolve(Long.toString(summary.totals().runId())));
    return "%d, %d parked"
        .formatted(json.path("exitCode").asInt(), json.path("events").path("parked").asInt());
  }

  /** In the order in which they arrived. */
  private static List<String> ids(WithdrawalsTester tester) {
    return tester.records().stream()
        .map(event -> event.headers().lastHeader("ce_id").value())
        .map(id -> new String(id, StandardCharsets.UTF_8))
        .toList();
  }
}
