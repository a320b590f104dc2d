package bank.withdrawals.crash;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.testing.Ended;
import bank.withdrawals.testing.Running;
import bank.withdrawals.testing.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Processes that execute slices. None of them may end by itself. */
final class Workforce implements AutoCloseable {

  private static final int TERMINATED = 143;
  private static final int MOST_THREADS = 2;

  private final Tool tool;
  private final Random random;
  private final SlicesSeen slices;
  private final List<Running> workers = new ArrayList<>();

  /**
   * Nobody works yet.
   *
   * @param random draws the threads of each worker
   */
  Workforce(Tool tool, Random random, SlicesSeen slices) {
    this.tool = tool.process();
    this.random = random;
    this.slices = slices;
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
    worker.await("its work", () -> worker.err().contains("Worker with"));
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

  /** A worker that has a slice; if none has one just now, any. */
  Running busy() {
    return workers.stream()
        .filter(worker -> slices.locked(worker.pid()).isPresent())
        .findFirst()
        .orElse(workers.get(0));
  }

  /**
   * Freezes a worker that has a slice, until the slice is with another one, or ended.
   *
   * @return false if the manager ended, so that there was no such worker
   */
  boolean freeze(Running manager) {
    if (workers.size() == 1) {
      awaitWork(start());
    }
    while (!manager.hasEnded()) {
      Running worker = busy().signal("STOP");
      Optional<SlicesSeen.Locked> slice = slices.locked(worker.pid());
      slice.ifPresent(lost -> awaitSuccessor(lost, worker, manager));
      worker.signal("CONT");
      if (slice.isPresent()) {
        return true;
      }
    }
    return false;
  }

  private void awaitSuccessor(SlicesSeen.Locked slice, Running frozen, Running manager) {
    frozen.await(
        "a successor",
        () ->
            manager.hasEnded()
                || (slices.locked(frozen.pid()).isEmpty()
                    && slices.isWithAnother(slice, frozen.pid())));
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
