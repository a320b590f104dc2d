package bank.withdrawals.crash;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.testing.Tool;
import bank.withdrawals.testing.Tool.Ended;
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
 * Kills the packaged job, starts it again, and so on; what it comes to must be what one row after
 * the other comes to.
 *
 * <p>{@code -Dcrash.kills=N} says how many kills there are, half of them on each pair of stores;
 * {@code -Dcrash.seed=N} brings the same accounts, the same files and the same kills again. A kill
 * at a seam strikes where it did; one at a random instant is timed from the same seam with the same
 * delay, and the machine decides what it strikes.
 */
class CrashIT {

  private static final int KILLS = Integer.getInteger("crash.kills", 20);
  private static final long SEED = Long.getLong("crash.seed", new Random().nextInt(1_000_000));

  /** So often may a kill not strike, because there was nothing left to do where it waits. */
  private static final int MAX_MISSES = 8;

  /** On PostgreSQL, where they are meant for. */
  private static final int PARTITIONS = 3;

  private static final int KILLED = 137;

  /** There are as many reasons for a rejection. */
  private static final int REASONS = 12;

  /** Kept where something is wrong, to be looked at. */
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path home;

  @TempDir Path agent;

  @Test
  void onALaptop() throws IOException {
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
            .with("WITHDRAWALS_JOB_PARTITIONS", Integer.toString(partitions))
            .with("WITHDRAWALS_PUBLISHING_CHUNKSIZE", "40")
            .with("WITHDRAWALS_PUBLISHING_REJECTEVENTS", Boolean.toString(rejectEvents));
    History history = new History(SEED, partitions == 1);
    Aftermath aftermath = new Aftermath(tool, history, stores, rejectEvents, seed);
    tool.run("accounts", "import", tool.write("accounts.csv", history.accounts())).exits(0);

    Map<String, Integer> struck = new TreeMap<>();
    int starts = 0;
    history.drop(home.resolve("input"));
    for (Kill kill : plan) {
      Kill next = kill;
      starts++;
      for (int misses = 0; !strikes(tool, jar, next, aftermath); misses++) {
        assertThat(misses).as("%s is not come by, %s", kill, seed).isLessThan(MAX_MISSES);
        aftermath.check();
        history.drop(home.resolve("input"));
        next = next.sooner();
        starts++;
      }
      aftermath.struck(next);
      struck.merge(kill.kind(), 1, Integer::sum);
    }
    aftermath.checkScreen(tool.run("run"));
    aftermath.check();
    assertThat(history.reasons()).as("reasons that came up, %s", seed).hasSize(REASONS);
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

  /** Whether the kill found its seam; the run has ended by itself otherwise. */
  private static boolean strikes(Tool tool, Path jar, Kill kill, Aftermath aftermath) {
    Ended ended =
        tool.with(
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
