package bank.withdrawals.run;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.outbox.RestoreComparison.Found;
import bank.withdrawals.outbox.RestoreComparison.UnknownFile;
import bank.withdrawals.report.ExitCode;
import bank.withdrawals.report.RunStatus;
import bank.withdrawals.report.Summary;
import bank.withdrawals.testing.TestDatabase;
import bank.withdrawals.testing.TestPostgres;
import bank.withdrawals.testing.WithdrawalsTester;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.FileSystemUtils;

/** A database that is replaced by its backup, while Kafka keeps what was published since. */
class RestoredDatabaseFaultsIT {

  private static final int ROWS = 300;

  private final List<Found> found = new ArrayList<>();

  /** Without the guard, the topic has 600 events. */
  @Test
  void aFileThatRunsAgainAfterARestoreSendsEachEventOnce() {
    try (WithdrawalsTester tester = tester()) {
      String backup = backup(tester);
      Path file = tester.file("day.csv", rows("d", ROWS));
      assertThat(tester.run(file).status()).isEqualTo(RunStatus.COMPLETED);
      Map<Long, String> balances = tester.balances();

      restore(tester, backup);
      Summary again = tester.run(file);
      assertRefused(again, "events of run ", ", which it does not know");
      assertThat(tester.balances()).isEqualTo(balances);
      assertThat(tester.events()).hasSize(ROWS);
      assertThat(tester.reconcile().checks().get(3).notes())
          .anyMatch(note -> note.startsWith("The database is a restored backup: run "));
      assertThat(tester.restart(Map.of()).publish())
          .extracting(Summary::exitCode)
          .containsExactly(ExitCode.EVENTS_PENDING);
      assertThat(tester.get(RunQueries.class).latest(1))
          .singleElement()
          .satisfies(status -> assertRefused(status, "which it does not know"));

      assertThat(publishAfterRestore(tester))
          .extracting(Summary::exitCode)
          .containsExactly(ExitCode.SUCCESS);
      assertThat(found).containsExactly(new Found(true, ROWS, ROWS, List.of()));
      assertThat(tester.events()).isEqualTo(ids("d", ROWS));
      assertThat(tester.reconcile().holds()).isTrue();
    }
  }

  /** Before the file is run again: the topic's events are remembered until then. */
  @Test
  void anOlderBackupForgetsFilesInBetweenAndNamesThem() {
    try (WithdrawalsTester tester = tester()) {
      tester.run(tester.file("kept.csv", rows("k", 20)));
      String backup = backup(tester);
      Path lost = tester.file("lost.csv", rows("l", 20));
      Path other = tester.file("other.csv", rows("o", 30));
      Summary first = tester.run(lost);
      tester.run(other);

      restore(tester, backup);
      Path next = tester.file("new.csv", List.of("n,6,1.00"));
      assertRefused(tester.run(next), "and 1 more, which it does not know");
      assertThat(publishAfterRestore(tester))
          .extracting(Summary::exitCode)
          .containsExactly(ExitCode.SUCCESS);
      assertThat(found)
          .singleElement()
          .satisfies(
              topic -> {
                assertThat(topic.events()).isEqualTo(70);
                assertThat(topic.kept()).isEqualTo(50);
                assertThat(topic.unknownFiles())
                    .contains(new UnknownFile("lost.csv", first.totals().sha256(), 20))
                    .hasSize(2);
              });
      assertThat(tester.reconcile().holds()).as("files are missing").isFalse();
      for (Path file : List.of(lost, other)) {
        assertThat(tester.run(file).exitCode()).isEqualTo(ExitCode.SUCCESS);
      }
      assertThat(tester.events()).doesNotHaveDuplicates().hasSize(71);
      assertThat(tester.reconcile().checks())
          .allSatisfy(check -> assertThat(check.findings()).isEmpty());

      // The same backup once more, with the same sign of it.
      restore(tester, backup);
      assertRefused(tester.run(next), "which it does not know");
      publishAfterRestore(tester);
      for (Path file : List.of(lost, other)) {
        assertThat(tester.run(file).exitCode()).isEqualTo(ExitCode.SUCCESS);
      }
      assertThat(tester.events()).doesNotHaveDuplicates().hasSize(71);
      assertThat(tester.reconcile().holds()).isTrue();
    }
  }

