package bank.withdrawals.report;

import java.util.List;

/** Receives the progress of a run from the thread that does the work. */
public interface Progress {

  /** Ignores all progress. */
  Progress NONE =
      new Progress() {
        @Override
        public void begin(String step, String unit, long done, long total) {}

        @Override
        public void at(long done) {}

        @Override
        public void end() {}
      };

  /**
   * A step begins.
   *
   * @param unit what is counted, such as {@code rows}
   * @param done how many earlier starts of the run have done
   * @param total how many there are in all
   */
  void begin(String step, String unit, long done, long total);

  /**
   * The step has progressed.
   *
   * @param done how many are done, including those of earlier starts; never decreases
   */
  void at(long done);

  /**
   * The slices by worker have changed.
   *
   * @param lines what is shown under the progress, in place of the lines before
   */
  default void workers(List<String> lines) {}

  /** The step has ended, complete or not. */
  void end();
}
