package bank.withdrawals.lock;

/**
 * The numbers of the advisory locks, all in the key space of one 64-bit number:
 *
 * <ul>
 *   <li>{@link #RUN}, and after it the <em>fence</em> of the run.
 *   <li>{@link #WORKERS}, shared by each session that holds the lock of a slice.
 *   <li>The lock of a slice: run id, one bit for the step, seven bits for the slice, and a bit that
 *       is zero. The fence of the slice is the next number. Run ids are times, so the bits of a
 *       year after 1680 are not those of {@link #RUN}.
 *   <li>A random token beside each lock.
 * </ul>
 */
final class LockKeys {

  /** The lock of the run itself: the bytes of "withdraw". */
  static final long RUN = 0x7769_7468_6472_6177L;

  /** Whoever acquires the run lock waits until nobody shares this one. */
  static final long WORKERS = RUN + 2;

  private static final int SLICE_BITS = 7;
  private static final int RUN_BITS = 55;

  private LockKeys() {}

  /** The lock that a transaction shares which only the holder of {@code lock} may commit. */
  static long fence(long lock) {
    return lock + 1;
  }

  /**
   * The lock of a slice.
   *
   * @throws IllegalArgumentException if a part is out of its range
   */
  static long slice(long runId, String step, int slice) {
    if (slice < 0 || slice >>> SLICE_BITS != 0) {
      throw new IllegalArgumentException("There is no lock for slice " + slice);
    }
    return first(runId, step) + 2L * slice;
  }

  /** The lock of slice 0. */
  static long first(long runId, String step) {
    if (runId >>> RUN_BITS != 0) {
      throw new IllegalArgumentException("There is no lock for run " + runId);
    }
    return ((runId << 1) + number(step)) << (SLICE_BITS + 1);
  }

  /** The last fence of a step, if {@code first} is the lock of its slice 0. */
  static long last(long first) {
    return first + (1L << (SLICE_BITS + 1)) - 1;
  }

  private static int number(String step) {
    return switch (step) {
      case "debit" -> 0;
      case "publish" -> 1;
      default -> throw new IllegalArgumentException("There are no locks for step " + step);
    };
  }
}
