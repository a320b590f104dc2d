package bank.withdrawals.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import bank.withdrawals.lock.AdvisoryRunLock;
import bank.withdrawals.lock.RunLock;
import bank.withdrawals.report.ExitCode;
import bank.withdrawals.report.RunStatus;
import bank.withdrawals.report.Summary;
import bank.withdrawals.testing.OtherSessions;
import bank.withdrawals.testing.TestPostgres;
import bank.withdrawals.testing.Tool;
import bank.withdrawals.testing.WithdrawalsTester;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A run loses its lock while it debits or publishes, and another run begins or does not. */
class RunLockLossFaultsIT {

  private static final Map<String, String> DATABASE = TestPostgres.newDatabase();
  private static final OtherSessions sessions = new OtherSessions(DATABASE);
  private static final Map<String, ?> SETTINGS = Map.of("withdrawals.job.chunk-size", 2);

  private static WithdrawalsTester first = WithdrawalsTester.over(DATABASE, SETTINGS);
  private static WithdrawalsTester second = WithdrawalsTester.over(DATABASE, SETTINGS);

  private static long account;
  private Path file;

  @AfterAll
  static void close() {
    first.close();
    second.close();
  }

  @BeforeEach
  void prepare() {
    account++;
    first.account(account, "100.00");
    file = file(first, "a", 3);
  }

  /** Chunk by chunk, and before the events are sent. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT account_id",
        "INSERT INTO withdrawal",
        "SELECT position, line_number, request_id, account_id, amount, currency"
      })
  void aRunThatLosesItsLockTakesItAgain(String statement) {
    first.faults().meanwhile(statement, sessions::endLockHolder);
    Summary summary = first.run(file);
    assertThat(summary.status()).as("%s", summary).isEqualTo(RunStatus.COMPLETED);
    assertThat(summary.restarts()).isEqualTo(1);
    assertDebited("a", "a", "a");
    assertThat(first.events()).filteredOn(id -> id.startsWith(account + "-")).hasSize(3);
    assertThat(sessions.advisoryLocks()).isZero();
  }

  /** The other debits its own file and ends before the first commits. */
  @Test
  void aRunStopsIfAnotherBeganMeanwhile() {
    AtomicReference<Summary> others = new AtomicReference<>();
    first
        .faults()
        .meanwhile(
            "SELECT account_id",
            () -> {
              sessions.endLockHolder();
              others.set(inAnotherThread(() -> second.run(file(second, "b", 1))));
            });
    Summary summary = first.run(file);
    assertThat(others.get().status()).isEqualTo(RunStatus.COMPLETED);
    assertStoppedEverywhere(summary, "another run has begun since");
    assertDebited("b");
    assertThat(first.run(file).status()).isEqualTo(RunStatus.COMPLETED);
    assertDebited("b", "a", "a", "a");
  }

  /** The other still has the lock. */
  @Test
  void aRunStopsIfAnotherHoldsTheLock() {
    AtomicReference<RunLock.Held> taken = new AtomicReference<>();
    first
        .faults()
        .meanwhile(
            "INSERT INTO withdrawal",
            () -> {
              sessions.endLockHolder();
              taken.set(new AdvisoryRunLock(sessions.dataSource()).acquire());
            });
    Summary summary = first.run(file);
    assertStoppedEverywhere(summary, "Another run holds the lock");
    assertDebited();
    taken.get().close();
    assertThat(first.run(file).status()).isEqualTo(RunStatus.COMPLETED);
    assertDebited("a", "a", "a");
  }

  /** The other has resumed and completed the same run: its outcome counts. */
  @Test
  void aRunThatAnotherHasResumedIsTheOthers() {
    AtomicReference<Summary> others = new AtomicReference<>();
    first
        .faults()
        .meanwhile(
            "SELECT account_id",
            () -> {
              sessions.endLockHolder();
              others.set(inAnotherThread(() -> second.run(file)));
            });
    assertThatExceptionOfType(RunLock.LockedException.class)
        .isThrownBy(() -> first.run(file))
        .withMessageContaining("another run has begun since");
    Summary summary = others.get();
    assertThat(summary.status()).isEqualTo(RunStatus.COMPLETED);
    assertDebited("a", "a", "a");
    assertThat(first.get(RunQueries.class).find(summary.totals().runId()))
        .get()
        .extracting(Summary::exitCode)
        .isEqualTo(ExitCode.SUCCESS);
    assertThat(first.home().resolve("output/" + summary.totals().runId() + "/summary.json"))
        .doesNotExist();
    assertThat(first.outcome(file).alreadyComplete()).isTrue();
  }

  /** Result, job repository, summary.json and status. */
  private static void assertStoppedEverywhere(Summary summary, String sentence) {
    long runId = summary.totals().runId();
    assertThat(summary.status()).isEqualTo(RunStatus.FAILED);
    assertThat(summary.exitCode()).isEqualTo(ExitCode.LOCKED);
    assertThat(summary.message()).contains(sentence);
    JsonNode json = Tool.summary(first.home().resolve("output/" + runId));
    assertThat(json.path("status").asString()).isEqualTo("FAILED");
    assertThat(json.path("exitCode").asInt()).isEqualTo(6);
    assertThat(json.path("message").asString()).contains(sentence);
    Summary stored = first.get(RunQueries.class).find(runId).orElseThrow();
    assertThat(stored.status()).isEqualTo(RunStatus.FAILED);
    assertThat(stored.exitCode()).isEqualTo(ExitCode.LOCKED);
    assertThat(stored.message()).contains(sentence);
    assertThat(
            first
                .jdbc()
                .queryForObject(
                    "SELECT EXIT_CODE || ' ' || STATUS FROM BATCH_JOB_EXECUTION"
                        + " WHERE JOB_EXECUTION_ID = (SELECT MAX(JOB_EXECUTION_ID)"
                        + " FROM BATCH_JOB_EXECUTION_PARAMS WHERE PARAMETER_VALUE = ?)",
                    String.class,
                    Long.toString(runId)))
        .isEqualTo("FAILED FAILED");
  }

  /** The thread of the first run has an open transaction. */
  private static Summary inAnotherThread(Supplier<Summary> run) {
    return CompletableFuture.supplyAsync(run).join();
  }

  private static Path file(WithdrawalsTester tester, String id, int rows) {
    List<String> lines =
        IntStream.range(0, rows)
            .mapToObj(row -> "%d-%s%d,%d,1.00".formatted(account, id, row, account))
            .toList();
    return tester.file("%s%d.csv".formatted(id, account), lines);
  }

  /** The rows of the test's account, in the order in which they were debited. */
  private static void assertDebited(String... ids) {
    assertThat(
            first
                .jdbc()
                .queryForList(
                    "SELECT SUBSTR(request_id, POSITION('-' IN request_id) + 1, 1)"
                        + " FROM withdrawal WHERE account_id = ? ORDER BY balance_after DESC",
                    String.class,
                    account))
        .containsExactly(ids);
  }
}
