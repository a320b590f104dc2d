package bank.withdrawals.lock;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The run lock of a database that only this process can open. It keeps apart the runs of this
 * process; the {@link DataDirectoryLock} keeps out other processes.
 */
public final class SingleProcessRunLock implements RunLock {

  private final AtomicBoolean held = new AtomicBoolean();

  @Override
  public Held acquire() {
    if (!held.compareAndSet(false, true)) {
      throw LockedException.by("a run of this process");
    }
    return () -> held.set(false);
  }

  @Override
  public void requireHeld() {
    if (!held.get()) {
      throw new IllegalStateException("The run lock is not held.");
    }
  }

  @Override
  public Optional<String> otherHolder() {
    return Optional.empty();
  }
}
