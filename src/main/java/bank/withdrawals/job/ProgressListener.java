package bank.withdrawals.job;

import bank.withdrawals.report.Progress;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.listener.ChunkListener;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Reports the progress of the debit and publish steps to the {@link Progress}. */
@Component
class ProgressListener implements StepExecutionListener, ChunkListener<Object, Object> {

  private final Progress progress;
  private final StepProgressReader reader;
  private boolean underWay;
  private long done;

  ProgressListener(ObjectProvider<Progress> progress, StepProgressReader reader) {
    this.progress = progress.getIfAvailable(() -> Progress.NONE);
    this.reader = reader;
  }

  @Override
  public void beforeStep(StepExecution step) {
    reader
        .read(step)
        .ifPresent(
            started -> {
              underWay = true;
              done = started.done();
              progress.begin(started.step(), started.unit(), done, started.total());
            });
  }

  /**
   * Counts rows that were decided, or whose events were published. A worker has slices of a step
   * that is under way in another process, which reports its progress.
   */
  @Override
  public synchronized void afterChunk(Chunk<Object> chunk) { // Each partition has its own thread.
    if (underWay && !chunk.isEmpty()) {
      done += chunk.size();
      progress.at(done);
    }
  }

  /** A listener of chunks is called for its step too, and a file may have many slices. */
  @Override
  public @Nullable ExitStatus afterStep(StepExecution step) {
    if (!SlicePartitions.isPartition(step)) {
      underWay = false;
      progress.end();
    }
    return null;
  }
}
