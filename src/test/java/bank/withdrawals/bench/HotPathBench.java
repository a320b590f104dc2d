package bank.withdrawals.bench;

import bank.withdrawals.domain.Account;
import bank.withdrawals.domain.Debited;
import bank.withdrawals.domain.PriorDebit;
import bank.withdrawals.domain.Rules;
import bank.withdrawals.domain.WithdrawalRequest;
import bank.withdrawals.domain.WithdrawalRow;
import bank.withdrawals.format.DefaultFormat;
import bank.withdrawals.intake.FileInspector;
import bank.withdrawals.intake.IntakeSettings;
import bank.withdrawals.intake.Original;
import bank.withdrawals.workfile.WorkFileWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.springframework.util.FileSystemUtils;

/**
 * Measures what a row costs without any store, in nanoseconds: to read it, to validate it, and to
 * decide it against accounts in memory. Part of {@code ./mvnw -Pbench verify}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HotPathBench {

  private static final int ROWS = 50_000;
  private static final int ACCOUNTS = 10_000;
  private static final TimeValue SECOND = TimeValue.seconds(1);
  private static final IntakeSettings INTAKE =
      new IntakeSettings(65_536, 256, false, false, false, Duration.ZERO, Duration.ofHours(1));

  private Path directory;
  private Path file;
  private String sha256;
  private List<WithdrawalRow> rows;

  @Test
  void measure() throws Exception {
    new Runner(
            new OptionsBuilder()
                .include(HotPathBench.class.getName())
                .forks(1)
                .warmupIterations(3)
                .warmupTime(SECOND)
                .measurementIterations(5)
                .measurementTime(SECOND)
                .shouldFailOnError(true)
                .build())
        .run();
  }

  /** Writes and reads the file that all measurements use. */
  @Setup(Level.Trial)
  public void readFile() throws IOException {
    directory = Files.createTempDirectory("bench");
    file = BenchFile.write(directory, 1, ROWS, ACCOUNTS, 0, 0.01, BenchFile.Ids.SEQUENTIAL).path();
    sha256 = FileInspector.sha256(file);
    rows = new ArrayList<>(ROWS);
    read(rows::add);
  }

  /** Deletes the file. */
  @TearDown(Level.Trial)
  public void deleteFile() throws IOException {
    FileSystemUtils.deleteRecursively(directory);
  }

  private void read(FileInspector.RowReceiver receiver) throws IOException {
    new FileInspector(INTAKE, numbers -> Map.of())
        .inspect(
            new Original(file, sha256, new DefaultFormat(), INTAKE.readRules()), false, receiver);
  }

  /** From bytes to rows, including the checksum. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long read() throws IOException {
    long[] cells = new long[1];
    read(row -> cells[0] += row.cells().size());
    return cells[0];
  }

  /** From bytes to the work file. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public long receive() throws IOException {
    try (WorkFileWriter writer = new WorkFileWriter(directory.resolve("work"), ROWS)) {
      read(writer::add);
      return writer.finish(List.of()).rows();
    }
  }

  /** From rows to requests or rejections. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public int screen() {
    int requests = 0;
    for (WithdrawalRow row : rows) {
      requests += Rules.validate(row) instanceof WithdrawalRequest ? 1 : 0;
    }
    return requests;
  }

  /** From rows to decisions, each based on the balance that the rows before it left. */
  @Benchmark
  @OperationsPerInvocation(ROWS)
  public int screenAndDecide() {
    Map<Long, Account> accounts = new HashMap<>();
    for (long id = 1; id <= ACCOUNTS; id++) {
      accounts.put(id, new Account(id, new BigDecimal("1000000.00"), "USD", Account.Status.ACTIVE));
    }
    Map<String, PriorDebit> prior = new HashMap<>();
    int debited = 0;
    for (WithdrawalRow row : rows) {
      if (Rules.validate(row) instanceof WithdrawalRequest request
          && Rules.decide(
                  request,
                  accounts.get(request.accountId()),
                  prior.get(request.requestId()),
                  LocalDate.EPOCH)
              instanceof Debited) {
        accounts.computeIfPresent(
            request.accountId(),
            (id, account) -> account.debited(request.amount(), LocalDate.EPOCH));
        prior.put(request.requestId(), new PriorDebit(request.accountId(), request.amount()));
        debited++;
      }
    }
    return debited;
  }
}
