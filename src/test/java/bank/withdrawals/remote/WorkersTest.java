package bank.withdrawals.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import bank.withdrawals.job.GracefulShutdown;
import bank.withdrawals.lock.SliceLock;
import bank.withdrawals.lock.SliceLocks;
import bank.withdrawals.report.HandedOutSlice;
import bank.withdrawals.report.RunStatus;
import bank.withdrawals.report.Summary;
import bank.withdrawals.report.WorkerSlices;
import bank.withdrawals.report.WorkersTable;
import bank.withdrawals.run.RunQueries;
import bank.withdrawals.testing.Faults;
import bank.withdrawals.testing.OtherSessions;
import bank.withdrawals.testing.TestPostgres;
import bank.withdrawals.testing.Tool;
import bank.withdrawals.testing.WithdrawalsTester;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A manager and a worker share runs: each is an application context over the same stores and the
 * same home. The amounts of all files are the same, so that each file must change every balance by
 * the same amount, whoever debits it.
 */
class WorkersTest {

  private static final int ACCOUNTS = 40;
  private static final int ROWS = 5 * ACCOUNTS;
  private static final Map<String, Object> REMOTE = Map.of("withdrawals.job.workers", "remote");

  /**
   * On two processors, the pool of newer JDKs has one thread only, and these wait for each other.
   */
  private static final SimpleAsyncTaskExecutor THREADS = new SimpleAsyncTaskExecutor("workers-");

  private static WithdrawalsTester manager;
  private static WithdrawalsTester worker;
  private static Map<String, String> database;
  private static String requests;
  private static int files;

  private CompletableFuture<Void> working = CompletableFuture.completedFuture(null);

  @BeforeAll
  static void start() {
    database = TestPostgres.newDatabase();
    Map<String, Object> settings = new HashMap<>(REMOTE);
    requests = "requests-" + UUID.randomUUID();
    settings.put("withdrawals.workers.topic", requests);
    settings.put("withdrawals.workers.poll-interval", "50ms");
    settings.put("withdrawals.workers.patience", "100ms");
    settings.put("withdrawals.job.slice-rows", 20);
    settings.put("withdrawals.job.chunk-size", 5);
    manager = WithdrawalsTester.over(database, settings);
    settings.put("withdrawals.home", manager.home().toString());
    settings.put("withdrawals.workers.name", "node-b 12");
    settings.put("withdrawals.publishing.topic", manager.topic());
    worker = WithdrawalsTester.over(database, settings);
    for (int i = 1; i <= ACCOUNTS; i++) {
      manager.account(i, "100000");
    }
  }

  @AfterAll
  static void stop() {
    worker.close();
    manager.close();
  }

  @BeforeEach
  void begin() {
    manager.restart(REMOTE);
    worker.restart(REMOTE);
  }

  @AfterEach
  void end() {
    worker.get(GracefulShutdown.class).stop();
    working.orTimeout(60, TimeUnit.SECONDS).join();
  }

  @Test
  void aWorkerDebitsWhatOneProcessWould() {
    Map<Long, String> before = manager.balances();
    manager.restart(Map.of("withdrawals.job.workers", "none"));
    Summary local = ended(running(file()));
    requireComplete(local);
    assertThat(local.slices()).isEmpty();
    Map<Long, String> ofOneProcess = manager.balances();

    manager.restart(REMOTE);
    work();
    Summary summary = ended(running(file()));

    requireComplete(summary);
    assertThat(summary.totals().debited().count()).isEqualTo(ROWS - 1);
    assertThat(manager.errorFile(summary)).hasSize(2);
    assertThat(summary.slices())
        .hasSize(20)
        .allMatch(slice -> slice.worker().equals("node-b 12"))
        .allMatch(slice -> slice.state() == HandedOutSlice.State.COMPLETE);
    assertThat(WorkerSlices.of(summary.slices()))
        .containsExactly(new WorkerSlices("node-b 12", List.of(), 10, 10, ROWS));
    manager
        .balances()
        .forEach(
            (account, balance) ->
                assertThat(number(ofOneProcess, account) - Double.parseDouble(balance))
                    .as("account %d", account)
                    .isCloseTo(
                        number(before, account) - number(ofOneProcess, account), within(0.0001)));
    assertThat(manager.events()).doesNotHaveDuplicates();
    assertThat(manager.reconcile().holds()).isTrue();
  }

