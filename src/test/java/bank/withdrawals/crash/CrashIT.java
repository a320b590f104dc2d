package bank.withdrawals.crash;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.testing.Ended;
import bank.withdrawals.testing.Tool;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the packaged job and starts it again, many times. The result must be that of a program that
 * processes row after row.
 *
 * <p>{@code -Dcrash.kills=N} sets the number of kills, half of them on each pair of stores. {@code
 * -Dcrash.seed=N} repeats the accounts, the files and the kills. A kill at a seam then strikes the
 * same place. A kill at a random instant has the same delay after the same seam, and what it
 * strikes depends on the machine.
 */
class CrashIT {

  private static final int KILLS = Integer.getInteger("crash.kills", 4);
  private static final long SEED = Long.getLong("crash.seed", new Random().nextInt(1_000_000));

  /** How often a kill may miss, because the run ends before it reaches the seam. */
  private static final int MAX_MISSES = 8;

  /** The sizes of slices, of which the seed chooses one: less than a chunk, or some chunks. */
  private static final List<Integer> SLICE_ROWS = List.of(7, 30, 100);

  /** For PostgreSQL, which can debit in several partitions at once. */
  private static final int PARTITIONS = 3;

  private static final int KILLED = 137;

  /** The number of reject reasons that the files produce. */
  private static final int REASONS = 12;

  /** It stays after a failure, so that somebody can look at it. */
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path home;

  @TempDir Path agent;

  @Test
  void onTheEmbeddedStores() throws IOException {
    crash(Stores.embedded(home), 1, false, Kill.plan(SEED, KILLS - KILLS / 2, 0));
  }

  @Test
  void onPostgres() throws IOException {
    crash(Stores.external(), PARTITIONS, true, Kill.plan(SEED, KILLS / 2, 1));
  }

  private void crash(Stores stores, int partitions, boolean rejectEvents, List<Kill> plan)
      throws IOException {
    String seed = "-Dcrash.kills=%d -Dcrash.seed=%d".formatted(KILLS, SEED);
    System.out.println("Crash harness: " + seed);
    long began = System.nanoTime();
    Path jar = Failpoint.jar(agent);
    Tool tool =
        Tool.at(home)
            .with(stores.settings())
            .with("WITHDRAWALS_INTAKE_QUIETPERIOD", "0s")
            .with("WITHDRAWALS_JOB_CHUNKSIZE", "20")
            .with(
                "WITHDRAWALS_JOB_SLICEROWS",
                SLICE_ROWS.get(Math.floorMod(SEED, SLICE_ROWS.size())).toString())
            .with("WITHDRAWALS_JOB_PARTITIONS", Integer.toString(partitions))
            .with("WITHDRAWALS_PUBLISHING_CHUNKSIZE", "40")
            .with("WITHDRAWALS_PUBLISHING_REJECTEVENTS", Boolean.toString(rejectEvents));
    History history = new History(SEED);
    Aftermath aftermath = new Aftermath(tool, history, stores, rejectEvents, seed);
    tool.run("accounts", "import", tool.write("accounts.csv", history.accounts())).exits(0);

    Map<String, Integer> struck = new TreeMap<>();
    int starts = 0;
    history.drop(home.resolve("input"));
    WorkFileDamage damage = new WorkFileDamage(home, SEED);
    for (Kill kill : plan) {
      Kill next = kill;
      starts++;
      for (int misses = 0; !strikes(tool, jar, next, aftermath); misses++) {
        assertThat(misses).as("%s never strikes, %s", kill, seed).isLessThan(MAX_MISSES);
        aftermath.check();
        history.drop(home.resolve("input"));
        next = next.sooner();
        starts++;
      }
      aftermath.struck(next);
      struck.merge("then the work file: " + damage.strike(), 1, Integer::sum);
      struck.merge(kill.kind(), 1, Integer::sum);
    }
    aftermath.checkScreen(tool.run("run"));
    aftermath.check();
    assertThat(history.reasons()).as("reject reasons, %s", seed).hasSize(REASONS);
    print(
        struck,
        plan.size(),
        starts,
        history,
        aftermath,
        Duration.ofNanos(System.nanoTime() - began));
  }

  private static void print(
      Map<String, Integer> struck,
      int kills,
      int starts,
      History history,
      Aftermath aftermath,
      Duration time) {
    struck.forEach((kind, count) -> System.out.printf("%6d  %s%n", count, kind));
    System.out.printf(
        "%d kills, %d starts, %d files, %d rows, %d events due, %d lost, %d twice, %d s%n",
        kills,
        starts,
        history.files().size(),
        history.oracle().rows().size(),
        aftermath.due(),
        aftermath.losses(),
        aftermath.duplicates(),
        time.toSeconds());
  }

  /** Whether the kill struck; otherwise the run has ended by itself. */
  private static boolean strikes(Tool tool, Path jar, Kill kill, Aftermath aftermath) {
    Ended ended =
        tool.process()
            .with(
                "JAVA_OPTS",
                "-Xmx512m -XX:TieredStopAtLevel=1 -javaagent:%s=%s".formatted(jar, kill.argument()))
            .run("run");
    if (ended.exitCode() == KILLED) {
      assertThat(ended.exits(KILLED).err()).contains(Failpoint.sign(kill));
      return true;
    }
    aftermath.checkScreen(ended);
    return false;
  }
}
