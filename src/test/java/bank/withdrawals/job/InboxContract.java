package bank.withdrawals.job;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.report.ExitCode;
import bank.withdrawals.report.RunStatus;
import bank.withdrawals.report.Summary;
import bank.withdrawals.run.RunQueries;
import bank.withdrawals.testing.DatabaseContract;
import bank.withdrawals.testing.TestDatabase;
import bank.withdrawals.testing.WithdrawalsTester;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files of the inbox are run, and where they go. */
abstract class InboxContract extends DatabaseContract {

  InboxContract(TestDatabase database) {
    super(database);
  }

  @Test
  void inboxIsRunInOrderOfNamesAndArchived() throws Exception {
    try (WithdrawalsTester tester = tester()) {
      tester.account(1, "15.00");
      tester.drop("b.csv", HEADER, "b,1,10.00");
      tester.drop("a.csv", HEADER, "a,1,10.00");
      List<Summary> summaries = tester.runInbox();
      assertThat(summaries)
          .extracting(summary -> summary.totals().name())
          .containsExactly("a.csv", "b.csv");
      assertThat(tester.journal()).containsExactly("2 a 1 10 5");
      assertThat(tester.rejections()).containsExactly("2 INSUFFICIENT_FUNDS");
      try (var left = Files.list(tester.home().resolve("input"))) {
        assertThat(left).isEmpty();
      }
      try (var archived = Files.list(tester.home().resolve("archive"))) {
        assertThat(archived).hasSize(2);
      }
      assertThat(tester.runInbox()).isEmpty();
    }
  }

  /** The events of the first file are still pending when the second file arrives. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void laterFileOfTheSameNameIsRunToo(boolean archived) throws Exception {
    try (WithdrawalsTester tester = tester().restartWithoutBroker(Map.of())) {
      tester.account(1, "100.00");
      tester.drop("daily.csv", HEADER, "a,1,10.00");
      assertThat(tester.runInbox())
          .extracting(Summary::exitCode)
          .containsExactly(ExitCode.EVENTS_PENDING);
      Path archive = tester.home().resolve("archive");
      if (!archived) {
        try (var files = Files.newDirectoryStream(archive)) {
          Files.delete(files.iterator().next());
        }
      }
      tester.drop("daily.csv", HEADER, "b,1,10.00");
      tester.restart(Map.of());
      assertThat(tester.runInbox())
          .extracting(Summary::exitCode)
          .containsExactly(ExitCode.SUCCESS, ExitCode.SUCCESS);
      assertThat(tester.journal()).containsExactly("2 a 1 10 90", "2 b 1 10 80");
      assertThat(tester.events()).containsExactly("a", "b");
      try (var kept = Files.list(archive)) {
        assertThat(kept).hasSize(archived ? 2 : 1);
      }
      assertThat(tester.home().resolve("input")).isEmptyDirectory();
    }
  }

  @Test
  void refusedFileDebitsNothingAndIsMovedToQuarantine() throws Exception {
    try (WithdrawalsTester tester = tester()) {
      tester.account(1, "100.00");
      Path file = tester.drop("bad.csv", HEADER, "a,1,10.00", "b,1,\"10.00");
      List<Summary> summaries = tester.runInbox();
      assertThat(summaries)
          .singleElement()
          .satisfies(
              summary -> {
                assertThat(summary.status()).isEqualTo(RunStatus.REFUSED);
                assertThat(summary.exitCode()).isEqualTo(ExitCode.REFUSED);
                assertThat(summary.message()).contains("line 3");
              });
      assertThat(tester.journal()).isEmpty();
      assertThat(tester.balances()).containsEntry(1L, "100");
      assertThat(file).doesNotExist();
      try (var quarantined = Files.list(tester.home().resolve("quarantine"))) {
        assertThat(quarantined).singleElement().asString().endsWith("-bad.csv");
      }
    }
  }

  @Test
  void refusedFileIsTriedAgainWhenItsControlFileIsFixed() {
    try (WithdrawalsTester tester = tester()) {
      tester.account(1, "100.00");
      Path file = tester.file("c.csv", HEADER, "a,1,10.00");
      tester.file("c.csv.control", "records=2");
      Summary refused = tester.run(file);
      assertThat(refused.status()).isEqualTo(RunStatus.REFUSED);
      assertThat(tester.journal()).isEmpty();
      tester.file("c.csv.control", "records=1", "total=10.00");
      Summary done = tester.run(file);
      assertThat(done.status()).isEqualTo(RunStatus.COMPLETED);
      assertThat(done.restarts()).isZero();
      assertThat(tester.journal()).containsExactly("2 a 1 10 90");

      RunQueries runs = tester.get(RunQueries.class);
      assertThat(runs.latest(5))
          .extracting(summary -> summary.totals().runId())
          .containsExactly(done.totals().runId());
      assertThat(runs.find(refused.totals().runId()))
          .get()
          .extracting(Summary::status, Summary::message)
          .containsExactly(RunStatus.REFUSED, refused.message());
    }
  }

  @Test
  void settingRequiresAControlFile() {
    try (WithdrawalsTester tester = tester(Map.of("withdrawals.intake.require-control", true))) {
      assertThat(tester.run(tester.file("u.csv", HEADER, "a,1,1.00")).status())
          .isEqualTo(RunStatus.REFUSED);
    }
  }
}
