package bank.withdrawals.job;

import bank.withdrawals.ledger.FileRegister;
import bank.withdrawals.outbox.Outbox;
import java.util.Optional;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.stereotype.Component;

/** How far steps have come, told from the job repository without counting rows. */
@Component
public class StepProgressReader {

  private final JobRepository repository;
  private final FileRegister files;
  private final Outbox journal;

  StepProgressReader(JobRepository repository, FileRegister files, Outbox journal) {
    this.repository = repository;
    this.files = files;
    this.journal = journal;
  }

  /** Of a step that works through the file; empty for the others. */
  public Optional<StepProgress> of(StepExecution step) {
    long run = RunParameters.of(step.getJobExecution().getJobParameters()).runId();
    return switch (step.getStepName()) {
      case WithdrawalJobConfiguration.DEBIT ->
          Optional.of(new StepProgress(step.getStepName(), "rows", decided(step), rows(run)));
      case WithdrawalJobConfiguration.PUBLISH ->
          Optional.of(
              new StepProgress(
                  step.getStepName(),
                  "lines",
                  files.get(run).publishedThrough(),
                  journal.lastLine(files.get(run))));
      default -> Optional.empty();
    };
  }

  private long rows(long run) {
    return files.find(run).map(file -> file.rows().count()).orElse(0L);
  }

  /** Each start of a partition has counted its own; what was rolled back is not in it. */
  private long decided(StepExecution step) {
    return repository.getJobExecutions(step.getJobExecution().getJobInstance()).stream()
        .map(JobExecution::getStepExecutions)
        .flatMap(steps -> steps.stream())
        .filter(DebitPartitions::isOne)
        .mapToLong(StepExecution::getWriteCount)
        .sum();
  }
}
