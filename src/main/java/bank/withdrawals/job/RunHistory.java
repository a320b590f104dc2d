package bank.withdrawals.job;

import bank.withdrawals.ledger.FileRegister;
import bank.withdrawals.ledger.RegisteredFile;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Loads runs. Asks Spring Batch's tables what the job repository cannot answer. */
@Component
public class RunHistory {

  private static final String UNFINISHED =
      """
      SELECT e.JOB_EXECUTION_ID
        FROM BATCH_JOB_EXECUTION e
        JOIN BATCH_JOB_INSTANCE i ON i.JOB_INSTANCE_ID = e.JOB_INSTANCE_ID
       WHERE i.JOB_NAME = ?
         AND e.STATUS <> 'COMPLETED'
         AND e.EXIT_CODE <> 'REFUSED'
         AND e.JOB_EXECUTION_ID = (SELECT MAX(l.JOB_EXECUTION_ID)
                                     FROM BATCH_JOB_EXECUTION l
                                    WHERE l.JOB_INSTANCE_ID = e.JOB_INSTANCE_ID)
       ORDER BY e.JOB_EXECUTION_ID
      """;

  private static final String LATEST =
      """
      SELECT MAX(e.JOB_EXECUTION_ID) AS latest
        FROM BATCH_JOB_EXECUTION e
        JOIN BATCH_JOB_INSTANCE i ON i.JOB_INSTANCE_ID = e.JOB_INSTANCE_ID
       WHERE i.JOB_NAME = ?
       GROUP BY e.JOB_INSTANCE_ID
       ORDER BY latest DESC
       FETCH FIRST %d ROWS ONLY
      """;

  /** Reads all parameters that were ever stored, so only for a run that has no registered file. */
  private static final String OF_RUN =
      """
      SELECT MAX(JOB_EXECUTION_ID)
        FROM BATCH_JOB_EXECUTION_PARAMS
       WHERE PARAMETER_NAME = ? AND PARAMETER_VALUE = ?
      """;

  private final JobRepository repository;
  private final FileRegister files;
  private final JdbcTemplate jdbc;

  RunHistory(JobRepository repository, FileRegister files, JdbcTemplate jdbc) {
    this.repository = repository;
    this.files = files;
    this.jdbc = jdbc;
  }

  /** The runs that are neither complete nor refused, oldest first. */
  public List<Run> unfinished() {
    return runs(jdbc.queryForList(UNFINISHED, Long.class, WithdrawalJobConfiguration.NAME));
  }

  /** The latest run of each content, the one that started last first; at most {@code limit}. */
  public List<Run> latest(int limit) {
    return runs(
        jdbc.queryForList(LATEST.formatted(limit), Long.class, WithdrawalJobConfiguration.NAME));
  }

  /** The run with this id; empty if none has it. */
  public Optional<Run> find(long runId) {
    Optional<RegisteredFile> file = files.find(runId);
    return file.isPresent()
        ? findByContent(file.get().sha256())
        : Optional.ofNullable(
                jdbc.queryForObject(OF_RUN, Long.class, RunParameters.RUN_ID, Long.toString(runId)))
            .map(this::run);
  }

  /** The latest run of this content; empty if it never started. */
  public Optional<Run> findByContent(String sha256) {
    @Nullable JobInstance instance =
        repository.getJobInstance(
            WithdrawalJobConfiguration.NAME, RunParameters.identifying(sha256));
    if (instance == null) {
      return Optional.empty();
    }
    List<JobExecution> executions = repository.getJobExecutions(instance);
    return executions.stream()
        .max(Comparator.comparing(JobExecution::getId))
        .map(last -> new Run(last, executions));
  }

  /** The run that an execution of this process belongs to. */
  public Run of(JobExecution execution) {
    return new Run(execution, repository.getJobExecutions(execution.getJobInstance()));
  }

  private List<Run> runs(List<Long> executionIds) {
    return executionIds.stream().map(this::run).toList();
  }

  private Run run(long executionId) {
    return of(Objects.requireNonNull(repository.getJobExecution(executionId)));
  }
}
