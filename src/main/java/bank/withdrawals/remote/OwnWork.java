package bank.withdrawals.remote;

import bank.withdrawals.job.GracefulShutdown;
import bank.withdrawals.job.JobSettings;
import bank.withdrawals.lock.RunLock;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Executes slices in the manager itself while no worker does, as a worker would: under the lock of
 * each slice, so that a worker that comes later leaves it alone.
 */
@Component
class OwnWork {

  private static final Logger log = LoggerFactory.getLogger(OwnWork.class);

  private final SliceWork work;
  private final RunLock runLock;
  private final GracefulShutdown shutdown;
  private final boolean preferred;
  private final AtomicInteger waiting = new AtomicInteger();

  OwnWork(SliceWork work, RunLock runLock, GracefulShutdown shutdown, JobSettings settings) {
    this.work = work;
    this.runLock = runLock;
    this.shutdown = shutdown;
    this.preferred = settings.workers() == JobSettings.Workers.PREFER;
  }

  /**
   * Begins to execute these slices in order, some of them at once, if the settings say so and the
   * former ones are done.
   *
   * @return whether it begins
   */
  boolean begin(List<SliceRequest> requests, int atOnce) {
    if (!preferred || !waiting.compareAndSet(0, requests.size())) {
      return false;
    }
    ExecutorService threads = Executors.newFixedThreadPool(atOnce);
    requests.forEach(each -> threads.execute(() -> execute(each)));
    threads.shutdown();
    return true;
  }

  /** Whether slices are left. */
  boolean isUnderWay() {
    return waiting.get() > 0;
  }

  private void execute(SliceRequest request) {
    try {
      if (!shutdown.isRequested()) {
        work.execute(
            request,
            lock ->
                () -> {
                  runLock.requireHeld();
                  lock.requireHeld();
                });
      }
    } catch (RuntimeException failure) {
      log.warn("Slice {} was not executed; it is tried again.", request.slice(), failure);
    } finally {
      waiting.decrementAndGet();
    }
  }

  /** Waits until no slice is left, because the caller is about to end. */
  void await() {
    while (isUnderWay()) {
      try {
        TimeUnit.MILLISECONDS.sleep(100);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
