package bank.withdrawals.job;

import bank.withdrawals.intake.Partition;
import bank.withdrawals.intake.WithdrawalRowReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Earlier executions, by questions that the job repository itself does not answer. */
@Component
public class RunHistory {

  private static final String UNFINISHED =
      "SELECT e.JOB_EXECUTION_ID FROM BATCH_JOB_EXECUTION e"
          + " JOIN BATCH_JOB_INSTANCE i ON i.JOB_INSTANCE_ID = e.JOB_INSTANCE_ID"
          + " WHERE i.JOB_NAME = ? AND e.STATUS <> 'COMPLETED' AND e.EXIT_CODE <> 'REFUSED'"
          + " AND e.JOB_EXECUTION_ID = (SELECT MAX(l.JOB_EXECUTION_ID) FROM BATCH_JOB_EXECUTION l"
          + " WHERE l.JOB_INSTANCE_ID = e.JOB_INSTANCE_ID) ORDER BY e.JOB_EXECUTION_ID";

  private static final String LATEST =
      "SELECT MAX(e.JOB_EXECUTION_ID) AS latest FROM BATCH_JOB_EXECUTION e"
          + " JOIN BATCH_JOB_INSTANCE i ON i.JOB_INSTANCE_ID = e.JOB_INSTANCE_ID"
          + " WHERE i.JOB_NAME = ? GROUP BY e.JOB_INSTANCE_ID"
          + " ORDER BY latest DESC FETCH FIRST %d ROWS ONLY";

  private static final String CONTENT = "SELECT sha256 FROM input_file WHERE run_id = ?";

  /** Of a run that was refused, and so not registered. Reads all parameters there ever were. */
  private static final String OF_RUN =
      "SELECT MAX(JOB_EXECUTION_ID) FROM BATCH_JOB_EXECUTION_PARAMS"
          + " WHERE PARAMETER_NAME = ? AND PARAMETER_VALUE = ?";

  private final JobRepository repository;
  private final JdbcTemplate jdbc;

  RunHistory(JobRepository repository, JdbcTemplate jdbc) {
    this.repository = repository;
    this.jdbc = jdbc;
  }

  /** The last executions of the runs that are not done, oldest first. */
  public List<JobExecution> unfinished() {
    return executions(jdbc.queryForList(UNFINISHED, Long.class, WithdrawalJobConfiguration.NAME));
  }

  /** The last executions of as many files, the one that was started last first. */
  public List<JobExecution> latest(int limit) {
    return executions(
        jdbc.queryForList(LATEST.formatted(limit), Long.class, WithdrawalJobConfiguration.NAME));
  }

  /** The last execution of a run. */
  public Optional<JobExecution> lastOf(long run) {
    List<String> content = jdbc.queryForList(CONTENT, String.class, run);
    return content.isEmpty()
        ? Optional.ofNullable(
                jdbc.queryForObject(OF_RUN, Long.class, RunParameters.RUN_ID, Long.toString(run)))
            .map(repository::getJobExecution)
        : lastOver(content.get(0));
  }

  /** The last execution over these bytes. */
  public Optional<JobExecution> lastOver(String sha256) {
    return instance(sha256).map(repository::getLastJobExecution);
  }

  /** Whether every row of these bytes is decided. */
  public boolean isDebited(String sha256) {
    return lastStep(sha256, WithdrawalJobConfiguration.DEBIT)
        .filter(debit -> debit.getStatus() == BatchStatus.COMPLETED)
        .isPresent();
  }

  /**
   * Where the partitions of the debit step over these bytes would go on; empty where it would
   * begin. A step that died before its first commit has kept nothing, and the one before it holds.
   */
  public Map<Partition, ExecutionContext> positions(String sha256) {
    List<StepExecution> begun =
        instance(sha256).stream()
            .flatMap(instance -> repository.getJobExecutions(instance).stream())
            .flatMap(execution -> execution.getStepExecutions().stream())
            .filter(DebitPartitions::isOne)
            .sorted(Comparator.comparing(StepExecution::getId))
            .toList();
    Map<Partition, ExecutionContext> positions = new HashMap<>();
    for (StepExecution step : begun) {
      Partition.of(DebitPartitions.of(step).count())
          .forEach(partition -> positions.putIfAbsent(partition, new ExecutionContext()));
      if (!step.getExecutionContext().isEmpty()) {
        positions.put(DebitPartitions.of(step), step.getExecutionContext());
      }
    }
    return positions;
  }

  /**
   * The line through which every row of these bytes is decided: all of them, where the debit step
   * is complete. Behind it, a partition may have debited what another has still to come to.
   */
  public long decidedThrough(String sha256) {
    return isDebited(sha256)
        ? Long.MAX_VALUE
        : positions(sha256).values().stream()
            .mapToLong(WithdrawalRowReader::readThrough)
            .min()
            .orElse(0);
  }

  /** Whether these bytes were refused the last time. */
  public boolean isRefused(String sha256) {
    return lastStep(sha256, WithdrawalJobConfiguration.RECEIVE)
        .filter(receive -> ReceiveTasklet.REFUSED.equals(receive.getExitStatus().getExitCode()))
        .isPresent();
  }

  private Optional<StepExecution> lastStep(String sha256, String step) {
    return instance(sha256).map(instance -> repository.getLastStepExecution(instance, step));
  }

  private Optional<JobInstance> instance(String sha256) {
    return Optional.ofNullable(
        repository.getJobInstance(
            WithdrawalJobConfiguration.NAME, RunParameters.identifying(sha256)));
  }

  private List<JobExecution> executions(List<Long> ids) {
    List<JobExecution> executions = new ArrayList<>();
    for (Long id : ids) {
      executions.add(Objects.requireNonNull(repository.getJobExecution(id)));
    }
    return executions;
  }
}
