package bank.withdrawals.job;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.report.ExitCode;
import bank.withdrawals.report.RunStatus;
import bank.withdrawals.report.Summary;
import bank.withdrawals.run.FileCheck;
import bank.withdrawals.testing.DatabaseContract;
import bank.withdrawals.testing.Faults;
import bank.withdrawals.testing.TestDatabase;
import bank.withdrawals.testing.WithdrawalsTester;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A file that meets a database without its accounts: the wrong one, or an empty schema. */
abstract class WithoutAccountsContract extends DatabaseContract {

  private final String place;

  WithoutAccountsContract(TestDatabase database, String place) {
    super(database);
    this.place = place;
  }

  /** {@code count} rows about as many accounts, the first of which is {@code firstId}. */
  private static String[] rows(int count, int firstId) {
    return Stream.concat(
            Stream.of(HEADER),
            IntStream.range(0, count).mapToObj(i -> "R%d,%d,1.00".formatted(i, firstId + i)))
        .toArray(String[]::new);
  }

  @Test
  void fileWithoutAnyExistingAccountFailsAndRunsOnceTheyAreImported() throws IOException {
    try (WithdrawalsTester tester = tester()) {
      Path file = tester.drop("payday.csv", rows(20, 101));
      Path next = tester.drop("payday2.csv", rows(1, 101));

      FileCheck.Finding check = tester.get(FileCheck.class).check(file, null, false);
      List<Summary> runs = tester.runInbox();

      assertThat(runs).singleElement().satisfies(run -> assertFailed(run, 20));
      assertThat(check.verdict()).isEqualTo(FileCheck.Verdict.FAIL);
      assertThat(check.message()).isEqualTo(runs.get(0).message());
      assertNothingDecided(tester);
      assertThat(file).exists();
      assertThat(next).as("a run that fails delays the files after it").exists();
      assertThat(tester.home().resolve("archive")).isEmptyDirectory();
      assertThat(tester.home().resolve("quarantine")).isEmptyDirectory();

      tester.account(110, "5.00");
      List<Summary> again = tester.runInbox();

      assertThat(again).extracting(Summary::status).containsOnly(RunStatus.COMPLETED);
      assertThat(again.get(0).totals().runId()).isEqualTo(runs.get(0).totals().runId());
      assertThat(tester.journal()).containsExactly("11 R9 110 1 4");
      assertThat(tester.rejections()).hasSize(20);
      assertThat(file).doesNotExist();
      assertThat(tester.reconcile().holds()).isTrue();
    }
  }

  @Test
  void accountsAreLookedUpByTheirNumbersToo() {
    try (WithdrawalsTester tester = tester()) {
      String[] rows =
          Stream.concat(
                  Stream.of("request_id,account_number,amount"),
                  IntStream.range(0, 25).mapToObj(i -> "N%d,K-%d,1.00".formatted(i, i)))
              .toArray(String[]::new);
      Path file = tester.file("numbers.csv", rows);
      assertFailed(tester.run(file), 25);
      assertNothingDecided(tester);

      tester.account(7, "5.00", "K-24");
      assertThat(tester.run(file).status()).isEqualTo(RunStatus.COMPLETED);
      assertThat(tester.journal()).containsExactly("26 N24 7 1 4");
    }
  }

  @Test
  void fewRowsOrOneExistingAccountAreEnoughToRun() {
    try (WithdrawalsTester tester = tester()) {
      tester.account(1, "5.00");
      assertThat(tester.run(tester.file("few.csv", rows(19, 101))).status())
          .isEqualTo(RunStatus.COMPLETED);
      String[] invalid = rows(40, 201);
      for (int i = 1; i < 22; i++) {
        invalid[i] = invalid[i].replace("1.00", "x");
      }
      assertThat(tester.run(tester.file("invalid.csv", invalid)).status())
          .as("19 valid rows")
          .isEqualTo(RunStatus.COMPLETED);
      String[] last = rows(1_000, 1_001);
      last[1_000] = "last,1,1.00";
      assertThat(tester.run(tester.file("last.csv", last)).status())
          .as("the thousandth account exists")
          .isEqualTo(RunStatus.COMPLETED);
      String[] later = rows(1_001, 3_001);
      later[1_001] = "later,1,1.00";
      assertFailed(tester.run(tester.file("later.csv", later)), 1_000);
    }
  }

  @Test
  void resumedRunIsNotStoppedByAccountsThatAreGone() {
    try (WithdrawalsTester tester = tester(5)) {
      for (int account = 101; account <= 130; account++) {
        tester.account(account, "5.00");
      }
      Path file = tester.file("half.csv", rows(30, 101));
      tester
          .faults()
          .failOnce(
              "UPDATE account", 2, Faults.Point.STATEMENT, new SQLException("injected", "XX000"));
      assertThat(tester.run(file).status()).isEqualTo(RunStatus.FAILED);
      tester.jdbc().execute("DELETE FROM account");

      assertThat(tester.run(file).status()).isEqualTo(RunStatus.COMPLETED);
      assertThat(tester.journal()).hasSize(5);
    }
  }

  private void assertFailed(Summary run, int accounts) {
    assertThat(run.status()).isEqualTo(RunStatus.FAILED);
    assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(run.message())
        .matches(
            "\\w+\\.csv: none of its accounts exists in %s \\(%,d looked up\\)\\. Nothing was debited:"
                    .formatted(place, accounts)
                + " import the accounts, or fix the address or its currentSchema in"
                + " SPRING_DATASOURCE_URL, then run again\\.");
    assertThat(run.totals().rejected().count()).isZero();
  }

  private static void assertNothingDecided(WithdrawalsTester tester) {
    assertThat(tester.journal()).isEmpty();
    assertThat(tester.rejections()).isEmpty();
  }
}
