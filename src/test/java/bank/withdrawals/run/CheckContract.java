package bank.withdrawals.run;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.domain.Debited;
import bank.withdrawals.domain.Decision;
import bank.withdrawals.domain.Rejected;
import bank.withdrawals.domain.Rules;
import bank.withdrawals.domain.ValidatedRow;
import bank.withdrawals.domain.WithdrawalRow;
import bank.withdrawals.intake.FileInspector;
import bank.withdrawals.intake.Originals;
import bank.withdrawals.job.JobSettings;
import bank.withdrawals.ledger.DryRunLedger;
import bank.withdrawals.ledger.ScratchDatabase;
import bank.withdrawals.report.RunStatus;
import bank.withdrawals.report.Summary;
import bank.withdrawals.run.FileCheck.Finding;
import bank.withdrawals.run.FileCheck.Verdict;
import bank.withdrawals.testing.DatabaseContract;
import bank.withdrawals.testing.RandomFile;
import bank.withdrawals.testing.RandomLimits;
import bank.withdrawals.testing.TestDatabase;
import bank.withdrawals.testing.WithdrawalsTester;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code check} decides as {@code run} right after, and leaves no trace, on every database. */
abstract class CheckContract extends DatabaseContract {

  CheckContract(TestDatabase database) {
    super(database);
  }

  @ParameterizedTest
  @CsvSource({"1,120,31", "7,500,32", "1000,2500,33"})
  void checkDecidesEveryRowAsTheRunDoes(int chunkSize, int rows, long seed) throws Exception {
    try (WithdrawalsTester tester = tester(chunkSize)) {
      RandomLimits limits = new RandomLimits(seed);
      for (int account = 1; account <= 20; account++) {
        tester
            .account(account, account == 1 ? "9000.00" : account * 20 + ".50")
            .limits(account, limits.perWithdrawal(), limits.perDay());
      }
      // The second file repeats ids of the first, with the same payload and with other ones.
      tester.run(tester.file("first.csv", new RandomFile(seed, 20, "r").rows(rows)));
      Path second = tester.file("second.csv", new RandomFile(seed + 1000, 20, "r").rows(rows));
      Map<String, String> before = traces(tester);

      List<String> simulated = simulated(tester, second, chunkSize);
      Finding finding = tester.get(FileCheck.class).check(second, null, false);

      assertThat(traces(tester)).as("seed %d", seed).isEqualTo(before);
      int debits = tester.journal().size();
      int rejects = tester.rejections().size();
      Summary summary = tester.run(second);
      List<String> decided = new ArrayList<>();
      decided.addAll(tester.journal().subList(debits, tester.journal().size()));
      decided.addAll(tester.rejections().subList(rejects, tester.rejections().size()));
      assertThat(simulated).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(decided);
      assertThat(finding.verdict()).isEqualTo(Verdict.RUN);
      assertThat(figures(finding.totals()))
          .as("seed %d", seed)
          .isEqualTo(figures(summary.totals()));
      assertThat(finding.rejects())
          .as("seed %d", seed)
          .extracting(reject -> reject.line() + " " + reject.reason())
          .isEqualTo(tester.rejections().subList(rejects, rejects + finding.rejects().size()))
          .hasSizeGreaterThan(10);
    }
  }

  /** With few rejections before the interruption, and with more than are listed. */
  @ParameterizedTest
  @CsvSource({"60,3", "200,15"})
  void interruptedRunIsCheckedFromWhereItWouldResume(int rows, int failingChunk) throws Exception {
    try (WithdrawalsTester tester = tester(10)) {
      for (int account = 1; account <= 5; account++) {
        tester.account(account, "300.00");
      }
      Path file = tester.file("broken.csv", new RandomFile(78, 5, "r").rows(rows));
      tester.faults().failOnce("UPDATE account", failingChunk);
      assertThat(tester.run(file).status()).isEqualTo(RunStatus.FAILED);
      Map<String, String> before = traces(tester);

      Finding finding = tester.get(FileCheck.class).check(file, null, false);

      assertThat(traces(tester)).isEqualTo(before);
      assertThat(finding.message())
          .contains("was interrupted")
          .contains("of its %d rows".formatted(rows));
      Summary summary = tester.run(file);
      assertThat(summary.status()).isEqualTo(RunStatus.COMPLETED);
      assertThat(finding.rejects())
          .extracting(reject -> reject.line() + " " + reject.reason())
          .isEqualTo(tester.rejections().subList(0, Math.min(20, tester.rejections().size())));
      assertThat(figures(finding.totals())).isEqualTo(figures(summary.totals()));
    }
  }

  @Test
  void completedFileWouldChangeNothing() throws Exception {
    try (WithdrawalsTester tester = tester(10)) {
      tester.account(1, "100.00");
      Path file = tester.file("a.csv", HEADER, "a,1,10.00", "b,9,10.00");
      Summary summary = tester.run(file);
      Finding finding = tester.get(FileCheck.class).check(file, null, false);
      assertThat(finding.verdict()).isEqualTo(Verdict.NOTHING);
      assertThat(finding.message()).contains("as run " + summary.totals().runId());
      assertThat(finding.totals()).isEqualTo(summary.totals());
    }
  }

