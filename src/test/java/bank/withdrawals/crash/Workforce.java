package bank.withdrawals.crash;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.testing.Ended;
import bank.withdrawals.testing.Running;
import bank.withdrawals.testing.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Processes that execute slices. None of them may end by itself. */
final class Workforce implements AutoCloseable {

  private static final int TERMINATED = 143;
  private static final int MOST_THREADS = 2;

  private final Tool tool;
  private final Path log;
  private final Random random;
  private final List<Running> workers = new ArrayList<>();

  /**
   * Nobody works yet.
   *
   * @param random draws the threads of each worker
   */
  Workforce(Tool tool, Random random) {
    this.tool = tool.process();
    this.log = tool.home("data", "withdrawals.log");
    this.random = random;
  }

  /** Starts and stops workers, so that there are so many. */
  void become(int number) {
    List<Running> added = new ArrayList<>();
    while (workers.size() < number) {
      added.add(start());
    }
    added.forEach(this::awaitWork);
    while (workers.size() > number) {
      terminate(workers.get(0));
    }
  }

  /** Starts one more worker, and does not wait until it works. */
  Running start() {
    Running worker = tool.start("worker", "--threads", 1 + random.nextInt(MOST_THREADS));
    workers.add(worker);
    return worker;
  }

  /** Waits until a worker receives requests. */
  void awaitWork(Running worker) {
    String sign = " %d --- ".formatted(worker.pid());
    worker.await(
        "work",
        () ->
            lines().stream().anyMatch(line -> line.contains(sign) && line.contains("Worker with")));
  }

  private List<String> lines() {
    try {
      return Files.exists(log) ? Files.readAllLines(log) : List.of();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The processes that live, as far as the test knows. */
  List<Running> workers() {
    return workers;
  }

  /** Fails if one has ended by itself. */
  void requireAlive() {
    for (Running worker : workers) {
      if (!ProcessHandle.of(worker.pid()).map(ProcessHandle::isAlive).orElse(false)) {
        throw new AssertionError("A worker has ended by itself: " + worker.end());
      }
    }
  }

  /** Kills a worker. */
  void kill(Running worker) {
    workers.remove(worker);
    worker.signal("KILL").end();
  }

  /** Ends a worker in order. */
  void terminate(Running worker) {
    workers.remove(worker);
    Ended ended = worker.signal("TERM").end().exits(TERMINATED);
    assertThat(ended.out()).as("%s", ended).isEmpty();
  }

  @Override
  public void close() {
    workers.forEach(Running::close);
  }
}
