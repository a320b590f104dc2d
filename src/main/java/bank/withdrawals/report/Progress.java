package bank.withdrawals.report;

/** Told how a run comes along, by the thread that does the work. */
public interface Progress {

  /** For who does not want to know. */
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
   * @param done how many are done already, by an earlier start of the run
   * @param total how many there are in all
   */
  void begin(String step, String unit, long done, long total);

  /** So many are done, those of earlier starts included; never fewer than the last time. */
  void at(long done);

  /** The step has ended, however far it has come. */
  void end();
}