  @Test
  void aSliceWhoseWorkerLosesItsSessionIsDoneByAnother() {
    JdbcTemplate jdbc = manager.jdbc();
    work();
    CompletableFuture<Summary> run = running(file());

    await(
        () ->
            !jdbc.queryForList(
                    """
                    SELECT pg_terminate_backend(pid)
                      FROM pg_stat_activity
                     WHERE application_name LIKE 'withdrawals % debit:%'
                    """)
                .isEmpty());

    Summary summary = ended(run);
    requireComplete(summary);
    assertThat(summary.totals().debited().count()).isEqualTo(ROWS - 1);
    assertThat(summary.restarts()).isZero();
    assertThat(manager.reconcile().holds()).isTrue();
  }

  @Test
  void withoutAWorkerTheManagerDebitsIfItMay() {
    manager.restart(Map.of("withdrawals.job.workers", "prefer"));

    requireComplete(ended(running(file())));
  }

  @Test
  void aSignalStopsTheSlicesAndTheNextRunResumes() {
    Path file = file();
    CompletableFuture<Summary> run =
        stoppedInTheFirstChunk(
            file, () -> manager.get(GracefulShutdown.class).stop(), WorkersTest::isStopping);

    Summary stopped = ended(run);
    assertThat(stopped.status()).isEqualTo(RunStatus.STOPPED);
    assertThat(stopped.slices())
        .isNotEmpty()
        .noneMatch(slice -> slice.state() == HandedOutSlice.State.COMPLETE);

    assertThat(locked(runs())).isEmpty();
    manager.restart(REMOTE);
    Summary resumed = ended(running(file));
    requireComplete(resumed);
    assertThat(resumed.totals().debited().count()).isEqualTo(ROWS - 1);
  }

  @Test
  void aWorkerThatIsStoppedLeavesItsSlicesToTheNextOne() {
    CompletableFuture<Summary> run =
        stoppedInTheFirstChunk(
            file(), this::end, () -> worker.get(GracefulShutdown.class).isRequested());
    worker.restart(REMOTE);
    work();

    Summary summary = ended(run);

    requireComplete(summary);
    assertThat(summary.restarts()).isZero();
    assertThat(summary.totals().debited().count()).isEqualTo(ROWS - 1);
  }

  @Test
  void aRequestIsRefusedOrIgnoredUnlessItsSliceMayBeExecuted() {
    CompletableFuture<Summary> run = running(file());
    SliceWork work = worker.get(SliceWork.class);
    await(() -> !runs().isEmpty());
    long runId = runs().get(0);
    await(() -> worker.get(VolumeMarker.class).text(runId).isPresent());
    SliceRequest first = request(runId, 1);

    assertThat(work.execute(with(first, "another build", first.volume())))
        .isEqualTo(SliceWork.Outcome.REFUSED);
    assertThat(work.execute(with(first, first.build(), "another volume")))
        .isEqualTo(SliceWork.Outcome.REFUSED);
    try (SliceLock ofAnother =
        worker.get(SliceLocks.class).tryAcquire(runId, "debit", 1).orElseThrow()) {
      assertThat(work.execute(first)).isEqualTo(SliceWork.Outcome.IGNORED);
      ofAnother.requireHeld();
    }
    assertThat(progress(runId)).containsExactly("10 slices wait for a worker.");
    assertThat(work.execute(first)).isEqualTo(SliceWork.Outcome.EXECUTED);
    assertThat(progress(runId))
        .containsExactly(
            "Slices by worker  Executes  Debited  Published  Rows",
            "node-b 12         -               1          0    20",
            "9 slices wait for a worker.");
    assertThat(work.execute(first)).isEqualTo(SliceWork.Outcome.IGNORED);
    SliceRequest second = request(runId, 2);
    work();
    requireComplete(ended(run));
    assertThat(work.execute(second)).isNotEqualTo(SliceWork.Outcome.EXECUTED);
  }

