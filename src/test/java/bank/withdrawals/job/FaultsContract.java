package bank.withdrawals.job;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.report.RunStatus;
import bank.withdrawals.report.Summary;
import bank.withdrawals.run.RunQueries;
import bank.withdrawals.testing.DatabaseContract;
import bank.withdrawals.testing.Faults;
import bank.withdrawals.testing.RandomFile;
import bank.withdrawals.testing.SequentialOracle;
import bank.withdrawals.testing.TestDatabase;
import bank.withdrawals.testing.WithdrawalsTester;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The database fails once, at a chosen statement or commit of a run. */
abstract class FaultsContract extends DatabaseContract {

  FaultsContract(TestDatabase database) {
    super(database);
  }

  /**
   * The database fails at each seam of each step, once, in the {@code occurrence}th statement of
   * its kind. The next run must end as an undisturbed run does.
   */
  @ParameterizedTest
  @CsvSource({
    "INSERT INTO input_file,1,STATEMENT",
    "INSERT INTO input_file,1,BEFORE_COMMIT",
    "INSERT INTO input_file,1,AFTER_COMMIT",
    "INSERT INTO slice,1,STATEMENT",
    "SELECT account_id,2,STATEMENT",
    "SELECT request_id,2,STATEMENT",
    "UPDATE account,2,STATEMENT",
    "UPDATE account,2,BEFORE_COMMIT",
    "UPDATE account,2,AFTER_COMMIT",
    "INSERT INTO withdrawal,3,STATEMENT",
    "INSERT INTO withdrawal,3,AFTER_COMMIT",
    "INSERT INTO rejection,1,STATEMENT",
    "INSERT INTO rejection,2,BEFORE_COMMIT",
    "INSERT INTO rejection,2,AFTER_COMMIT",
    "'SELECT position, line_number, request_id, account_id, amount, currency',1,STATEMENT",
    "'SELECT position, line_number, request_id, account_id, amount, currency',2,STATEMENT",
    "UPDATE slice,1,STATEMENT",
    "UPDATE slice,2,STATEMENT",
    "UPDATE slice,2,BEFORE_COMMIT",
    "UPDATE slice,2,AFTER_COMMIT",
    "SELECT reason,1,STATEMENT",
    "SELECT COUNT(*),1,STATEMENT",
    "UPDATE BATCH_STEP_EXECUTION,7,STATEMENT",
    "UPDATE BATCH_STEP_EXECUTION,7,AFTER_COMMIT",
    "UPDATE BATCH_STEP_EXECUTION_CONTEXT,4,STATEMENT",
  })
  void runAfterADatabaseFailureEndsLikeAnUndisturbedOne(
      String statement, int occurrence, Faults.Point point) {
    failAtASeam(statement, occurrence, point, 1);
  }

  @ParameterizedTest
  @CsvSource({
    "UPDATE account,3,STATEMENT",
    "INSERT INTO withdrawal,2,AFTER_COMMIT",
    "INSERT INTO rejection,1,BEFORE_COMMIT",
    "UPDATE BATCH_STEP_EXECUTION_CONTEXT,4,STATEMENT",
    "UPDATE BATCH_STEP_EXECUTION,7,AFTER_COMMIT",
  })
  void runAfterAFailureInAPartitionEndsLikeAnUndisturbedOne(
      String statement, int occurrence, Faults.Point point) {
    failAtASeam(statement, occurrence, point, 3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"40001", "08006"})
  void transientFailureIsRetriedWithinTheRun(String sqlState) {
    try (WithdrawalsTester tester = tester(2)) {
      tester.account(1, "100.00");
      Path file = tester.file("p.csv", HEADER, "a,1,1.00", "b,1,1.00", "c,1,1.00", "d,1,1.00");
      tester
          .faults()
          .failOnce(
              "UPDATE account",
              2,
              Faults.Point.BEFORE_COMMIT,
              new SQLException("injected", sqlState));
      Summary summary = tester.run(file);
      assertThat(summary.status()).isEqualTo(RunStatus.COMPLETED);
      assertThat(summary.restarts()).isEqualTo(1);
      assertThat(tester.journal())
          .containsExactly("2 a 1 1 99", "3 b 1 1 98", "4 c 1 1 97", "5 d 1 1 96");
      assertThat(tester.events()).containsExactly("a", "b", "c", "d");
    }
  }

