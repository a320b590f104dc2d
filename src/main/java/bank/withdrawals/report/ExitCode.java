package bank.withdrawals.report;

import java.util.Collection;
import java.util.List;

/** The exit codes of the process; {@code docs/operations.md} has the table. */
public enum ExitCode {
  /** Nothing is left to do. */
  SUCCESS(0),
  /** Something failed; the next run resumes it. */
  FAILED(1),
  /** The command line is wrong. */
  USAGE(2),
  /** Every row is decided, some are rejected, and the caller asked for this code. */
  REJECTS(3),
  /** A file is refused. */
  REFUSED(4),
  /** Every row is decided, and events are pending. */
  EVENTS_PENDING(5),
  /** Another run holds the lock, or has taken it from this one. */
  LOCKED(6),
  /** Every row is decided, some events are parked, and the caller asked for this code. */
  PARKED(7),
  /** Stopped by SIGINT: 128 plus the number of the signal. */
  INTERRUPTED(130),
  /** Stopped by SIGTERM: 128 plus the number of the signal. */
  TERMINATED(143);

  private static final List<ExitCode> PRECEDENCE =
      List.of(TERMINATED, INTERRUPTED, LOCKED, FAILED, REFUSED, EVENTS_PENDING, PARKED, REJECTS);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  /** The number with which the process exits. */
  public int code() {
    return code;
  }

  /** Whether nothing is left to do, for people and for the next run. */
  public boolean isSuccess() {
    return this == SUCCESS || this == REJECTS;
  }

  /** The most severe of {@code codes}: a stop, then a failure; {@code SUCCESS} if it is empty. */
  public static ExitCode of(Collection<ExitCode> codes) {
    return PRECEDENCE.stream().filter(codes::contains).findFirst().orElse(SUCCESS);
  }
}
