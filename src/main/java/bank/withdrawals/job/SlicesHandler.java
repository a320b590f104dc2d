package bank.withdrawals.job;

import bank.withdrawals.telemetry.LogFields;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.partition.support.TaskExecutorPartitionHandler;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.SyncTaskExecutor;

/**
 * Executes the slices in order, some of them at once. After one has failed, or a signal has asked
 * the process to stop, no further one begins: it would fail for the same reason.
 */
final class SlicesHandler extends TaskExecutorPartitionHandler {

  private final GracefulShutdown shutdown;
  private final AtomicBoolean failed = new AtomicBoolean();

  /**
   * A handler for one execution of a step.
   *
   * @param slices how many there are
   * @param atOnce how many are executed at once, each in a thread of its own
   */
  SlicesHandler(Step slice, int slices, int atOnce, GracefulShutdown shutdown) {
    this.shutdown = shutdown;
    setStep(slice);
    setGridSize(slices);
    if (Math.min(slices, atOnce) == 1) {
      setTaskExecutor(new SyncTaskExecutor());
    } else {
      SimpleAsyncTaskExecutor threads = new SimpleAsyncTaskExecutor("slice-");
      threads.setConcurrencyLimit(atOnce);
      setTaskExecutor(threads);
    }
  }

  @Override
  protected Set<StepExecution> doHandle(StepExecution manager, Set<StepExecution> slices)
      throws Exception {
    Set<StepExecution> inOrder = new TreeSet<>(Comparator.comparingInt(SlicePartitions::sliceOf));
    inOrder.addAll(slices);
    Set<StepExecution> done = super.doHandle(manager, inOrder);
    if (done.stream().anyMatch(slice -> slice.getStatus().isRunning())) {
      // Without this, Spring Batch would mark the step COMPLETED with slices that have not begun.
      manager.setTerminateOnly();
    }
    return done;
  }

  @Override
  protected FutureTask<StepExecution> createTask(Step step, StepExecution slice) {
    return new FutureTask<>(
        () -> {
          if (!failed.get() && !shutdown.isRequested()) {
            slice.getExecutionContext().remove(SlicePartitions.WORKER); // Of an earlier start.
            LogFields.slice(SlicePartitions.stepOf(slice), SlicePartitions.sliceOf(slice));
            try {
              step.execute(slice);
            } finally {
              LogFields.noSlice();
            }
            if (slice.getStatus() != BatchStatus.COMPLETED) {
              failed.set(true);
            }
          }
          return slice;
        });
  }
}
