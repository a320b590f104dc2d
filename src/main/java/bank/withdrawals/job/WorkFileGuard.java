package bank.withdrawals.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.stereotype.Component;

/** Makes sure that the work file is there before the debit step splits it into partitions. */
@Component
class WorkFileGuard implements StepExecutionListener {

  private final WorkFiles workFiles;

  WorkFileGuard(WorkFiles workFiles) {
    this.workFiles = workFiles;
  }

  @Override
  public void beforeStep(StepExecution step) {
    try {
      workFiles.require(RunParameters.of(step));
    } catch (IOException failure) {
      throw new UncheckedIOException(
          "The work file cannot be read: %s".formatted(failure.getMessage()), failure);
    }
  }
}
