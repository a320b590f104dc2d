package bank.withdrawals.job;

import bank.withdrawals.report.ExitCode;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * On SIGTERM or SIGINT: lets the chunk that is being worked on commit, then ends the run as
 * stopped, before anything it needs is closed. In the last phase, so that it is asked to stop
 * first.
 */
@Component
public class GracefulShutdown implements SmartLifecycle, StepExecutionListener {

  private static final Logger log = LoggerFactory.getLogger(GracefulShutdown.class);

  private static final long PATIENCE_SECONDS = 25;

  private final Set<StepExecution> live = ConcurrentHashMap.newKeySet();
  private final Semaphore idle = new Semaphore(1);
  private volatile boolean requested;
  private volatile boolean running;
  private volatile ExitCode exitCode = ExitCode.TERMINATED;

  /** Something that may not be cut off in the middle. */
  public interface Work {
    void run() throws IOException;
  }

  /** Does {@code work}; the context does not close before it is over. */
  public void finishing(Work work) throws IOException {
    idle.acquireUninterruptibly();
    try {
      work.run();
    } finally {
      idle.release();
    }
  }

  /** Whether nothing more may be begun. */
  public boolean isRequested() {
    return requested;
  }

  /** The exit code of a process that was stopped so: 128 and the number of the signal. */
  ExitCode exitCode() {
    return exitCode;
  }

  @Override
  public void beforeStep(StepExecution step) {
    live.add(step);
    if (requested) {
      step.setTerminateOnly();
    }
  }

  @Override
  public @Nullable ExitStatus afterStep(StepExecution step) {
    live.remove(step);
    return null;
  }

  @Override
  public void start() {
    running = true;
    SigintHandler.onArrival(
        () -> {
          exitCode = ExitCode.INTERRUPTED;
          System.exit(ExitCode.INTERRUPTED.code());
        });
  }

  @Override
  public void stop() {
    requested = true;
    live.forEach(StepExecution::setTerminateOnly);
    if (idle.availablePermits() == 0) {
      log.info("Stopping when the chunk at hand is done, in {} s at most.", PATIENCE_SECONDS);
    }
    try {
      if (idle.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        idle.release();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return Integer.MAX_VALUE;
  }
}
