package bank.withdrawals.job;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.report.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.beans.factory.support.StaticListableBeanFactory;

class ProgressListenerTest {

  private final List<Long> reported = new ArrayList<>();
  private int ends;

  private final ProgressListener listener =
      new ProgressListener(
          new StaticListableBeanFactory(Map.of("progress", new Recorder()))
              .getBeanProvider(Progress.class),
          new StepProgressReader(null, null, null) {
            @Override
            public Optional<StepProgress> read(StepExecution step) {
              return Optional.of(new StepProgress(step.getStepName(), "rows", 0, 3));
            }
          });

  @Test
  void rowsAndEventsAreCounted() {
    listener.beforeStep(step("debit"));
    listener.afterChunk(new Chunk<>("a row", "another row"));
    listener.afterChunk(new Chunk<>());
    listener.afterChunk(new Chunk<>("a third row"));
    assertThat(reported).containsExactly(2L, 3L);
  }

  /** Another process manages the step. */
  @Test
  void aWorkerReportsNoProgress() {
    listener.afterChunk(new Chunk<>("a row"));
    assertThat(reported).isEmpty();
  }

  /** The end of a slice is not the end of its file. */
  @Test
  void progressEndsWithItsStepAndNotWithASlice() {
    listener.afterStep(step("debit:0001"));
    assertThat(ends).isZero();
    listener.afterStep(step("debit"));
    assertThat(ends).isEqualTo(1);
  }

  private static StepExecution step(String name) {
    JobInstance instance = new JobInstance(1, "withdrawals");
    return new StepExecution(1, name, new JobExecution(1, instance, new JobParameters()));
  }

  private final class Recorder implements Progress {

    @Override
    public void begin(String step, String unit, long done, long total) {}

    @Override
    public void at(long done) {
      reported.add(done);
    }

    @Override
    public void end() {
      ends++;
    }
  }
}
