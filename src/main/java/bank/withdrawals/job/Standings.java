package bank.withdrawals.job;

import bank.withdrawals.publishing.Journal;
import java.util.Optional;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.stereotype.Component;

/** How far steps have come, told from the job repository without counting rows. */
@Component
class Standings {

  private final JobRepository repository;
  private final InputFiles files;
  private final Journal journal;

  Standings(JobRepository repository, InputFiles files, Journal journal) {
    this.repository = repository;
    this.files = files;
    this.journal = journal;
  }

  /** Of a step that works through the file; empty for the others. */
  Optional<Standing> of(StepExecution step) {
    long run = RunParameters.of(step.getJobExecution().getJobParameters()).run();
    return switch (step.getStepName()) {
      case WithdrawalJob.DEBIT ->
          Optional.of(new Standing(step.getStepName(), "rows", decided(step), files.records(run)));
      case WithdrawalJob.PUBLISH ->
          Optional.of(
              new Standing(
                  step.getStepName(),
                  "lines",
                  journal.publishedThrough(run),
                  journal.lastLine(run)));
      default -> Optional.empty();
    };
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
