package bank.withdrawals.job;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.domain.Account.Status;
import bank.withdrawals.intake.FileInspector;
import bank.withdrawals.reconciliation.Reconciler;
import bank.withdrawals.report.EventCounts;
import bank.withdrawals.report.ExitCode;
import bank.withdrawals.report.RunStatus;
import bank.withdrawals.report.Summary;
import bank.withdrawals.run.RunOutcome;
import bank.withdrawals.run.RunQueries;
import bank.withdrawals.testing.Faults;
import bank.withdrawals.testing.RandomFile;
import bank.withdrawals.testing.RandomLimits;
import bank.withdrawals.testing.SequentialOracle;
import bank.withdrawals.testing.TestBroker;
import bank.withdrawals.testing.TestDatabase;
import bank.withdrawals.testing.WithdrawalsTester;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ExecutionContext;

/** What the job promises on every database. */
abstract class JobContract {

  private static final String HEADER = "request_id,account_id,amount";

  /** Properties of a database of its own, empty but for the tables to come. */
  abstract TestDatabase database();

  private WithdrawalsTester tester() {
    return WithdrawalsTester.over(database(), Map.of());
  }

  private WithdrawalsTester tester(int chunkSize) {
    return tester(chunkSize, 1);
  }

  private WithdrawalsTester tester(int chunkSize, int partitions) {
    return WithdrawalsTester.over(
        database(),
        Map.of("withdrawals.job.chunk-size", chunkSize, "withdrawals.job.partitions", partitions));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 1000})
  void everyReasonIsGivenInItsOrder(int chunkSize) {
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
                  "")); // 20 a blank line
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
    "1,120,1,11",
    "7,700,1,12",
    "1000,2500,1,13",
    "7,700,1,14",
    "7,700,3,15",
    "100,2500,8,16"
  })
  void decisionsAreThoseOfOneRowAfterTheOther(int chunkSize, int rows, int partitions, long seed) {
    try (WithdrawalsTester tester = tester(chunkSize, partitions)) {
      SequentialOracle oracle = new SequentialOracle();
      RandomLimits limits = new RandomLimits(seed);
      for (int account = 1; account <= 20; account++) {
        String balance = account == 1 ? "9000.00" : account * 20 + ".50";
        BigDecimal perWithdrawal = limits.perWithdrawal();
        BigDecimal perDay = limits.perDay();
        tester.account(account, balance).limits(account, perWithdrawal, perDay);
        oracle.account(account, balance).limits(account, perWithdrawal, perDay);
      }
      boolean sharedIds = partitions == 1;
      List<String> first = new RandomFile(seed, 20, "r", sharedIds).rows(rows);
      // The second file repeats request ids of the first.
      List<String> second = new RandomFile(seed + 1000, 20, "r", sharedIds).rows(rows);
      Summary summary = tester.run(file(tester, "first.csv", first));
      tester.clock().wrongBy(Duration.ofDays(1));
      tester.run(file(tester, "second.csv", second));
      oracle.file(first).nextDay().file(second);
      assertThat(String.join(" ", oracle.rejections())).contains("LIMIT_EXCEEDED");
      assertThat(partitions(tester)).containsOnly(partitions);
      assertThat(errorFileLines(tester.errorFile(summary))).isSorted();
      assertThat(tester.journal()).as("seed %d", seed).isEqualTo(oracle.journal());
      assertThat(tester.rejections()).as("seed %d", seed).isEqualTo(oracle.rejections());
      assertThat(tester.balances()).as("seed %d", seed).isEqualTo(oracle.balances());
      assertThat(tester.events())
          .as("seed %d", seed)
          .isEqualTo(oracle.journal().stream().map(entry -> entry.split(" ", -1)[1]).toList());
    }
  }

  /** Only the first of them is debited, and partitions would not know which that is. */
  @Test
  void aRequestIdOnTwoAccountsIsDecidedInFileOrder() {
    try (WithdrawalsTester tester = tester(1, 4)) {
      List<String> rows = new ArrayList<>();
      for (int account = 1; account <= 40; account++) {
        tester.account(account, "100.00");
        rows.add("r%d,%d,1.00".formatted(account, account));
      }
      rows.add("r7,8,1.00");
      tester.run(file(tester, "shared.csv", rows));
      assertThat(tester.rejections()).containsExactly("42 REQUEST_ID_REUSED");
      assertThat(partitions(tester)).containsExactly(1);
    }
  }

  /** A later debit in file order may be in the journal before an earlier one. */
  @Test
  void eventsOfAnInterruptedRunGoOutUpToTheFirstUndecidedRow() {
    try (WithdrawalsTester tester = tester(1, 2)) {
      List<String> rows = new ArrayList<>();
      for (int account = 1; account <= 20; account++) {
        tester.account(account, "100.00");
        rows.add("r%d,%d,1.00".formatted(account, account));
      }
      Path file = file(tester, "gap.csv", rows);
      tester
          .faults()
          .failOnce(
              "INSERT INTO withdrawal", 5, Faults.Point.STATEMENT, new SQLException("x", "XX000"));
      assertThat(tester.run(file).status()).isEqualTo(RunStatus.FAILED);
      List<Long> decided = lines(tester.journal());
      long gap =
          LongStream.iterate(2, line -> line + 1)
              .filter(l -> !decided.contains(l))
              .findFirst()
              .orElseThrow();
      assertThat(gap).as("first undecided line").isLessThan(21);
      tester.publish();
      List<String> ids = rows.stream().map(row -> row.split(",", -1)[0]).toList();
      assertThat(tester.events()).isEqualTo(ids.subList(0, tester.events().size()));
      assertThat(tester.run(file).status()).isEqualTo(RunStatus.COMPLETED);
      assertThat(tester.events()).isEqualTo(ids);
    }
  }

  private static List<Long> lines(List<String> entries) {
    return entries.stream().map(entry -> Long.valueOf(entry.split(" ", -1)[0])).toList();
  }

  /** The third cell from the end of a record, which these files have no quotes in. */
  private static List<Long> errorFileLines(List<String> records) {
    return records.stream()
        .skip(1)
        .map(record -> record.split(",", -1))
        .map(cells -> Long.valueOf(cells[cells.length - 3]))
        .toList();
  }

  /** How many parts each file was debited in. */
  private static List<Integer> partitions(WithdrawalsTester tester) {
    return tester
        .jdbc()
        .queryForList(
            "SELECT DISTINCT STEP_NAME FROM BATCH_STEP_EXECUTION WHERE STEP_NAME LIKE 'debit:%'",
            String.class)
        .stream()
        .map(name -> Integer.valueOf(name.split("/", -1)[1]))
        .distinct()
        .toList();
  }

  @Test
  void theSameBytesDebitOnceUnderWhateverName() {
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
  void aCorrectedErrorFileIsTakenAsItIs() throws Exception {
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

  @Test
  void aRefusedFileDebitsNothingAndGoesToQuarantine() throws Exception {
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
  void aRefusedFileIsTriedAgainWhenItsSurroundingsAreMended() {
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
  void theInboxIsRunInOrderOfNamesAndArchived() throws Exception {
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

  /**
   * The database fails at each seam of each step, once, in the {@code occurrence}th statement of
   * its kind; the next run must come to what an undisturbed one comes to.
   */
  @ParameterizedTest
  @CsvSource({
    "INSERT INTO input_file,1,STATEMENT",
    "INSERT INTO input_file,1,BEFORE_COMMIT",
    "INSERT INTO input_file,1,AFTER_COMMIT",
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
    "'SELECT line_number, request_id',1,STATEMENT",
    "'SELECT line_number, request_id',2,STATEMENT",
    "UPDATE input_file,1,STATEMENT",
    "UPDATE input_file,2,STATEMENT",
    "UPDATE input_file,2,BEFORE_COMMIT",
    "UPDATE input_file,2,AFTER_COMMIT",
    "SELECT reason,1,STATEMENT",
    "SELECT COUNT(*),1,STATEMENT",
    "UPDATE BATCH_STEP_EXECUTION,7,STATEMENT",
    "UPDATE BATCH_STEP_EXECUTION,7,AFTER_COMMIT",
    "UPDATE BATCH_STEP_EXECUTION_CONTEXT,4,STATEMENT",
  })
  void afterAFailureAtAnySeamTheNextRunComesToTheSameEnd(
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
  void afterAFailureInAPartitionTheNextRunComesToTheSameEnd(
      String statement, int occurrence, Faults.Point point) {
    failAtASeam(statement, occurrence, point, 3);
  }

  private void failAtASeam(String statement, int occurrence, Faults.Point point, int partitions) {
    Map<String, Object> smallChunks =
        Map.of(
            "withdrawals.job.chunk-size",
            10,
            "withdrawals.job.partitions",
            partitions,
            "withdrawals.publishing.chunk-size",
            10,
            "withdrawals.publishing.reject-events",
            true);
    try (WithdrawalsTester tester = WithdrawalsTester.over(database(), smallChunks)) {
      SequentialOracle oracle = new SequentialOracle();
      for (int account = 1; account <= 5; account++) {
        BigDecimal perDay = BigDecimal.valueOf(100L + account);
        tester.account(account, "300.00").limits(account, null, perDay);
        oracle.account(account, "300.00").limits(account, null, perDay);
      }
      List<String> rows = new RandomFile(77, 5, "r", partitions == 1).rows(60);
      Path file = file(tester, "seam.csv", rows);
      tester.faults().failOnce(statement, occurrence, point, new SQLException("injected", "XX000"));
      RunStatus first = runThroughAFault(tester, file);
      assertThat(tester.faults().isArmed()).as("the fault did not strike").isFalse();
      assertThat(first).isNotEqualTo(RunStatus.REFUSED);
      // The file's day is that on which it was received.
      tester.clock().wrongBy(Duration.ofDays(1));
      Summary second = tester.run(file);
      assertThat(second.status()).isEqualTo(RunStatus.COMPLETED);
      oracle.file(rows);
      assertThat(tester.journal()).isEqualTo(oracle.journal());
      assertThat(tester.rejections()).isEqualTo(oracle.rejections());
      assertThat(tester.balances()).isEqualTo(oracle.balances());
      assertThat(tester.events()).isEqualTo(told(oracle, second.totals().sha256()));
      assertThat(tester.errorFile(second)).hasSize(1 + oracle.rejections().size());
      assertThat(second.totals().balances()).isTrue();
      assertThat(second.totals().events().pending()).isZero();
    }
  }

  /** Event ids of one file's rows, debited and rejected. */
  private static List<String> told(SequentialOracle oracle, String sha256) {
    return oracle.rows().stream()
        .map(
            row ->
                row.debited()
                    ? row.requestId()
                    : "%s:%d:rejected".formatted(sha256.substring(0, 16), row.line()))
        .toList();
  }

  /** Whatever is asked for later, and though its events go out later. */
  @Test
  void whetherRejectionsAreToldIsSettledWhenTheFileIsReceived() {
    AtomicReference<String> broker = new AtomicReference<>("127.0.0.1:1");
    Map<String, Object> unreachable =
        Map.of(
            "withdrawals.publishing.retries", 0,
            "spring.kafka.producer.properties.max.block.ms", 200);
    try (WithdrawalsTester tester = WithdrawalsTester.over(database(), unreachable, broker::get)) {
      tester.account(1, "100.00");
      Path told = tester.file("told.csv", HEADER, "a,1,60.00", "b,1,60.00", "c,1", "d,1,40.00");
      Path untold = tester.file("untold.csv", HEADER, "e,1,0.50", "f,2,1.00");
      Path none = tester.file("none.csv", HEADER, "g,x,0.50");
      Summary first = tester.run(told, tellingRejections(true));
      tester.run(untold, tellingRejections(false));
      Summary third = tester.run(none, tellingRejections(true));
      assertThat(first.totals().events()).isEqualTo(new EventCounts(0, 4, 0));
      assertThat(third.status()).isEqualTo(RunStatus.EVENTS_PENDING);
      broker.set(TestBroker.get().bootstrapServers());
      assertThat(tester.run(told, tellingRejections(false)).totals().events())
          .isEqualTo(new EventCounts(4, 0, 0));
      assertThat(tester.run(untold, tellingRejections(true)).totals().events())
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
      assertThat(tester.records())
          .extracting(record -> record.key())
          .containsExactly("1", "1", null, "1", null);
      assertThat(
              tester
                  .get(Reconciler.class)
                  .reconcile(tester.get(RunHistory.class)::isDebited)
                  .holds())
          .isTrue();
    }
  }

  private static RunOptions tellingRejections(boolean told) {
    return new RunOptions(false, false, false, false, told, RunOptions.AS_SET);
  }

  private static RunStatus runThroughAFault(WithdrawalsTester tester, Path file) {
    try {
      return tester.run(file).status();
    } catch (RuntimeException theReportItselfFailed) {
      return RunStatus.FAILED;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"40001", "08006"})
  void aPassingFailureIsGotOverWithinTheRun(String sqlState) {
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

  @Test
  void withoutABrokerEverythingIsDebitedAndTheNextRunSends() {
    AtomicReference<String> address = new AtomicReference<>("127.0.0.1:1");
    try (WithdrawalsTester tester =
        WithdrawalsTester.over(
            database(),
            Map.of("spring.kafka.producer.properties.max.block.ms", 500),
            address::get)) {
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

      address.set(TestBroker.get().bootstrapServers());
      List<Summary> sent = tester.publish();
      assertThat(sent)
          .extracting(Summary::status)
          .containsExactly(RunStatus.COMPLETED, RunStatus.COMPLETED);
      assertThat(tester.events()).containsExactly("a", "b");
      assertThat(tester.publish()).isEmpty();
    }
  }

  /** The first one's events are still pending when the second one comes, its file already moved. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theNextFileOfTheSameNameIsAFileOfItsOwn(boolean archived) throws Exception {
    AtomicReference<String> address = new AtomicReference<>("127.0.0.1:1");
    try (WithdrawalsTester tester =
        WithdrawalsTester.over(
            database(),
            Map.of("spring.kafka.producer.properties.max.block.ms", 500),
            address::get)) {
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
      address.set(TestBroker.get().bootstrapServers());
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
  void anInterruptedRunGoesOnInOneGoAndIsToldOnce() {
    try (WithdrawalsTester tester = tester(2)) {
      tester.account(1, "100.00");
      Path file = tester.drop("i.csv", HEADER, "a,1,1.00", "b,1,x", "c,1,1.00", "d,1,1.00");
      tester
          .faults()
          .failOnce(
              "UPDATE account", 2, Faults.Point.STATEMENT, new SQLException("injected", "XX000"));
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
  void aReportThatFailsIsToldTheSameEverywhere() throws Exception {
    try (WithdrawalsTester tester = tester()) {
      tester.account(1, "100.00");
      Path archive = tester.home().resolve("archive");
      Files.delete(archive);
      Files.createFile(archive);
      tester.drop("r.csv", HEADER, "a,1,1.00");
      Summary failed = tester.runInbox().get(0);
      assertThat(failed.exitCode()).isEqualTo(ExitCode.FAILED);
      assertThat(failed.message()).contains("archive");
      assertToldEverywhere(tester, failed);

      Files.delete(archive);
      List<Summary> mended = tester.runInbox();
      assertThat(mended).extracting(Summary::exitCode).containsExactly(ExitCode.SUCCESS);
      assertToldEverywhere(tester, mended.get(0));
      assertThat(tester.events()).containsExactly("a");
      assertThat(tester.home().resolve("input")).isEmptyDirectory();
    }
  }

  private static void assertToldEverywhere(WithdrawalsTester tester, Summary summary)
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

  @Test
  void aStopWhileKafkaDoesNotAnswerIsToldAsAStopEverywhere() throws Exception {
    try (WithdrawalsTester tester =
        WithdrawalsTester.over(
            database(),
            Map.of(
                "withdrawals.publishing.retries",
                Integer.MAX_VALUE - 1,
                "withdrawals.publishing.max-delay",
                "1ms",
                "spring.kafka.producer.properties.max.block.ms",
                200),
            () -> "127.0.0.1:1")) {
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
      assertToldEverywhere(tester, stopped);
    }
  }

  @Test
  void aControlFileMayBeObligatoryBySetting() {
    try (WithdrawalsTester tester =
        WithdrawalsTester.over(database(), Map.of("withdrawals.intake.require-control", true))) {
      assertThat(tester.run(tester.file("u.csv", HEADER, "a,1,1.00")).status())
          .isEqualTo(RunStatus.REFUSED);
    }
  }

  @Test
  void publishSendsWhatAnInterruptedRunHasDebitedAndDebitsNothing() {
    try (WithdrawalsTester tester = tester(2)) {
      tester.account(1, "100.00");
      Path file = tester.file("i.csv", HEADER, "a,1,1.00", "b,1,1.00", "c,1,1.00");
      tester
          .faults()
          .failOnce(
              "UPDATE account", 2, Faults.Point.STATEMENT, new SQLException("injected", "XX000"));
      assertThat(tester.run(file).status()).isEqualTo(RunStatus.FAILED);
      assertThat(tester.publish()).extracting(Summary::exitCode).containsExactly(ExitCode.FAILED);
      assertThat(tester.events()).containsExactly("a", "b");
      assertThat(tester.balances()).containsEntry(1L, "98");
      assertThat(tester.run(file).status()).isEqualTo(RunStatus.COMPLETED);
      assertThat(tester.events()).containsExactly("a", "b", "c");
    }
  }

  /** Spring Batch saves a resumed step's position with the step's first commit only. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aRunThatDiesBeforeItsFirstCommitGoesOnWhereItHadResumed(int deaths) {
    try (WithdrawalsTester tester = tester(2)) {
      tester.account(1, "100.00");
      Path file = tester.file("d.csv", HEADER, "a,1,1.00", "b,1,1.00", "c,1,1.00");
      tester
          .faults()
          .failOnce(
              "UPDATE account", 2, Faults.Point.STATEMENT, new SQLException("injected", "XX000"));
      assertThat(tester.run(file).status()).isEqualTo(RunStatus.FAILED);
      for (int death = 1; death <= deaths; death++) {
        dieBeforeTheFirstCommit(tester.get(JobRepository.class));
        assertThat(tester.publish()).hasSize(death == 1 ? 1 : 0);
      }
      assertThat(tester.run(file).status()).isEqualTo(RunStatus.COMPLETED);
      assertThat(tester.journal()).containsExactly("2 a 1 1 99", "3 b 1 1 98", "4 c 1 1 97");
      assertThat(tester.rejections()).isEmpty();
    }
  }

  /** The refused file is in quarantine, its control file is not, and nobody was told yet. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRunThatDiesWhenItsRefusedFileIsMovedIsRefusedOnceAndForgotten(boolean mended)
      throws Exception {
    try (WithdrawalsTester tester = tester()) {
      tester.account(1, "100.00");
      tester.drop("c.csv", HEADER, "a,1,10.00");
      tester.drop("c.csv.control", "records=2");
      assertThat(tester.runInbox()).extracting(Summary::exitCode).containsExactly(ExitCode.REFUSED);
      tester
          .jdbc()
          .execute(
              "UPDATE BATCH_JOB_EXECUTION SET STATUS = 'STARTED', EXIT_CODE = 'UNKNOWN',"
                  + " END_TIME = NULL");
      tester
          .jdbc()
          .execute("UPDATE BATCH_STEP_EXECUTION SET STATUS = 'STARTED' WHERE STEP_NAME = 'report'");
      tester.drop("c.csv.control", "records=1");
      if (mended) {
        tester.drop("c.csv", HEADER, "b,1,10.00");
      } else {
        Path quarantine = tester.home().resolve("quarantine");
        try (var files = Files.newDirectoryStream(quarantine, "*.control")) {
          Files.delete(files.iterator().next());
        }
      }
      assertThat(tester.runInbox())
          .extracting(Summary::status)
          .containsExactlyElementsOf(
              mended
                  ? List.of(RunStatus.REFUSED, RunStatus.COMPLETED)
                  : List.of(RunStatus.REFUSED));
      try (var left = Files.list(tester.home().resolve("input"))) {
        assertThat(left).isEmpty();
      }
      assertThat(tester.runInbox()).isEmpty();
      assertThat(tester.events()).hasSize(mended ? 1 : 0);
    }
  }

  @Test
  void aRunThatDiesBetweenItsFileAndTheControlFileTakesTheLatterAlong() throws Exception {
    try (WithdrawalsTester tester = tester()) {
      tester.account(1, "100.00");
      tester.drop("c.csv", HEADER, "a,1,10.00");
      assertThat(tester.runInbox()).extracting(Summary::exitCode).containsExactly(ExitCode.SUCCESS);
      tester.jdbc().execute("UPDATE BATCH_JOB_EXECUTION SET STATUS = 'STARTED', END_TIME = NULL");
      tester
          .jdbc()
          .execute("UPDATE BATCH_STEP_EXECUTION SET STATUS = 'STARTED' WHERE STEP_NAME = 'report'");
      tester.drop("c.csv.control", "records=1");
      assertThat(tester.runInbox())
          .extracting(Summary::status)
          .containsExactly(RunStatus.COMPLETED);
      try (var left = Files.list(tester.home().resolve("input"))) {
        assertThat(left).isEmpty();
      }
      try (var archived = Files.list(tester.home().resolve("archive"))) {
        assertThat(archived).hasSize(2);
      }
    }
  }

  /** Spring Batch makes an instance and its first execution in two transactions. */
  @Test
  void aRunThatDiesBeforeItHasAnExecutionIsBegunAnew() throws Exception {
    try (WithdrawalsTester tester = tester()) {
      tester.account(1, "100.00");
      Path file = tester.file("u.csv", HEADER, "a,1,10.00");
      tester
          .get(JobRepository.class)
          .createJobInstance(
              WithdrawalJobConfiguration.NAME,
              RunParameters.identifying(FileInspector.sha256(file)));
      assertThat(tester.run(file).status()).isEqualTo(RunStatus.COMPLETED);
      assertThat(tester.journal()).containsExactly("2 a 1 10 90");
    }
  }

  /** What a process leaves that dies just after it has resumed the only run. */
  private static void dieBeforeTheFirstCommit(JobRepository repository) {
    JobInstance instance = repository.getJobInstances(WithdrawalJobConfiguration.NAME, 0, 1).get(0);
    JobExecution dead =
        repository.createJobExecution(
            instance,
            repository.getLastJobExecution(instance).getJobParameters(),
            new ExecutionContext());
    dead.setStatus(BatchStatus.STARTED);
    repository.update(dead);
    for (String name :
        List.of(WithdrawalJobConfiguration.DEBIT, WithdrawalJobConfiguration.DEBIT + ":1/1")) {
      StepExecution step = repository.createStepExecution(name, dead);
      step.setStatus(BatchStatus.STARTED);
      repository.update(step);
    }
  }

  @Test
  void anEventThatKafkaWillNotTakeIsParkedAndTheOthersFlow() {
    Map<String, Object> settings = new HashMap<>();
    settings.put("withdrawals.publishing.chunk-size", 4);
    settings.put("spring.kafka.producer.properties.max.request.size", 570);
    try (WithdrawalsTester tester = WithdrawalsTester.over(database(), settings)) {
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
      assertThat(tester.jdbc().queryForList("SELECT line_number FROM parked_event", Integer.class))
          .containsExactly(3);
    }
  }

  @Test
  void anotherFileUnderTheNameOfAnInterruptedRunIsRefused() {
    try (WithdrawalsTester tester = tester(2)) {
      tester.account(1, "100.00");
      Path file = tester.file("i.csv", HEADER, "a,1,1.00", "b,1,1.00", "c,1,1.00");
      tester
          .faults()
          .failOnce(
              "UPDATE account", 2, Faults.Point.STATEMENT, new SQLException("injected", "XX000"));
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
  void concurrentDebitsFromElsewhereNeverOverdraw() throws Exception {
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
  void everyAccountsEventsComeInFileOrderAndNoneTwice() {
    long seed = 5;
    SplittableRandom random = new SplittableRandom(seed);
    try (WithdrawalsTester tester =
        WithdrawalsTester.over(database(), Map.of("withdrawals.publishing.chunk-size", 50))) {
      TestBroker.get().createTopic(tester.topic(), 3, Map.of());
      for (int account = 1; account <= 10; account++) {
        tester.account(account, "1000000.00");
      }
      List<String> rows = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        rows.add("r%d,%d,1.00".formatted(i, 1 + random.nextInt(10)));
      }
      tester.run(file(tester, "order.csv", rows));
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

  /** Two days ahead, then two days back, between runs and within one. */
  @Test
  void aClockThatIsDaysOffChangesNothingButTimes() {
    AtomicReference<String> broker = new AtomicReference<>("127.0.0.1:1");
    Map<String, Object> settings =
        Map.of(
            "withdrawals.job.chunk-size", 10,
            "withdrawals.publishing.retries", 0,
            "spring.kafka.producer.properties.max.block.ms", 200);
    try (WithdrawalsTester tester = WithdrawalsTester.over(database(), settings, broker::get)) {
      SequentialOracle oracle = new SequentialOracle();
      for (int account = 1; account <= 5; account++) {
        tester.account(account, "900.00");
        oracle.account(account, "900.00");
      }
      List<Long> runs = new ArrayList<>();
      for (int days : List.of(0, 2, -2)) {
        tester.clock().wrongBy(Duration.ofDays(days));
        List<String> rows = new RandomFile(90 + days, 5, "r" + days + "x").rows(40);
        oracle.file(rows);
        Summary summary = tester.run(file(tester, "days%d.csv".formatted(days), rows));
        assertThat(summary.status()).isEqualTo(RunStatus.EVENTS_PENDING);
        runs.add(summary.totals().runId());
      }
      List<String> broken = new RandomFile(99, 5, "b").rows(40);
      Path file = file(tester, "broken.csv", broken);
      tester
          .faults()
          .failOnce(
              "UPDATE account", 2, Faults.Point.STATEMENT, new SQLException("injected", "XX000"));
      runs.add(tester.run(file).totals().runId());
      tester.clock().wrongBy(Duration.ofDays(2));
      broker.set(TestBroker.get().bootstrapServers());
      assertThat(tester.publish()).hasSize(4);
      assertThat(tester.run(file).status()).isEqualTo(RunStatus.COMPLETED);
      oracle.file(broken);

      assertThat(runs).isSorted().doesNotHaveDuplicates();
      assertThat(tester.journal()).isEqualTo(oracle.journal());
      assertThat(tester.rejections()).isEqualTo(oracle.rejections());
      assertThat(tester.balances()).isEqualTo(oracle.balances());
      assertThat(tester.events())
          .isEqualTo(oracle.journal().stream().map(entry -> entry.split(" ", -1)[1]).toList());
    }
  }

  private static Path file(WithdrawalsTester tester, String name, List<String> rows) {
    List<String> lines = new ArrayList<>(List.of(HEADER));
    lines.addAll(rows);
    return tester.file(name, lines.toArray(String[]::new));
  }
}