  /** The run is known, and so are the first of its rows. Its error file is of the same time. */
  @Test
  void aBackupFromTheMiddleOfARunIsNoticed(@TempDir Path files) throws IOException {
    try (WithdrawalsTester tester = tester()) {
      Path file = tester.file("half.csv", rows("h", ROWS));
      tester.faults().failOnce("INSERT INTO withdrawal", 3);
      assertThat(tester.run(file).status()).isEqualTo(RunStatus.FAILED);
      assertThat(tester.journal()).hasSize(100);
      String backup = backup(tester);
      FileSystemUtils.copyRecursively(tester.home().resolve("output"), files);
      assertThat(tester.run(file).status()).isEqualTo(RunStatus.COMPLETED);

      restore(tester, backup);
      FileSystemUtils.copyRecursively(files, tester.home().resolve("output"));
      assertThat(tester.journal()).hasSize(100);
      assertRefused(tester.run(file), "rows of run ", " that it has not decided");
      assertThat(tester.journal()).hasSize(ROWS);
      assertThat(publishAfterRestore(tester))
          .extracting(Summary::exitCode)
          .containsExactly(ExitCode.SUCCESS);
      assertThat(tester.events()).isEqualTo(ids("h", ROWS));
      assertThat(tester.reconcile().holds()).isTrue();
    }
  }

  /** Another file takes the money first, so rows are decided another way this time. */
  @Test
  void whatIsDecidedAnotherWayIsReported() {
    try (WithdrawalsTester tester = tester()) {
      tester.account(9, "10.00");
      String backup = backup(tester);
      Path first = tester.file("first.csv", List.of("x,9,6.00", "y,9,1.00"));
      Path second = tester.file("second.csv", List.of("z,9,5.00"));
      tester.run(first);

      restore(tester, backup);
      tester.run(second);
      publishAfterRestore(tester);
      Summary again = tester.run(first);
      assertThat(again.totals().rejected().count()).isEqualTo(1);
      assertThat(tester.events()).containsExactlyInAnyOrder("x", "y", "z");
      assertThat(tester.reconcile().checks().stream().flatMap(check -> check.findings().stream()))
          .hasSize(2)
          .anyMatch(finding -> finding.contains("Event x (run ") && finding.contains("no debit"))
          .anyMatch(finding -> finding.contains("balance after it 3; the journal says"));
    }
  }

  /** A crash between the commits of Kafka and the database, before and after a backup. */
  @Test
  void aPositionAheadOfTheDatabaseIsNoRestore() {
    try (WithdrawalsTester tester = tester()) {
      Path file = tester.file("ahead.csv", rows("a", ROWS));
      tester.faults().failOnce("UPDATE slice", 2);
      assertThat(tester.run(file).status()).isEqualTo(RunStatus.EVENTS_PENDING);
      String backup = backup(tester);
      tester.restart(Map.of());
      assertThat(tester.publish()).extracting(Summary::exitCode).containsOnly(ExitCode.SUCCESS);
      restore(tester, backup);
      assertThat(tester.publish()).extracting(Summary::exitCode).containsOnly(ExitCode.SUCCESS);
      assertThat(tester.events()).isEqualTo(ids("a", ROWS));
      assertThat(tester.reconcile().holds()).isTrue();
    }
  }

