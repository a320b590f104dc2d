package bank.withdrawals.run;

import bank.withdrawals.database.Connections;
import bank.withdrawals.database.DatabaseRefusedException;
import bank.withdrawals.job.GracefulShutdown;
import bank.withdrawals.lock.CommitGuard;
import bank.withdrawals.lock.RunLock;
import java.io.IOException;
import org.springframework.stereotype.Component;

/**
 * Executes work that debits or publishes: under the run lock, so that no other process does the
 * same, with the connections that it needs, and to its end, so that a signal does not close the
 * stores while they are in use.
 */
@Component
class ExclusiveRun {

  private final RunLock lock;
  private final RunLockRenewal renewal;
  private final Connections connections;
  private final GracefulShutdown shutdown;

  ExclusiveRun(
      RunLock lock, RunLockRenewal renewal, Connections connections, GracefulShutdown shutdown) {
    this.lock = lock;
    this.renewal = renewal;
    this.connections = connections;
    this.shutdown = shutdown;
  }

  /**
   * Executes {@code work}.
   *
   * @throws RunLock.LockedException if another run is under way
   * @throws DatabaseRefusedException if the database permits too few connections
   * @throws IOException if the work fails with one
   */
  void execute(GracefulShutdown.Work work) throws IOException {
    RunLock.Held held = lock.acquire();
    try (held) {
      renewal.acquired();
      connections.requireMinimum();
      shutdown.completeBeforeClosing(work);
    }
  }

  /** Guards what the work does to the stores. */
  CommitGuard guard() {
    return lock;
  }

  /** Whether the process has been asked to stop, so that nothing more may begin. */
  boolean isStopping() {
    return shutdown.isRequested();
  }
}
