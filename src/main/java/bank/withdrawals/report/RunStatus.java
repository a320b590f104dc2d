package bank.withdrawals.report;

/** How a run stands, and the exit code that says so. */
public enum RunStatus {
  /** Under way in another process. */
  RUNNING(ExitCode.SUCCESS),
  /** Every row decided, every event sent or parked. */
  COMPLETED(ExitCode.SUCCESS),
  /** Something broke; the next run resumes. */
  FAILED(ExitCode.FAILED),
  /** The file is not one to take money by; nothing was debited. */
  REFUSED(ExitCode.REFUSED),
  /** Every row decided, events still to be sent. */
  EVENTS_PENDING(ExitCode.EVENTS_PENDING),
  /** Stopped by a signal, position saved. By SIGINT, the exit code is 130. */
  STOPPED(ExitCode.TERMINATED);

  private final ExitCode exitCode;

  RunStatus(ExitCode exitCode) {
    this.exitCode = exitCode;
  }

  /** The process's exit code where this is the only run. */
  public ExitCode exitCode() {
    return exitCode;
  }
}
