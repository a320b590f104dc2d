package bank.withdrawals.job;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.domain.Account.Status;
import bank.withdrawals.report.ExitCode;
import bank.withdrawals.report.RunStatus;
import bank.withdrawals.report.Summary;
import bank.withdrawals.run.RunOutcome;
import bank.withdrawals.testing.DatabaseContract;
import bank.withdrawals.testing.RandomFile;
import bank.withdrawals.testing.RandomLimits;
import bank.withdrawals.testing.SequentialOracle;
import bank.withdrawals.testing.TestDatabase;
import bank.withdrawals.testing.WithdrawalsTester;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of each row, and that this equals strictly sequential processing. */
abstract class DecisionsContract extends DatabaseContract {

  DecisionsContract(TestDatabase database) {
    super(database);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 1000})
  void everyRejectReasonIsGivenInOrderOfPrecedence(int chunkSize) {
    try (WithdrawalsTester tester = tester(chunkSize)) {
      tester
          .account(1, "100.00")
          .account(2, "50.00", "EUR", Status.ACTIVE)
          .account(3, "70.00", "USD", Status.FROZEN)
          .account(4, "70.00", "USD", Status.CLOSED)
          .account(5, "1000", "JPY", Status.ACTIVE);
      Summary summary =
          tester.run(
              tester.file(
                  "all.csv",
                  "request_id,account_id,amount,currency",
                  "a,1,60.00,USD", // 2 debited
                  "b,1,40.01,", // 3 one cent too much
                  "c,1,40.00,", // 4 debited to nothing
                  "d,1,0.01,", // 5 nothing left
                  "a,1,60.00,USD", // 6 the same again
                  "a,1,60.01,USD", // 7 the id for another amount
                  "a,2,60.00,", // 8 the id for another account
                  "e,9,1.00,", // 9 no such account
                  "f,3,1.00,", // 10 frozen
                  "g,4,1.00,", // 11 closed
                  "h,2,1.00,USD", // 12 kept in euros
                  "i,5,1.5,", // 13 yen have no decimals
                  "j,5,1000,JPY", // 14 debited
                  "k,1,1.00,usd", // 15
                  "l,1,x,", // 16
                  "m,one,1.00,", // 17
                  "?,1,1.00,", // 18
                  "n,1,1.00", // 19 a cell short
                  "o,1,1.00,,", // 20 a cell too many
                  "", // 21 no content
                  ",,,")); // 22 no content
      assertThat(tester.journal()).containsExactly("2 a 1 60 40", "4 c 1 40 0", "14 j 5 1000 0");
      assertThat(tester.rejections())
          .containsExactly(
              "3 INSUFFICIENT_FUNDS",
              "5 INSUFFICIENT_FUNDS",
              "6 DUPLICATE_REQUEST",
              "7 REQUEST_ID_REUSED",
              "8 REQUEST_ID_REUSED",
              "9 ACCOUNT_NOT_FOUND",
              "10 ACCOUNT_NOT_ACTIVE",
              "11 ACCOUNT_NOT_ACTIVE",
              "12 CURRENCY_MISMATCH",
              "13 INVALID_AMOUNT",
              "15 INVALID_CURRENCY",
              "16 INVALID_AMOUNT",
              "17 INVALID_ACCOUNT_ID",
              "18 INVALID_REQUEST_ID",
              "19 MALFORMED_ROW",
              "20 MALFORMED_ROW");
      assertThat(tester.balances())
          .isEqualTo(Map.of(1L, "0", 2L, "50", 3L, "70", 4L, "70", 5L, "0"));
      assertThat(tester.events()).containsExactly("a", "c", "j");
      assertThat(summary.status()).isEqualTo(RunStatus.COMPLETED);
      assertThat(summary.exitCode()).isEqualTo(ExitCode.SUCCESS);
      assertThat(summary.totals().balances()).isTrue();
      assertThat(tester.errorFile(summary))
          .hasSize(17)
          .startsWith(
              "request_id,account_id,amount,currency,line_number,reason,message",
              "b,1,40.01,,3,INSUFFICIENT_FUNDS,Insufficient funds for account 1.");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1,120,1,1,11",
    "7,700,7,1,12",
    "1000,2500,50000,1,13",
    "7,700,1,4,14",
    "7,700,1,3,15",
    "100,2500,7,8,16"
  })
  void decisionsEqualThoseOfSequentialProcessing(
      int chunkSize, int rows, int sliceRows, int partitions, long seed) {
    try (WithdrawalsTester tester = tester(chunkSize, sliceRows, partitions)) {
      SequentialOracle oracle = new SequentialOracle();
      RandomLimits limits = new RandomLimits(seed);
      for (int account = 1; account <= 20; account++) {
        String balance = account == 1 ? "9000.00" : account * 20 + ".50";
        BigDecimal perWithdrawal = limits.perWithdrawal();
        BigDecimal perDay = limits.perDay();
        tester.account(account, balance).limits(account, perWithdrawal, perDay);
        oracle.account(account, balance).limits(account, perWithdrawal, perDay);
      }
      boolean sharedIds = seed % 2 == 0 || sliceRows > rows;
      List<String> first = new RandomFile(seed, 20, "r", sharedIds).rows(rows);
      // The second file repeats request ids of the first.
      List<String> second = new RandomFile(seed + 1000, 20, "r", sharedIds).rows(rows);
      Summary summary = tester.run(tester.file("first.csv", first));
      tester.clock().wrongBy(Duration.ofDays(1));
      tester.run(tester.file("second.csv", second));
      oracle.file(first).nextDay().file(second);
      assertThat(String.join(" ", oracle.rejections())).contains("LIMIT_EXCEEDED");
      assertThat(slices(tester)).as("slices").isGreaterThan(sliceRows > rows ? 0 : 1);
      assertThat(errorFileLines(tester.errorFile(summary))).isSorted();
      assertThat(tester.journal()).as("seed %d", seed).isEqualTo(oracle.journal());
      assertThat(tester.rejections()).as("seed %d", seed).isEqualTo(oracle.rejections());
      assertThat(tester.balances()).as("seed %d", seed).isEqualTo(oracle.balances());
      assertThat(tester.events())
          .as("seed %d", seed)
          .isEqualTo(oracle.journal().stream().map(entry -> entry.split(" ", -1)[1]).toList());
    }
  }

  /** Only the first row is debited, and slices do not know which row that is. */
  @Test
  void requestIdOnTwoAccountsIsDecidedInFileOrder() {
    try (WithdrawalsTester tester = tester(1, 1, 4)) {
      List<String> rows = new ArrayList<>();
      for (int account = 1; account <= 40; account++) {
        tester.account(account, "100.00");
        rows.add("r%d,%d,1.00".formatted(account, account));
      }
      rows.add("r7,8,1.00");
      tester.run(tester.file("shared.csv", rows));
      assertThat(tester.rejections()).containsExactly("42 REQUEST_ID_REUSED");
      // The accounts 7 and 8 are in one slice.
      assertThat(slices(tester)).isEqualTo(39);
    }
  }

  @Test
  void concurrentDebitsNeverOverdrawAnAccount() throws Exception {
    try (WithdrawalsTester tester = tester(5)) {
      int rows = 300;
      tester.account(1, "200.00");
      List<String> lines = new ArrayList<>(List.of(HEADER));
      for (int i = 0; i < rows; i++) {
        lines.add("c" + i + ",1,1.00");
      }
      Path file = tester.file("c.csv", lines.toArray(String[]::new));
      CountDownLatch begun = new CountDownLatch(1);
      AtomicReference<Integer> elsewhere = new AtomicReference<>(0);
      CompletableFuture<Void> other =
          CompletableFuture.runAsync(
              () -> {
                begun.countDown();
                for (int i = 0; i < 100; i++) {
                  int taken =
                      tester
                          .jdbc()
                          .update(
                              "UPDATE account SET balance = balance - 1"
                                  + " WHERE account_id = 1 AND balance >= 1");
                  elsewhere.updateAndGet(sum -> sum + taken);
                }
              });
      begun.await();
      Summary summary = tester.run(file);
      other.join();
      long debited = summary.totals().debited().count();
      assertThat(summary.status()).isEqualTo(RunStatus.COMPLETED);
      assertThat(summary.restarts()).as("an account's row was not locked").isZero();
      assertThat(debited + elsewhere.get()).isEqualTo(200);
      assertThat(tester.balances()).containsEntry(1L, "0");
      assertThat(tester.journal())
          .extracting(entry -> entry.split(" ", -1)[4])
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void sameContentIsDebitedOnceUnderAnyName() {
    try (WithdrawalsTester tester = tester()) {
      tester.account(1, "100.00");
      Summary first = tester.run(tester.file("one.csv", HEADER, "a,1,10.00"));
      RunOutcome.Ran again = tester.outcome(tester.file("two.csv", HEADER, "a,1,10.00"));
      assertThat(again.alreadyComplete()).isTrue();
      assertThat(again.summary().totals()).isEqualTo(first.totals());
      assertThat(tester.balances()).containsEntry(1L, "90");
      assertThat(tester.events()).containsExactly("a");
    }
  }

  @Test
  void correctedErrorFileIsAcceptedAsInput() throws Exception {
    try (WithdrawalsTester tester = tester()) {
      tester.account(1, "100.00");
      Summary first =
          tester.run(
              tester.file(
                  "a.csv",
                  "request_id,account_id,amount,note",
                  "a,1,10.00,fine",
                  "b,1,200.00,=too much",
                  "c,1,1O.00,\"a letter, not a nought\""));
      List<String> lines = new ArrayList<>(tester.errorFile(first));
      assertThat(lines).element(1).asString().contains("\"'=too much\"");
      lines.replaceAll(line -> line.replace("1O.00", "10.00"));
      Summary second = tester.run(tester.file("corrected.csv", lines.toArray(String[]::new)));
      assertThat(tester.journal()).containsExactly("2 a 1 10 90", "3 c 1 10 80");
      assertThat(tester.errorFile(second))
          .containsExactly(
              "request_id,account_id,amount,note,line_number,reason,message",
              "b,1,200.00,\"'=too much\",2,INSUFFICIENT_FUNDS,Insufficient funds for account 1.");
    }
  }

  /** The third cell from the end of each record; these files have no quotes. */
  private static List<Long> errorFileLines(List<String> records) {
    return records.stream()
        .skip(1)
        .map(record -> record.split(",", -1))
        .map(cells -> Long.valueOf(cells[cells.length - 3]))
        .toList();
  }

  /** The highest number of slices of a file. */
  private static long slices(WithdrawalsTester tester) {
    return tester
        .jdbc()
        .queryForList(
            "SELECT DISTINCT STEP_NAME FROM BATCH_STEP_EXECUTION WHERE STEP_NAME LIKE 'debit:%'",
            String.class)
        .size();
  }
}