  @Test
  void aRequestOfAFormerExecutionIsIgnored() {
    Path file = file();
    CompletableFuture<Summary> run = running(file);
    await(() -> !runs().isEmpty());
    long runId = runs().get(0);
    await(() -> worker.get(VolumeMarker.class).text(runId).isPresent());
    SliceRequest former = request(runId, 1);
    manager.get(GracefulShutdown.class).stop();
    assertThat(ended(run).status()).isEqualTo(RunStatus.STOPPED);
    SliceWork work = worker.get(SliceWork.class);
    assertThat(work.execute(former)).isEqualTo(SliceWork.Outcome.IGNORED);

    manager.restart(REMOTE);
    run = running(file);
    await(() -> !runs().isEmpty());
    await(() -> worker.get(VolumeMarker.class).text(runId).isPresent());
    String volume = worker.get(VolumeMarker.class).text(runId).orElseThrow();
    letBeginAgain(former);
    assertThat(work.execute(with(former, former.build(), volume)))
        .isEqualTo(SliceWork.Outcome.IGNORED);
    assertThat(request(runId, 1).stepExecution()).isNotEqualTo(former.stepExecution());

    work();
    requireComplete(ended(run));
  }

  @Test
  void theRunRestartsAfterATransientFailureInAWorker() {
    work();
    worker
        .faults()
        .failOnce(
            "UPDATE account", 3, Faults.Point.BEFORE_COMMIT, new SQLException("injected", "40001"));

    Summary summary = ended(running(file()));

    assertThat(worker.faults().isArmed()).isFalse();
    requireComplete(summary);
    assertThat(summary.restarts()).isEqualTo(1);
    assertThat(summary.totals().debited().count()).isEqualTo(ROWS - 1);
    assertThat(manager.reconcile().holds()).isTrue();
  }

  /** The rollback fails too, so Spring Batch does not know how the chunk has ended. */
  @Test
  void theRunRestartsAfterAWorkerHasLostTheConnectionOfAChunk() {
    work();
    worker
        .faults()
        .meanwhile(
            "UPDATE account",
            () ->
                manager
                    .jdbc()
                    .queryForList(
                        """
                        SELECT pg_terminate_backend(pid)
                          FROM pg_stat_activity
                         WHERE datname = current_database() AND state = 'idle in transaction'
                        """));

    Summary summary = ended(running(file()));

    requireComplete(summary);
    assertThat(summary.restarts()).isEqualTo(1);
    assertThat(summary.totals().debited().count()).isEqualTo(ROWS - 1);
    assertThat(manager.reconcile().holds()).isTrue();
  }

  @Test
  void anotherFailureInAWorkerFailsTheRunWithItsSentence() {
    Path file = file();
    work();
    worker.faults().failOnce("UPDATE account", 3);

    Summary failed = ended(running(file));

    assertThat(failed.status()).isEqualTo(RunStatus.FAILED);
    assertThat(failed.message()).contains("SQLSTATE XX000");
    assertThat(failed.restarts()).isZero();
    Summary resumed = ended(running(file));
    requireComplete(resumed);
    assertThat(resumed.totals().debited().count()).isEqualTo(ROWS - 1);
  }

  @Test
  void aWorkerEndsByItselfAfterItWasIdle() {
    CompletableFuture<Summary> run = running(file());
    Tool tool =
        Tool.at(manager.home())
            .over(database)
            .with("WITHDRAWALS_PUBLISHING_TOPIC", manager.topic())
            .with("WITHDRAWALS_WORKERS_TOPIC", requests)
            .with("WITHDRAWALS_WORKERS_NAME", "node-c 13");
    do {
      tool.run("worker", "--until-idle=5s").exits(0);
    } while (!run.isDone());
    requireComplete(ended(run));
    assertThat(WorkerSlices.of(ended(run).slices()))
        .containsExactly(new WorkerSlices("node-c 13", List.of(), 10, 10, ROWS));
  }

  private static List<String> progress(long runId) {
    return WorkersTable.lines(
        worker.get(RunQueries.class).progress(runId).orElseThrow().slices(), true);
  }

  private static CompletableFuture<Summary> running(Path file) {
    return CompletableFuture.supplyAsync(() -> manager.run(file), THREADS);
  }

  private static Summary ended(CompletableFuture<Summary> run) {
    return run.orTimeout(60, TimeUnit.SECONDS).join();
  }

  private void work() {
    working =
        CompletableFuture.runAsync(
            () -> {
              try {
                worker.get(Worker.class).work(2, null);
              } catch (Exception failure) {
                throw new IllegalStateException(failure);
              }
            },
            THREADS);
  }

