package bank.withdrawals.job;

import bank.withdrawals.ledger.DecidedRow;
import bank.withdrawals.report.Progress;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.listener.ChunkListener;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Tells the {@link Progress} of the two steps that take their time. */
@Component
class ProgressListener implements StepExecutionListener, ChunkListener<Object, Object> {

  private final Progress progress;
  private final StepProgressReader standings;
  private long done;

  ProgressListener(ObjectProvider<Progress> progress, StepProgressReader standings) {
    this.progress = progress.getIfAvailable(() -> Progress.NONE);
    this.standings = standings;
  }

  @Override
  public void beforeStep(StepExecution step) {
    standings
        .of(step)
        .ifPresent(
            standing -> {
              done = standing.done();
              progress.begin(standing.step(), standing.unit(), done, standing.total());
            });
  }

  /** From as many threads as there are partitions. */
  @Override
  public synchronized void afterChunk(Chunk<Object> chunk) {
    if (!chunk.isEmpty()) {
      Object last = chunk.getItems().get(chunk.size() - 1);
      done = last instanceof DecidedRow row ? row.line() : done + chunk.size();
      progress.at(done);
    }
  }

  @Override
  public @Nullable ExitStatus afterStep(StepExecution step) {
    progress.end();
    return null;
  }
}