  /** After the backup, the last event was parked, and sent again. */
  @Test
  void anEventThatWasParkedAndSentAgainIsNotSentTwice() throws IOException {
    String size = "spring.kafka.producer.properties.max.request.size";
    try (WithdrawalsTester tester = tester().restartWithoutBroker(Map.of())) {
      tester.run(tester.file("parked.csv", List.of("a,1,1.00", "%064d,1,1.00".formatted(1))));
      String backup = backup(tester);
      tester.restart(Map.of(size, 570)).publish();
      assertThat(tester.events()).containsExactly("a");
      tester
          .restart(Map.of(size, 1_000_000))
          .get(ParkedEventResender.class)
          .resend(null, resent -> {});
      assertThat(tester.events()).hasSize(2);

      restore(tester, backup);
      assertThat(tester.publish())
          .singleElement()
          .satisfies(status -> assertRefused(status, "rows of run "));
      assertThat(publishAfterRestore(tester))
          .extracting(Summary::exitCode)
          .containsExactly(ExitCode.SUCCESS);
      assertThat(tester.events()).hasSize(2);
    }
  }

  /**
   * The last row before the position is the same, but an earlier one was decided or parked later.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE withdrawal SET debited_at = debited_at + INTERVAL '1' MINUTE WHERE position = 7",
        "INSERT INTO parked_event (run_id, position, error, parked_at)"
            + " SELECT run_id, position, 'x', debited_at FROM withdrawal WHERE position = 7"
      })
  void aRowBeforeThePositionThatIsNotTheSameIsNoticed(String anotherLife) {
    try (WithdrawalsTester tester = tester()) {
      tester.faults().failOnce("UPDATE slice", 2);
      tester.run(tester.file("ahead.csv", rows("a", ROWS)));
      tester.jdbc().execute(anotherLife);
      tester.restart(Map.of());
      assertThat(tester.publish())
          .singleElement()
          .satisfies(status -> assertRefused(status, "rows of run "));
      assertThat(tester.events()).hasSize(100);
    }
  }

  private static WithdrawalsTester tester() {
    WithdrawalsTester tester =
        WithdrawalsTester.over(
            TestDatabase.POSTGRES,
            Map.of("withdrawals.job.chunk-size", 50, "withdrawals.publishing.chunk-size", 100));
    for (int account = 1; account <= 6; account++) {
      tester.account(account, "1000.00");
    }
    return tester;
  }

  private static List<String> rows(String prefix, int count) {
    return IntStream.range(0, count)
        .mapToObj(n -> "%s%03d,%d,1.00".formatted(prefix, n, 1 + n % 5))
        .toList();
  }

  private static List<String> ids(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(n -> "%s%03d".formatted(prefix, n)).toList();
  }

  private static void assertRefused(Summary summary, String... sentence) {
    assertThat(summary.status()).as(summary.message()).isEqualTo(RunStatus.EVENTS_PENDING);
    assertThat(summary.exitCode()).isEqualTo(ExitCode.EVENTS_PENDING);
    assertThat(summary.message())
        .startsWith("The database is a restored backup, or a copy of it is in use: Kafka has ")
        .contains(sentence)
        .endsWith("Run `publish --after-restore`.");
  }

  private List<Summary> publishAfterRestore(WithdrawalsTester tester) {
    found.clear();
    List<Summary> summaries = new ArrayList<>();
    try {
      tester
          .restart(Map.of())
          .get(PendingEventPublisher.class)
          .publishAfterRestore(
              false, found::add, outcome -> summaries.add(((RunOutcome.Ran) outcome).summary()));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return summaries;
  }

  private static String backup(WithdrawalsTester tester) {
    String copy = TestPostgres.backup(name(tester));
    reconnect(tester);
    return copy;
  }

  private static void restore(WithdrawalsTester tester, String backup) {
    TestPostgres.restore(name(tester), backup);
    reconnect(tester);
    tester.restart(Map.of());
  }

  private static String name(WithdrawalsTester tester) {
    return Objects.requireNonNull(
        tester.jdbc().queryForObject("SELECT current_database()", String.class));
  }

  private static void reconnect(WithdrawalsTester tester) {
    try {
      tester
          .get(DataSource.class)
          .unwrap(HikariDataSource.class)
          .getHikariPoolMXBean()
          .softEvictConnections();
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }
}