  /** A run during whose first chunks a process is asked to stop; they end once it is seen. */
  private CompletableFuture<Summary> stoppedInTheFirstChunk(
      Path file, Runnable stop, BooleanSupplier seen) {
    CompletableFuture<Summary> run;
    CompletableFuture<Void> stopping;
    try (OtherSessions.Blocker rows =
        new OtherSessions(database).blockedBy("SELECT account_id FROM account FOR UPDATE")) {
      work();
      run = running(file);
      await(() -> blocks(rows));
      stopping = CompletableFuture.runAsync(stop, THREADS);
      await(seen);
    }
    stopping.orTimeout(60, TimeUnit.SECONDS).join();
    return run;
  }

  private static boolean isStopping() {
    return !manager
        .jdbc()
        .queryForList("SELECT 1 FROM batch_job_execution WHERE status = 'STOPPING'", Integer.class)
        .isEmpty();
  }

  private static SliceRequest request(long runId, int slice) {
    Long stepExecution =
        manager
            .jdbc()
            .queryForObject(
                """
                SELECT MAX(step_execution_id) FROM batch_step_execution WHERE step_name = ?
                """,
                Long.class,
                "debit:%04d".formatted(slice));
    return new SliceRequest(
        stepExecution,
        "debit",
        slice,
        runId,
        "file.csv",
        BuildNumber.ofThisProcess(),
        worker.get(VolumeMarker.class).text(runId).orElseThrow());
  }

  /** As if the manager of the request had been killed, and nobody had noticed. */
  private static void letBeginAgain(SliceRequest former) {
    JdbcTemplate jdbc = manager.jdbc();
    Long execution =
        jdbc.queryForObject(
            "SELECT job_execution_id FROM batch_step_execution WHERE step_execution_id = ?",
            Long.class,
            former.stepExecution());
    jdbc.update(
        "UPDATE batch_job_execution SET status = 'STARTED' WHERE job_execution_id = ?", execution);
    jdbc.update(
        """
        UPDATE batch_step_execution
           SET status = 'STARTED'
         WHERE job_execution_id = ?
           AND step_name LIKE 'debit:%'
        """,
        execution);
  }

  private static SliceRequest with(SliceRequest request, String build, String volume) {
    return new SliceRequest(
        request.stepExecution(),
        request.step(),
        request.slice(),
        request.runId(),
        request.file(),
        build,
        volume);
  }

  /** The runs whose slices are being debited. */
  private static List<Long> runs() {
    return manager
        .jdbc()
        .queryForList(
            """
            SELECT DISTINCT CAST(p.parameter_value AS BIGINT)
              FROM batch_step_execution s
              JOIN batch_job_execution e ON e.job_execution_id = s.job_execution_id
              JOIN batch_job_execution_params p ON p.job_execution_id = e.job_execution_id
             WHERE s.step_name = 'debit:0002'
               AND e.end_time IS NULL
               AND p.parameter_name = 'runId'
            """,
            Long.class);
  }

  private static List<Integer> locked(List<Long> runs) {
    SliceLocks locks = manager.get(SliceLocks.class);
    return runs.stream().flatMap(run -> locks.locked(run, "debit").stream()).toList();
  }

  private static void requireComplete(Summary summary) {
    assertThat(summary.status()).as(summary.message()).isEqualTo(RunStatus.COMPLETED);
  }

  private static boolean blocks(OtherSessions.Blocker blocker) {
    return !manager
        .jdbc()
        .queryForList(
            "SELECT pid FROM pg_stat_activity WHERE ? = ANY (pg_blocking_pids(pid))",
            Integer.class,
            blocker.process())
        .isEmpty();
  }

  private static double number(Map<Long, String> balances, long account) {
    return Double.parseDouble(balances.get(account));
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  /** A file with other request ids than all before; the last row is about no account. */
  private static Path file() {
    int number = ++files;
    List<String> rows =
        IntStream.range(0, ROWS)
            .mapToObj(
                i ->
                    "f%d-%d,%d,%d"
                        .formatted(number, i, i == ROWS - 1 ? 999 : 1 + i % ACCOUNTS, 1 + i % 30))
            .toList();
    return manager.file("file%d.csv".formatted(number), rows);
  }
}
