package bank.withdrawals.crash;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.testing.Ended;
import bank.withdrawals.testing.KafkaProcess;
import bank.withdrawals.testing.Running;
import bank.withdrawals.testing.TestPostgres;
import bank.withdrawals.testing.Tool;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A manager and its workers, each a process, over a PostgreSQL and a Kafka of their own. Faults
 * strike them and the servers; nobody does more than to start a manager or a worker again. The
 * result must be that of a program that processes row after row.
 *
 * <p>{@code -Dcrash.faults=N} sets the number of faults. {@code -Dcrash.seed=N} repeats the
 * accounts, the files and the order of the faults. What a fault strikes depends on the machine.
 */
class WorkersIT {

  private static final int FAULTS = Integer.getInteger("crash.faults", 5);
  private static final long SEED = Long.getLong("crash.seed", new Random().nextInt(1_000_000));

  /** How many workers there are, for each three files. Few faults are over with the first ones. */
  private static final List<Integer> WORKERS = FAULTS < 20 ? List.of(2) : List.of(3, 1, 5);

  /** Chunks between two faults, so that three files are enough for a few faults. */
  private static final int MOST_COMMITS = FAULTS < 20 ? 20 : 60;

  /** How often the manager is started without a fault in between. */
  private static final int MOST_STARTS = 3;

  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final int FAILED = 1;
  private static final int REFUSED = 4;
  private static final int EVENTS_PENDING = 5;
  private static final int TERMINATED = 143;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  private final Random random = new Random(SEED);
  private final String seed = "-Dcrash.faults=%d -Dcrash.seed=%d".formatted(FAULTS, SEED);
  private final History history = new History(SEED);
  private final Map<String, Integer> struck = new TreeMap<>();
  private TestPostgres.Server postgres;
  private KafkaProcess kafka;
  private Tool tool;
  private Aftermath aftermath;
  private SlicesSeen slices;
  private Workforce workforce;
  private Running manager;

  /**
   * The faults since a manager last ended by itself. A fault that strikes while there is no
   * manager, or shortly before one is killed, can still show in the next one.
   */
  private final Set<WorkersFault> sinceEnd = EnumSet.noneOf(WorkersFault.class);

  private int rounds;
  private int starts;
  private int startsSinceFault;

  @BeforeEach
  void start() {
    System.out.println("Workers: " + seed);
    postgres = TestPostgres.server(directory.resolve("postgres"));
    kafka = new KafkaProcess(directory);
    Stores stores = Stores.with(postgres.database(), kafka.bootstrapServers());
    tool =
        Tool.at(directory.resolve("home"))
            .with(stores.settings())
            .with("WITHDRAWALS_INTAKE_QUIETPERIOD", "0s")
            .with("WITHDRAWALS_JOB_CHUNKSIZE", "10")
            .with("WITHDRAWALS_JOB_SLICEROWS", "60")
            .with("WITHDRAWALS_JOB_FIRSTDELAY", "100ms")
            .with("WITHDRAWALS_PUBLISHING_CHUNKSIZE", "40")
            .with("WITHDRAWALS_WORKERS_POLLINTERVAL", "200ms");
    aftermath = new Aftermath(tool, history, stores, false, seed);
    slices = new SlicesSeen(stores.database());
    workforce = new Workforce(tool, random, slices);
    tool.run("accounts", "import", tool.write("accounts.csv", history.accounts())).exits(0);
    drop();
  }

  @AfterEach
  void stop() {
    if (manager != null) {
      manager.close();
    }
    workforce.close();
    slices.close();
    kafka.close();
    postgres.close();
  }

  @Test
  void everyFaultLeavesTheResultOfAnUndisturbedRun() throws IOException {
    long began = System.nanoTime();
    for (WorkersFault fault : WorkersFault.plan(random, FAULTS)) {
      awaitWork();
      System.out.printf("%6d chunks, then %s%n", slices.commits(), fault);
      strike(fault);
      struck.merge(fault.name(), 1, Integer::sum);
      startsSinceFault = 0;
    }
    Ended last = awaitEnd();
    workforce.become(0);
    aftermath.checkScreen(last);
    aftermath.check();
    print(Duration.ofNanos(System.nanoTime() - began));
  }

