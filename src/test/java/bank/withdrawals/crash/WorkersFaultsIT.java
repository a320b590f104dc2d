package bank.withdrawals.crash;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.WithdrawalsApplication;
import bank.withdrawals.crash.Failpoint.Harm;
import bank.withdrawals.testing.Ended;
import bank.withdrawals.testing.Running;
import bank.withdrawals.testing.TestBroker;
import bank.withdrawals.testing.Tool;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.common.GroupState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A manager and workers, each a process, of which some are frozen, killed, missing or wrong. */
class WorkersFaultsIT {

  private static final String NO_WORKER = "No worker has begun a slice";

  /** More rows than a file has. */
  private static final Map<String, String> ONE_SLICE =
      Map.of("withdrawals.job.slice-rows", "100000");

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  private final String topic = "requests-" + UUID.randomUUID();
  private final Stores stores = Stores.external();
  private SlicesSeen slices;

  @BeforeEach
  void open() {
    slices = new SlicesSeen(stores.database());
    // The first connection takes long, and a frozen worker keeps its slice only for three seconds.
    assertThat(slices.locked()).isEmpty();
  }

  @AfterEach
  void close() {
    slices.close();
  }

  /** It is frozen in the middle of a chunk, with rows locked, until the run has ended. */
  @Test
  void aFrozenWorkerLosesItsSliceAndChangesNothingWhenItWakesUp() throws IOException {
    Trial trial = trial(Map.of());
    try (Running frozen =
            trial.harmed(Harm.FREEZE, Seam.CHUNK_CLAIMED, 12).start("worker", "--threads", 1);
        Running manager = trial.tool().start("run", "--workers")) {
      frozen.await("the seam", () -> Trial.isFrozen(frozen.pid()));
      long began = System.nanoTime();
      SlicesSeen.Locked slice = slices.locked(frozen.pid()).orElseThrow();
      try (Running other = trial.tool().start("worker")) {
        other.await("the slice", () -> slices.isWithAnother(slice, frozen.pid()));
        print("frozen, with the start of another worker", began);
        Ended ended = manager.end();
        frozen.signal("CONT");
        frozen.await(
            "its loss",
            () ->
                frozen.err().contains("The connection of the lock")
                    || frozen.err().contains("was not executed"));
        end(frozen);
        end(other);
        trial.checkAfter(ended);
      }
    }
  }

  /** The other worker has nothing to do. */
  @Test
  void theSliceOfAKilledWorkerIsExecutedByAnIdleOne() throws IOException {
    Trial trial = trial(ONE_SLICE);
    Tool worker = trial.tool().with("LOGGING_STRUCTURED_FORMAT_CONSOLE", "ecs");
    try (Running one = worker.start("worker");
        Running two = worker.start("worker")) {
      two.await("both in their group", () -> areInOneGroup(2));
      try (Running manager = trial.tool().start("run", "--workers")) {
        manager.await("a locked slice", () -> slices.commits() > 20 && !slices.locked().isEmpty());
        Running busy = slices.locked(one.pid()).isPresent() ? one : two;
        Running idle = busy == one ? two : one;
        SlicesSeen.Locked slice = slices.locked(busy.pid()).orElseThrow();
        busy.signal("KILL");
        long began = System.nanoTime();
        idle.await("the slice", () -> slices.isWithAnother(slice, busy.pid()));
        print("killed", began);
        Ended ended = manager.end();
        end(idle);
        trial.checkAfter(ended);
        assertThat(idle.err().lines().filter(line -> line.contains("[debit:0001]")))
            .isNotEmpty()
            .allMatch(line -> line.contains("\"step\":\"debit\",\"slice\":1"));
      }
    }
  }

  /** Whether so many workers get requests. */
  private boolean areInOneGroup(int workers) {
    String servers = TestBroker.get().bootstrapServers();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
      List<String> groups =
          admin.listGroups().all().get().stream()
              .map(GroupListing::groupId)
              .filter(group -> group.startsWith("withdrawals-workers-"))
              .toList();
      return admin.describeConsumerGroups(groups).all().get().values().stream()
              .filter(group -> group.groupState() == GroupState.STABLE)
              .flatMap(group -> group.members().stream())
              .flatMap(member -> member.assignment().topicPartitions().stream().limit(1))
              .filter(partition -> partition.topic().equals(topic))
              .count()
          == workers;
    } catch (InterruptedException | ExecutionException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** The run waits for the right one. */
  @Test
  void workersOfAnotherBuildOrOverAnotherHomeRefuseEverySlice() throws IOException {
    Trial trial = trial(Map.of("withdrawals.workers.patience", "1s"));
    try (Running manager = trial.tool().start("run", "--workers")) {
      manager.await("a warning", () -> manager.err().contains(NO_WORKER));
      Tool otherHome =
          trial.tool().with("WITHDRAWALS_HOME", directory.resolve("elsewhere").toString());
      Tool otherBuild = trial.tool().with("JAVA_OPTS", "-Xbootclasspath/a:" + moreClasses());
      try (Running elsewhere = otherHome.start("worker");
          Running other = otherBuild.start("worker")) {
        elsewhere.await(
            "its refusal", () -> elsewhere.err().contains("Mount the volume of the run"));
        other.await("its refusal", () -> other.err().contains("Use the same build"));
        assertThat(slices.locked()).isEmpty();
        try (Running right = trial.tool().start("worker")) {
          Ended ended = manager.end();
          List.of(elsewhere, other, right).forEach(WorkersFaultsIT::end);
          trial.checkAfter(ended);
        }
      }
    }
  }

  @Test
  void aRunThatPrefersWorkersDoesWithoutThem() throws IOException {
    Trial trial = trial(Map.of("withdrawals.workers.patience", "1s"));
    Ended ended = trial.tool().run("run", "--workers=prefer");
    assertThat(ended.err()).contains(NO_WORKER, "this process executes them itself");
    trial.checkAfter(ended);
  }

  private Trial trial(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.putIfAbsent("withdrawals.job.slice-rows", "60");
    all.put("withdrawals.workers.topic", topic);
    return new Trial(directory, stores, all);
  }

  /** A directory with one more class of the program. */
  private Path moreClasses() throws IOException {
    Path more = directory.resolve("more");
    Path packages = more.resolve(WithdrawalsApplication.class.getPackageName().replace('.', '/'));
    Files.createDirectories(packages);
    try (InputStream any = getClass().getResourceAsStream("Seam.class")) {
      Files.copy(any, packages.resolve("More.class"));
    }
    return more;
  }

  private static void end(Running worker) {
    Ended ended = worker.signal("TERM").end().exits(143);
    assertThat(ended.err()).as("progress, which the manager shows").doesNotContain(" %, ");
  }

  private static void print(String what, long began) {
    System.out.printf(
        "The slice of a worker that was %s: with another after %d ms%n",
        what, Duration.ofNanos(System.nanoTime() - began).toMillis());
  }
}
