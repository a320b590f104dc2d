package bank.withdrawals.telemetry;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The fields that every line of a structured log has: the current run, its file and the step.
 *
 * <p>They belong to the process, not to a thread: a process does one run at a time, and the threads
 * of Kafka and of the connection pool work for that run too.
 */
public final class LogFields {

  private static final Fields NONE = new Fields(null, null, null);

  private static volatile Fields current = NONE;

  private LogFields() {}

  /** The values; null if there is no run or no step. */
  record Fields(@Nullable String run, @Nullable String file, @Nullable String step) {}

  /** Does {@code work}; every line that is logged meanwhile has the fields of this run. */
  public static <T> T during(long run, String file, Supplier<T> work) {
    Fields before = current;
    current = new Fields(Long.toString(run), file, null);
    try {
      return work.get();
    } finally {
      current = before;
    }
  }

  /** As {@link #during(long, String, Supplier)}, for work without a result. */
  public static void during(long run, String file, Runnable work) {
    during(
        run,
        file,
        () -> {
          work.run();
          return true;
        });
  }

  /** Every line that is logged from now on has the fields of this run, in a process without end. */
  public static void run(long run, String file) {
    current = new Fields(Long.toString(run), file, current.step());
  }

  /**
   * Sets the step of the current run.
   *
   * @param step null between steps
   */
  public static void step(@Nullable String step) {
    Fields run = current;
    current = new Fields(run.run(), run.file(), step);
  }

  static Fields current() {
    return current;
  }
}
