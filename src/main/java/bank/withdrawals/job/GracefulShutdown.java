package bank.withdrawals.job;

import bank.withdrawals.report.ExitCode;
import java.io.IOException;
import java.lang.reflect.Proxy;
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
 * Stops a run in order on SIGTERM or SIGINT:
 *
 * <ol>
 *   <li>Nothing new begins.
 *   <li>The current chunk commits, then its step stops, and the run ends as stopped.
 *   <li>Only then does the application context close what the run needs. Spring stops the highest
 *       phase first, so this bean is in it.
 * </ol>
 */
@Component
public class GracefulShutdown implements SmartLifecycle, StepExecutionListener {

  private static final Logger log = LoggerFactory.getLogger(GracefulShutdown.class);

  private static final long TIMEOUT_SECONDS = 25;

  private final Set<StepExecution> runningSteps = ConcurrentHashMap.newKeySet();
  private final Semaphore idle = new Semaphore(1);
  private volatile boolean requested;
  private volatile boolean running;
  private volatile ExitCode exitCode = ExitCode.TERMINATED;

  /** Work that must not be cut off. */
  public interface Work {
    void run() throws IOException;
  }

  /** Does {@code work}. The application context does not close before it ends. */
  public void completeBeforeClosing(Work work) throws IOException {
    idle.acquireUninterruptibly();
    try {
      work.run();
    } finally {
      idle.release();
    }
  }

  /** Whether a signal has asked the process to stop, so that nothing new may begin. */
  public boolean isRequested() {
    return requested;
  }

  /** The exit code of a process that was stopped: 128 plus the number of the signal. */
  ExitCode exitCode() {
    return exitCode;
  }

  @Override
  public void beforeStep(StepExecution step) {
    runningSteps.add(step);
    if (requested) {
      step.setTerminateOnly();
    }
  }

  @Override
  public @Nullable ExitStatus afterStep(StepExecution step) {
    runningSteps.remove(step);
    return null;
  }

  @Override
  public void start() {
    running = true;
    SigintHandler.install(
        () -> {
          exitCode = ExitCode.INTERRUPTED;
          System.exit(ExitCode.INTERRUPTED.code());
        });
  }

  @Override
  public void stop() {
    requested = true;
    runningSteps.forEach(StepExecution::setTerminateOnly);
    if (idle.availablePermits() == 0) {
      log.info("Stopping after the current chunk, within {} s.", TIMEOUT_SECONDS);
    }
    try {
      if (idle.tryAcquire(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
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

  /**
   * Handles SIGINT, which Ctrl-C sends. Without a handler the JVM shuts down as on SIGTERM and does
   * not say which signal it was, but the two have different exit codes.
   */
  private static final class SigintHandler {

    private SigintHandler() {}

    /** Runs {@code action} on SIGINT instead of the JVM's own handler. */
    static void install(Runnable action) {
      try {
        // By name, because the compiler warns about any use of these classes, and warnings fail.
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object doAction =
            Proxy.newProxyInstance(
                handler.getClassLoader(),
                new Class<?>[] {handler},
                (proxy, method, arguments) -> {
                  action.run();
                  return null;
                });
        signal
            .getMethod("handle", signal, handler)
            .invoke(null, signal.getConstructor(String.class).newInstance("INT"), doAction);
      } catch (ReflectiveOperationException | LinkageError unavailable) {
        log.warn(
            "Ctrl-C is handled like SIGTERM, because SIGINT cannot be handled: {}",
            unavailable.toString());
      }
    }
  }
}
