package bank.withdrawals.telemetry;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The fields that every line of a structured log has: the current run, its file, the step and the
 * slice.
 *
 * <p>They belong to the process, not to a thread: a process does one run at a time, and the threads
 * of Kafka and of the connection pool work for that run too. Only the slice belongs to the thread
 * that executes it, and with it the step, which a worker does not have otherwise.
 */
public final class LogFields {

  private static final Fields NONE = new Fields(null, null, null, null);

  private static final ThreadLocal<@Nullable Slice> SLICE = new ThreadLocal<>();

  private static volatile Fields current = NONE;

  private LogFields() {}

  /** The values; null if there is no run, no step or no slice. */
  record Fields(
      @Nullable String run,
      @Nullable String file,
      @Nullable String step,
      @Nullable Integer slice) {}

  private record Slice(String step, int number) {}

  /** Does {@code work}; every line that is logged meanwhile has the fields of this run. */
  public static <T> T during(long run, String file, Supplier<T> work) {
    Fields before = current;
    current = new Fields(Long.toString(run), file, null, null);
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
    current = new Fields(Long.toString(run), file, current.step(), null);
  }

  /**
   * Sets the step of the current run.
   *
   * @param step null between steps
   */
  public static void step(@Nullable String step) {
    Fields run = current;
    current = new Fields(run.run(), run.file(), step, null);
  }

  /** Every line that this thread logs from now on has the fields of this slice. */
  public static void slice(String step, int slice) {
    SLICE.set(new Slice(step, slice));
  }

  /** This thread executes no slice from now on. */
  public static void noSlice() {
    SLICE.remove();
  }

  static Fields current() {
    Fields run = current;
    Slice slice = SLICE.get();
    return slice == null ? run : new Fields(run.run(), run.file(), slice.step(), slice.number());
  }
}