  /** The database fails at a seam of the job repository: the status is the same for all who ask. */
  @ParameterizedTest
  @CsvSource({
    "INSERT INTO BATCH_STEP_EXECUTION,1,6",
    "UPDATE BATCH_STEP_EXECUTION,1,12",
    "UPDATE BATCH_JOB_EXECUTION,1,4",
  })
  void theStatusOfARunThatFailsIsTheSameForAllWhoAsk(String statement, int first, int last) {
    List<Integer> struck = new ArrayList<>();
    for (int occurrence = first; occurrence <= last; occurrence++) {
      try (WithdrawalsTester tester = tester(2)) {
        tester.account(1, "100.00");
        Path file = tester.file("s.csv", HEADER, "a,1,1.00");
        tester.faults().failOnce(statement, occurrence);
        RunStatus screen = runThroughAFault(tester, file);
        if (!tester.faults().isArmed()) {
          struck.add(occurrence);
        }
        RunQueries queries = tester.get(RunQueries.class);
        assertThat(queries.latest(2))
            .as("%s, %d", statement, occurrence)
            .allMatch(stored -> stored.status() == screen);
        List<String> repository =
            tester
                .jdbc()
                .queryForList(
                    "SELECT STATUS FROM BATCH_JOB_EXECUTION ORDER BY JOB_EXECUTION_ID DESC",
                    String.class);
        assertThat(repository.stream().limit(1))
            .as("%s, %d: %s", statement, occurrence, screen)
            .allMatch(status -> status.equals("COMPLETED") == (screen == RunStatus.COMPLETED));
      }
    }
    assertThat(struck).hasSizeGreaterThan(2);
  }

  private void failAtASeam(String statement, int occurrence, Faults.Point point, int partitions) {
    Map<String, Object> smallChunks =
        Map.of(
            "withdrawals.job.chunk-size",
            10,
            "withdrawals.job.partitions",
            partitions,
            "withdrawals.job.slice-rows",
            partitions == 1 ? 50_000 : 1,
            "withdrawals.publishing.chunk-size",
            10,
            "withdrawals.publishing.reject-events",
            true);
    try (WithdrawalsTester tester = tester(smallChunks)) {
      SequentialOracle oracle = new SequentialOracle();
      for (int account = 1; account <= 5; account++) {
        BigDecimal perDay = BigDecimal.valueOf(100L + account);
        tester.account(account, "300.00").limits(account, null, perDay);
        oracle.account(account, "300.00").limits(account, null, perDay);
      }
      List<String> rows = new RandomFile(77, 5, "r", partitions == 1).rows(60);
      Path file = tester.file("seam.csv", rows);
      tester.faults().failOnce(statement, occurrence, point, new SQLException("injected", "XX000"));
      RunStatus first = runThroughAFault(tester, file);
      assertThat(tester.faults().isArmed()).as("the fault did not strike").isFalse();
      assertThat(first).isNotEqualTo(RunStatus.REFUSED);
      // The business date stays that of the day on which the file was received.
      tester.clock().wrongBy(Duration.ofDays(1));
      Summary second = tester.run(file);
      assertThat(second.status()).isEqualTo(RunStatus.COMPLETED);
      oracle.file(rows);
      assertThat(tester.journal()).isEqualTo(oracle.journal());
      assertThat(tester.rejections()).isEqualTo(oracle.rejections());
      assertThat(tester.balances()).isEqualTo(oracle.balances());
      assertThat(tester.events()).isEqualTo(eventIds(oracle, second.totals().sha256()));
      assertThat(tester.errorFile(second)).hasSize(1 + oracle.rejections().size());
      assertThat(second.totals().balances()).isTrue();
      assertThat(second.totals().events().pending()).isZero();
    }
  }

  /** Event ids of one file's rows, debited and rejected. */
  private static List<String> eventIds(SequentialOracle oracle, String sha256) {
    return oracle.rows().stream()
        .map(
            row ->
                row.debited()
                    ? row.requestId()
                    : "%s:%d:rejected".formatted(sha256.substring(0, 16), row.line()))
        .toList();
  }

  private static RunStatus runThroughAFault(WithdrawalsTester tester, Path file) {
    try {
      return tester.run(file).status();
    } catch (RuntimeException theReportItselfFailed) {
      return RunStatus.FAILED;
    }
  }
}