  /** Waits until some more chunks are committed and a slice is locked. */
  private void awaitWork() throws IOException {
    long until = slices.commits() + random.nextInt(MOST_COMMITS);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    if (workforce.workers().size() < Math.max(1, target() - 1)) {
      workforce.become(target());
    }
    while (slices.commits() < until || slices.locked().isEmpty()) {
      assertThat(System.nanoTime()).as("No slice is executed, %s", seed).isLessThan(deadline);
      workforce.requireAlive();
      manager();
      checkEndedManager();
    }
  }

  private void checkEndedManager() throws IOException {
    if (manager != null && manager.hasEnded() && hasFinished(endOfManager())) {
      aftermath.check();
      drop();
    }
  }

  private Ended awaitEnd() {
    workforce.become(target());
    Ended ended;
    do {
      manager().end();
      ended = endOfManager();
    } while (!hasFinished(ended));
    return ended;
  }

  private Running manager() {
    if (manager == null) {
      assertThat(startsSinceFault).as(seed).isLessThan(MOST_STARTS);
      manager = tool.process().start("run", "--workers");
      starts++;
      startsSinceFault++;
      workforce.become(target());
    }
    return manager;
  }

  private int target() {
    return WORKERS.get((rounds - 1) % WORKERS.size());
  }

  private Ended endOfManager() {
    Ended ended = manager.end();
    manager = null;
    return ended;
  }

  /** Whether all files are done. Otherwise the manager has said in a sentence why not. */
  private boolean hasFinished(Ended ended) {
    List<Integer> excused = excused();
    String context = "after %s: %s, %s".formatted(sinceEnd, ended, seed);
    sinceEnd.clear();
    boolean pending = ended.out().contains("EVENTS_PENDING");
    if (!pending && (ended.exitCode() == 0 || ended.exitCode() == REFUSED)) {
      return true;
    }
    struck.merge("the manager ends with %d".formatted(ended.exitCode()), 1, Integer::sum);
    assertThat(ended.exitCode()).as(context).isIn(excused);
    ended.exits(ended.exitCode());
    return false;
  }

  /** The exit codes of a manager that may leave the rest to the next one. */
  private List<Integer> excused() {
    List<Integer> codes = new ArrayList<>();
    if (sinceEnd.contains(WorkersFault.RESTART_DATABASE)) {
      codes.addAll(List.of(FAILED, REFUSED, EVENTS_PENDING));
    }
    if (sinceEnd.contains(WorkersFault.RESTART_BROKER)) {
      codes.addAll(List.of(REFUSED, EVENTS_PENDING));
    }
    if (sinceEnd.contains(WorkersFault.TERMINATE_MANAGER)) {
      codes.add(TERMINATED);
    }
    return codes;
  }

  /** The next three files. */
  private void drop() {
    history.drop(tool.home("input"));
    rounds++;
    startsSinceFault = 0;
  }

  private void strike(WorkersFault fault) throws IOException {
    checkEndedManager();
    sinceEnd.add(fault);
    switch (fault) {
      case KILL_WORKER -> workforce.kill(workforce.busy());
      case FREEZE_WORKER -> {
        if (workforce.freeze(manager())) {
          struck.merge("frozen with a slice", 1, Integer::sum);
        }
      }
      case ADD_WORKER -> workforce.awaitWork(workforce.start());
      case TERMINATE_WORKER -> workforce.terminate(workforce.busy());
      case KILL_MANAGER -> {
        manager().close();
        manager = null;
      }
      case TERMINATE_MANAGER -> ProcessHandle.of(manager().pid()).ifPresent(ProcessHandle::destroy);
      case RESTART_BROKER -> {
        if (random.nextBoolean()) {
          kafka.kill();
        } else {
          kafka.stop();
        }
        kafka.start();
      }
      case RESTART_DATABASE -> {
        postgres.stopImmediately();
        postgres.start();
      }
    }
  }

  private void print(Duration time) {
    struck.forEach((kind, count) -> System.out.printf("%6d  %s%n", count, kind));
    System.out.printf(
        "%d managers, %d files, %d rows, %d events due, %d lost, %d twice, %d s%n",
        starts,
        history.files().size(),
        history.oracle().rows().size(),
        aftermath.due(),
        aftermath.losses(),
        aftermath.duplicates(),
        time.toSeconds());
  }
}
