package bank.withdrawals.report;

/** How a run stands, and the exit code that says so. */
public enum RunStatus {
  /** Under way in another process. */
  RUNNING(0),
  /** Every row decided, every event sent or parked. */
  COMPLETED(0),
  /** Something broke; the next run resumes. */
  FAILED(1),
  /** The file is not one to take money by; nothing was debited. */
  REFUSED(4),
  /** Every row decided, events still to be sent. */
  EVENTS_PENDING(5),
  /** Stopped by a signal, position saved. By SIGINT, the exit code is 130. */
  STOPPED(143);

  private final int exitCode;

  RunStatus(int exitCode) {
    this.exitCode = exitCode;
  }

  /** The process's exit code where this is the only run. */
  public int exitCode() {
    return exitCode;
  }
}
