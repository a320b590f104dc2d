package bank.withdrawals.job;

import bank.withdrawals.telemetry.RunMetrics;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.listener.ChunkListener;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Measures how long chunks take, if there are metrics. A step or a partition processes its chunks
 * one after the other on one thread.
 */
@Component
class ChunkTimingListener implements StepExecutionListener, ChunkListener<Object, Object> {

  private static final ThreadLocal<Running> RUNNING = new ThreadLocal<>();

  private final @Nullable RunMetrics metrics;

  ChunkTimingListener(ObjectProvider<RunMetrics> metrics) {
    this.metrics = metrics.getIfAvailable();
  }

  private record Running(String step, long since) {}

  @Override
  public void beforeStep(StepExecution step) {
    RUNNING.set(new Running(SlicePartitions.stepOf(step), System.nanoTime()));
  }

  @Override
  public @Nullable ExitStatus afterStep(StepExecution step) {
    RUNNING.remove();
    return null;
  }

  @Override
  public void afterChunk(Chunk<Object> chunk) {
    Running before = RUNNING.get();
    if (metrics != null && before != null && !chunk.isEmpty()) {
      long now = System.nanoTime();
      metrics.chunk(before.step(), Duration.ofNanos(now - before.since()));
      RUNNING.set(new Running(before.step(), now));
    }
  }
}
