package bank.withdrawals.telemetry;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What every line of a structured log tells of the work at hand: the run, its file and the step.
 *
 * <p>They are the process's and not the thread's: a process does one run at a time, and the threads
 * of Kafka and of the connection pool are at work for it, too.
 */
public final class LogFields {

  private static final Fields NONE = new Fields(null, null, null);

  private static volatile Fields current = NONE;

  private LogFields() {}

  /** What is known; null for what is not. */
  record Fields(@Nullable String run, @Nullable String file, @Nullable String step) {}

  /** Does {@code work} with the run's fields on every line that is logged meanwhile. */
  public static <T> T during(long run, String file, Supplier<T> work) {
    Fields before = current;
    current = new Fields(Long.toString(run), file, null);
    try {
      return work.get();
    } finally {
      current = before;
    }
  }

  /** Does {@code work} with the run's fields on every line that is logged meanwhile. */
  public static void during(long run, String file, Runnable work) {
    during(
        run,
        file,
        () -> {
          work.run();
          return true;
        });
  }

  /**
   * Names the step of the run at hand.
   *
   * @param step null for none
   */
  public static void step(@Nullable String step) {
    Fields run = current;
    current = new Fields(run.run(), run.file(), step);
  }

  static Fields current() {
    return current;
  }
}
