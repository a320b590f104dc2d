package bank.withdrawals.report;

/** The status of a run, and its exit code. */
public enum RunStatus {
  /** In progress in another process. */
  RUNNING(ExitCode.SUCCESS),
  /** Every row is decided, every event is sent or parked. */
  COMPLETED(ExitCode.SUCCESS),
  /** Something failed; the next run resumes this one. */
  FAILED(ExitCode.FAILED),
  /** The file is refused; nothing was debited. */
  REFUSED(ExitCode.REFUSED),
  /** Every row is decided, some events are pending. */
  EVENTS_PENDING(ExitCode.EVENTS_PENDING),
  /** Stopped by a signal; the next run resumes it. After SIGINT, the exit code is 130. */
  STOPPED(ExitCode.TERMINATED);

  private final ExitCode exitCode;

  RunStatus(ExitCode exitCode) {
    this.exitCode = exitCode;
  }

  /** The exit code of a process that does only this run. */
  public ExitCode exitCode() {
    return exitCode;
  }
}
