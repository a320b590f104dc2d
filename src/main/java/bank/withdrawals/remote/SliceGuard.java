package bank.withdrawals.remote;

import bank.withdrawals.lock.CommitGuard;
import bank.withdrawals.lock.RunLock;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Component;

/**
 * What a commit requires on the current thread: the lock of the slice that the thread executes, or
 * the run lock if it executes none.
 */
@Component
@Primary
final class SliceGuard implements CommitGuard {

  private static final ThreadLocal<@Nullable CommitGuard> OF_THREAD = new ThreadLocal<>();

  private final RunLock runLock;

  SliceGuard(RunLock runLock) {
    this.runLock = runLock;
  }

  /** Work that may fail. */
  interface Work<T> {
    T execute();
  }

  /** Executes {@code work} on this thread; what it commits requires {@code lock}. */
  <T> T during(CommitGuard lock, Work<T> work) {
    OF_THREAD.set(lock);
    try {
      return work.execute();
    } finally {
      OF_THREAD.remove();
    }
  }

  /** Whether this thread executes a slice under its lock. */
  boolean isOfSlice() {
    return OF_THREAD.get() != null;
  }

  @Override
  public void requireHeld() {
    CommitGuard lock = OF_THREAD.get();
    if (lock == null) {
      runLock.requireHeld();
    } else {
      lock.requireHeld();
    }
  }
}
