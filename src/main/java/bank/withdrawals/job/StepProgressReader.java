package bank.withdrawals.job;

import bank.withdrawals.ledger.FileRegister;
import bank.withdrawals.outbox.Outbox;
import java.util.Optional;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.stereotype.Component;

/** Reads how far a step is. Counts pending events, but no rows. */
@Component
public class StepProgressReader {

  private final RunHistory history;
  private final FileRegister files;
  private final Outbox outbox;

  StepProgressReader(RunHistory history, FileRegister files, Outbox outbox) {
    this.history = history;
    this.files = files;
    this.outbox = outbox;
  }

  /** The progress of a step; empty if the step does not work through the file row by row. */
  public Optional<StepProgress> read(StepExecution step) {
    return switch (step.getStepName()) {
      case WithdrawalJobConfiguration.DEBIT -> Optional.of(debit(step));
      case WithdrawalJobConfiguration.PUBLISH -> Optional.of(publish(step));
      default -> Optional.empty();
    };
  }

  private StepProgress debit(StepExecution step) {
    Run run = history.of(step.getJobExecution());
    long rows = files.find(run.runId()).map(file -> file.rows().count()).orElse(0L);
    return new StepProgress(step.getStepName(), "rows", run.decidedRows(), rows);
  }

  private StepProgress publish(StepExecution step) {
    long sent =
        step.getJobExecution().getStepExecutions().stream()
            .filter(SlicePartitions.of(WithdrawalJobConfiguration.PUBLISH))
            .mapToLong(StepExecution::getWriteCount)
            .sum();
    long pending = outbox.pendingEvents(files.get(RunParameters.of(step).runId()));
    return new StepProgress(step.getStepName(), "events", sent, sent + pending);
  }
}
