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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What an interrupted run leaves, and how the next start resumes it. */
abstract class RestartContract extends DatabaseContract {

  RestartContract(TestDatabase database) {
    super(database);
  }

  /** With partitions, a later row may be debited before an earlier one. Each is a slice here. */
  @Test
  void eventsOfDecidedSlicesArePublishedAlthoughAnEarlierOneIsUndecided() {
    try (WithdrawalsTester tester = tester(1, 1, 2)) {
      List<String> rows = new ArrayList<>();
      for (int account = 1; account <= 20; account++) {
        tester.account(account, "100.00");
        rows.add("r%d,%d,1.00".formatted(account, account));
      }
      Path file = tester.file("gap.csv", rows);
      tester.faults().failOnce("INSERT INTO withdrawal", 5);
      assertThat(tester.run(file).status()).isEqualTo(RunStatus.FAILED);
      List<String> ids = rows.stream().map(row -> row.split(",", -1)[0]).toList();
      List<String> decided =
          lines(tester.journal()).stream().map(line -> ids.get((int) (line - 2))).toList();
      assertThat(decided).as("decided rows").hasSizeBetween(1, 19);
      tester.publish();
      assertThat(tester.events()).containsExactlyInAnyOrderElementsOf(decided);
      assertThat(tester.run(file).status()).isEqualTo(RunStatus.COMPLETED);
      assertThat(tester.events()).containsExactlyInAnyOrderElementsOf(ids);
    }
  }

  @Test
  void interruptedRunResumesAndPublishesEachEventOnce() {
    try (WithdrawalsTester tester = tester(2)) {
      tester.account(1, "100.00");
      Path file = tester.drop("i.csv", HEADER, "a,1,1.00", "b,1,x", "c,1,1.00", "d,1,1.00");
      tester.faults().failOnce("UPDATE account", 2);
      List<Summary> failed = tester.runInbox();
      assertThat(failed).extracting(Summary::exitCode).containsExactly(ExitCode.FAILED);
      Path output =
          tester.home().resolve("output/" + failed.get(0).totals().runId() + "/rejects.csv");
      assertThat(output).as("half an error file").doesNotExist();
      assertThat(tester.runInbox()).extracting(Summary::exitCode).containsExactly(ExitCode.SUCCESS);
      assertThat(tester.events()).containsExactly("a", "c", "d");
      assertThat(output).exists();
      assertThat(file).doesNotExist();
    }
  }

  @Test
  void publishSendsTheDebitsOfAnInterruptedRunAndDebitsNothing() {
    try (WithdrawalsTester tester = tester(2)) {
      tester.account(1, "100.00");
      Path file = tester.file("i.csv", HEADER, "a,1,1.00", "b,1,1.00", "c,1,1.00");
      tester.faults().failOnce("UPDATE account", 2);
      assertThat(tester.run(file).status()).isEqualTo(RunStatus.FAILED);
      assertThat(tester.publish()).extracting(Summary::exitCode).containsExactly(ExitCode.FAILED);
      assertThat(tester.events()).containsExactly("a", "b");
      assertThat(tester.balances()).containsEntry(1L, "98");
      assertThat(tester.run(file).status()).isEqualTo(RunStatus.COMPLETED);
      assertThat(tester.events()).containsExactly("a", "b", "c");
    }
  }

  @Test
  void otherContentUnderTheNameOfAnInterruptedRunIsRefused() {
    try (WithdrawalsTester tester = tester(2)) {
      tester.account(1, "100.00");
      Path file = tester.file("i.csv", HEADER, "a,1,1.00", "b,1,1.00", "c,1,1.00");
      tester.faults().failOnce("UPDATE account", 2);
      tester.run(file);
      tester.file("i.csv", HEADER, "a,1,1.00", "b,1,1.00", "z,1,1.00");
      assertThat(tester.run(file).status()).isEqualTo(RunStatus.REFUSED);
      assertThat(tester.journal()).containsExactly("2 a 1 1 99", "3 b 1 1 98");
      tester.file("i.csv", HEADER, "a,1,1.00", "b,1,1.00", "c,1,1.00");
      assertThat(tester.run(file).status()).isEqualTo(RunStatus.COMPLETED);
      assertThat(tester.journal()).hasSize(3);
    }
  }

  @Test
  void failedReportHasTheSameStatusEverywhere() throws Exception {
    try (WithdrawalsTester tester = tester()) {
      tester.account(1, "100.00");
      Path archive = tester.home().resolve("archive");
      tester
          .faults()
          .meanwhile(
              "INSERT INTO input_file",
              () -> {
                archive.toFile().delete();
                tester.file("archive", "not a directory");
              });
      tester.drop("r.csv", HEADER, "a,1,1.00");
      Summary failed = tester.runInbox().get(0);
      assertThat(failed.exitCode()).isEqualTo(ExitCode.FAILED);
      assertThat(failed.message()).contains("archive");
      assertReportedEverywhere(tester, failed);

      Files.delete(archive);
      List<Summary> fixed = tester.runInbox();
      assertThat(fixed).extracting(Summary::exitCode).containsExactly(ExitCode.SUCCESS);
      assertReportedEverywhere(tester, fixed.get(0));
      assertThat(tester.events()).containsExactly("a");
      assertThat(tester.home().resolve("input")).isEmptyDirectory();
    }
  }

  @Test
  void stopWhileKafkaDoesNotAnswerHasTheSameStatusEverywhere() throws Exception {
    Map<String, Object> endless =
        Map.of(
            "withdrawals.publishing.retries",
            Integer.MAX_VALUE - 1,
            "withdrawals.publishing.max-delay",
            "1ms");
    try (WithdrawalsTester tester = tester().restartWithoutBroker(endless)) {
      tester.account(1, "100.00");
      Path file = tester.file("k.csv", HEADER, "a,1,1.00");
      CompletableFuture<Summary> run = CompletableFuture.supplyAsync(() -> tester.run(file));
      String publishing =
          "SELECT COUNT(*) FROM BATCH_STEP_EXECUTION"
              + " WHERE STEP_NAME = 'publish' AND STATUS = 'STARTED'";
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (!run.isDone()
          && Integer.valueOf(0).equals(tester.jdbc().queryForObject(publishing, Integer.class))) {
        assertThat(System.nanoTime()).as("no publish step").isLessThan(deadline);
      }
      tester.get(GracefulShutdown.class).stop();
      Summary stopped = run.get(60, TimeUnit.SECONDS);
      assertThat(stopped.status()).isEqualTo(RunStatus.STOPPED);
      assertThat(stopped.exitCode()).isEqualTo(ExitCode.TERMINATED);
      assertThat(stopped.totals().events().pending()).isEqualTo(1);
      assertReportedEverywhere(tester, stopped);
    }
  }

  private static List<Long> lines(List<String> entries) {
    return entries.stream().map(entry -> Long.valueOf(entry.split(" ", -1)[0])).toList();
  }

  private static void assertReportedEverywhere(WithdrawalsTester tester, Summary summary)
      throws Exception {
    long run = summary.totals().runId();
    assertThat(Files.readString(tester.home().resolve("output/" + run + "/summary.json")))
        .contains("\"status\" : \"" + summary.status() + "\"")
        .contains("\"exitCode\" : " + summary.exitCode().code());
    assertThat(tester.get(RunQueries.class).find(run))
        .get()
        .extracting(Summary::status, Summary::exitCode)
        .containsExactly(summary.status(), summary.exitCode());
  }
}