  @Test
  void checkRefusesWhatRunRefusesWithTheSameMessage() throws Exception {
    try (WithdrawalsTester tester = tester(10)) {
      tester.account(1, "100.00");
      Path broken = tester.file("broken.csv", HEADER, "a,1,\"10.00");
      Path control = tester.file("control.csv", HEADER, "a,1,10.00");
      tester.file("control.csv.control", "records=7");
      for (Path file : List.of(broken, control, tester.home(), tester.home().resolve("none.csv"))) {
        Map<String, String> before = traces(tester);
        Finding finding = tester.get(FileCheck.class).check(file, null, false);
        assertThat(traces(tester)).isEqualTo(before);
        assertThat(finding.verdict()).isEqualTo(Verdict.REFUSE);
        Summary summary = tester.run(file);
        assertThat(summary.status()).isEqualTo(RunStatus.REFUSED);
        assertThat(finding.message()).isEqualTo(summary.message());
      }
      Path alone = tester.file("alone.csv", HEADER, "a,1,10.00");
      assertThat(tester.get(FileCheck.class).check(alone, null, true).verdict())
          .isEqualTo(Verdict.REFUSE);
      assertThat(tester.get(FileCheck.class).check(alone, null, false).verdict())
          .isEqualTo(Verdict.RUN);
    }
  }

  /** Each decision, in the format of the tester's journal and rejections. */
  private static List<String> simulated(WithdrawalsTester tester, Path file, int chunkSize)
      throws Exception {
    List<ValidatedRow> rows = new ArrayList<>();
    tester
        .get(FileInspector.class)
        .inspect(
            tester.get(Originals.class).unreceived(file, FileInspector.sha256(file), null),
            false,
            row -> rows.add(Rules.validate(at(rows.size() + 1, row))));
    List<String> decisions = new ArrayList<>();
    try (ScratchDatabase scratch = ScratchDatabase.open(tester.home().resolve("data"))) {
      DryRunLedger dryRun =
          new DryRunLedger(tester.jdbc(), scratch.dataSource(), Clock.systemUTC());
      for (int from = 0; from < rows.size(); from += chunkSize) {
        dryRun
            .decide(
                0,
                tester.get(JobSettings.class).businessDate(Instant.now()),
                rows.subList(from, Math.min(rows.size(), from + chunkSize)))
            .forEach(decision -> decisions.add(text(decision)));
      }
    }
    return decisions;
  }

  private static WithdrawalRow at(long position, WithdrawalRow row) {
    return new WithdrawalRow(
        position,
        row.line(),
        row.requestId(),
        row.accountId(),
        row.accountNumber(),
        row.amount(),
        row.currency(),
        row.cells(),
        row.malformed());
  }

  private static String text(Decision decision) {
    if (decision instanceof Debited debited) {
      return "%d %s %d %s %s"
          .formatted(
              debited.line(),
              debited.requestId(),
              debited.accountId(),
              debited.amount().stripTrailingZeros().toPlainString(),
              debited.balanceAfter().stripTrailingZeros().toPlainString());
    }
    return decision.line() + " " + ((Rejected) decision).reason();
  }

  private static String figures(bank.withdrawals.report.RunTotals figures) {
    return "%s %s %s %s %s"
        .formatted(
            figures.sha256(),
            plain(figures.records()),
            plain(figures.debited()),
            figures.byReason().keySet(),
            figures.byReason().values().stream().map(CheckContract::plain).toList());
  }

  private static String plain(bank.withdrawals.domain.ControlTotal counted) {
    return counted.count() + "/" + counted.amount().stripTrailingZeros().toPlainString();
  }

  /** Everything that a command could change: the rows of every table, and every file. */
  private static Map<String, String> traces(WithdrawalsTester tester) throws IOException {
    Map<String, String> traces = new TreeMap<>();
    for (String table :
        List.of(
            "account",
            "input_file",
            "withdrawal",
            "rejection",
            "parked_event",
            "slice",
            "account_adjustment",
            "sent_event",
            "BATCH_JOB_INSTANCE",
            "BATCH_JOB_EXECUTION",
            "BATCH_STEP_EXECUTION")) {
      traces.put(table, tester.jdbc().queryForList("SELECT COUNT(*) FROM " + table).toString());
    }
    traces.put("balances", tester.balances().toString());
    try (Stream<Path> files = Files.walk(tester.home())) {
      files
          .filter(file -> !file.getFileName().toString().endsWith(".log"))
          .forEach(
              file ->
                  traces.put(file.toString(), Files.isRegularFile(file) ? "file" : "directory"));
    }
    return traces;
  }
}
