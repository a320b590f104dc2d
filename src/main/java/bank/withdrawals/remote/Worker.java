package bank.withdrawals.remote;

import bank.withdrawals.database.Connections;
import bank.withdrawals.job.GracefulShutdown;
import bank.withdrawals.telemetry.LogFields;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Executes slices of runs that other processes manage:
 *
 * <ol>
 *   <li>Join the group of the workers. One request at a time arrives, and a free thread gets it,
 *       unless its slice has ended or is being executed.
 *   <li>While all threads are busy, no request arrives. The consumer stays in its group, so that no
 *       slice delays the others of the group.
 *   <li>A request counts as done when a thread has it. If this process dies, the manager sends it
 *       again: {@link HandedOut}.
 *   <li>After a signal, the slices stop after their chunk, and the manager sends them again.
 * </ol>
 */
@Component
public class Worker {

  private static final Logger log = LoggerFactory.getLogger(Worker.class);

  private static final long LOOK_MILLIS = 100;

  private final Requests requests;
  private final SliceWork work;
  private final Connections connections;
  private final GracefulShutdown shutdown;

  Worker(Requests requests, SliceWork work, Connections connections, GracefulShutdown shutdown) {
    this.requests = requests;
    this.work = work;
    this.connections = connections;
    this.shutdown = shutdown;
  }

  /**
   * Works until a signal comes.
   *
   * @param threads how many slices are executed at once, 1 or more; fewer if the database permits
   *     fewer connections
   * @param untilIdle if given, the work also ends if there was none for so long
   * @throws bank.withdrawals.job.RemoteSlices.FailedException if requests cannot be received
   * @throws bank.withdrawals.database.DatabaseRefusedException if the database permits too few
   *     connections
   * @throws IOException never
   */
  public void work(int threads, @Nullable Duration untilIdle) throws IOException {
    connections.requireMinimum();
    int atOnce = connections.slicesAtOnce(threads);
    shutdown.completeBeforeClosing(() -> workUnderWay(atOnce, untilIdle));
  }

  private void workUnderWay(int threads, @Nullable Duration untilIdle) {
    Threads busy = new Threads(threads);
    RequestChannels.Arrivals arrivals = requests.receive(busy::arrived);
    busy.open(arrivals);
    log.info("Worker with {} threads, build {}.", threads, BuildNumber.ofThisProcess());
    try {
      while (!shutdown.isRequested()
          && (untilIdle == null || busy.idleNanos() < untilIdle.toNanos())) {
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } finally {
      arrivals.stop();
      busy.close();
    }
  }

  /** The threads that execute slices, and whether one is free. */
  private final class Threads implements AutoCloseable {

    private final int most;
    private final ExecutorService executor;
    private RequestChannels.@Nullable Arrivals arrivals;
    private int busy;
    private long idleSince = System.nanoTime();

    private Threads(int most) {
      this.most = most;
      this.executor = Executors.newFixedThreadPool(most);
    }

    private synchronized void open(RequestChannels.Arrivals opened) {
      arrivals = opened;
      if (busy == most) {
        opened.pause();
      }
    }

    private void arrived(SliceRequest request) {
      if (isNeeded(request)) {
        take(request);
      }
    }

    /** Most requests are duplicates, which no thread should wait for. */
    private boolean isNeeded(SliceRequest request) {
      try {
        return work.isNeeded(request);
      } catch (DataAccessException unknown) {
        return true; // The thread finds out, and says so.
      }
    }

    private synchronized void take(SliceRequest request) {
      busy++;
      if (busy == most && arrivals != null) {
        arrivals.pause();
      }
      executor.execute(() -> execute(request));
    }

    private void execute(SliceRequest request) {
      SliceWork.Outcome outcome = SliceWork.Outcome.IGNORED;
      try {
        if (!shutdown.isRequested()) {
          LogFields.run(request.runId(), request.file());
          outcome = work.execute(request);
        }
      } catch (RuntimeException failure) {
        log.warn(
            "Slice {} of run {} was not executed; it is sent again.",
            request.slice(),
            request.runId(),
            failure);
      } finally {
        free(outcome);
      }
    }

    private synchronized void free(SliceWork.Outcome outcome) {
      if (busy == most && arrivals != null) {
        arrivals.resume();
      }
      busy--;
      if (outcome == SliceWork.Outcome.EXECUTED) {
        idleSince = System.nanoTime();
      }
    }

    private synchronized long idleNanos() {
      return busy > 0 ? 0 : System.nanoTime() - idleSince;
    }

    /** Waits for the slices, which a signal stops after their chunk. */
    @Override
    public void close() {
      executor.shutdown();
      try {
        while (!executor.awaitTermination(1, TimeUnit.DAYS)) {
          log.warn("A slice is still executed.");
        }
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
