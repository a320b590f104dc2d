package bank.withdrawals.crash;

import bank.withdrawals.crash.Failpoint.Harm;
import bank.withdrawals.testing.Ended;
import bank.withdrawals.testing.Running;
import bank.withdrawals.testing.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The packaged job over a home of its own, with accounts and three files in the inbox. Its chunks
 * are small, so that a fault can strike between two of them. An oracle knows the expected result.
 */
final class Trial {

  private static final long SEED = 11;

  private final Tool tool;
  private final Path jar;
  private final History history = new History(SEED);
  private final Aftermath aftermath;

  /**
   * Imports the accounts and puts three files into the inbox.
   *
   * @param directory the directory of the test, in which the home is created
   * @param settings of the job, in addition to those of the stores
   */
  Trial(Path directory, Stores stores, Map<String, String> settings) {
    Path home = directory.resolve("home");
    tool =
        Tool.at(home)
            .with(stores.settings())
            .with("WITHDRAWALS_INTAKE_QUIETPERIOD", "0s")
            .with("WITHDRAWALS_JOB_CHUNKSIZE", "20")
            .with("WITHDRAWALS_JOB_FIRSTDELAY", "100ms")
            .with("WITHDRAWALS_PUBLISHING_CHUNKSIZE", "40")
            // However long a run is frozen, its transaction stays open.
            .with("SPRING_KAFKA_PRODUCER_PROPERTIES_TRANSACTION_TIMEOUT_MS", "600000")
            .with(settings);
    aftermath = new Aftermath(tool, history, stores, false, "seed %d".formatted(SEED));
    try {
      Files.createDirectories(home.resolve("input"));
      jar = Failpoint.jar(directory);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    tool.run("accounts", "import", tool.write("accounts.csv", history.accounts())).exits(0);
    history.drop(home.resolve("input"));
  }

  /** The job, each command a process. */
  Tool tool() {
    return tool.process();
  }

  /** As {@link #tool}, if it must succeed although earlier commands gave up soon. */
  Tool patient() {
    return tool().with(Tool.PATIENT).with("WITHDRAWALS_PUBLISHING_RETRIES", "5");
  }

  /** The job with an agent that harms it at a seam. */
  Tool harmed(Harm harm, Seam seam, int occurrence) {
    return tool()
        .with(
            "JAVA_OPTS",
            "-Xmx512m -XX:TieredStopAtLevel=1 %s -javaagent:%s=%s"
                .formatted(harm.option(), jar, new Kill(seam, occurrence, 0).argument()));
  }

  /** A run that is frozen at a seam until the test sends it CONT. */
  Running frozenAt(Seam seam, int occurrence) {
    Running run = harmed(Harm.FREEZE, seam, occurrence).start("run");
    return run.await("the seam " + seam, () -> isFrozen(run.pid()));
  }

  /** Whether a process is stopped. */
  static boolean isFrozen(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return stat.substring(stat.lastIndexOf(')')).startsWith(") T");
    } catch (IOException gone) {
      return false;
    }
  }

  /** Runs the job to a successful end and compares everything with the oracle. */
  void finish() throws IOException {
    checkAfter(patient().run("run"));
  }

  /** Compares everything with the oracle after a run that has ended successfully. */
  void checkAfter(Ended ended) throws IOException {
    aftermath.checkScreen(ended);
    aftermath.check();
  }
}
