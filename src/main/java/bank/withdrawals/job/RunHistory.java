package bank.withdrawals.job;

import bank.withdrawals.ledger.DecidedRows;
import bank.withdrawals.ledger.FileRegister;
import bank.withdrawals.ledger.RegisteredFile;
import java.nio.file.Path;
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
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Loads runs. Asks Spring Batch's tables what the job repository cannot answer. */
@Component
public class RunHistory {

  private static final String UNFINISHED =
      """
      SELECT e.JOB_INSTANCE_ID
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
      SELECT e.JOB_INSTANCE_ID, MAX(e.JOB_EXECUTION_ID) AS latest
        FROM BATCH_JOB_EXECUTION e
        JOIN BATCH_JOB_INSTANCE i ON i.JOB_INSTANCE_ID = e.JOB_INSTANCE_ID
       WHERE i.JOB_NAME = ?
       GROUP BY e.JOB_INSTANCE_ID
       ORDER BY latest DESC
       FETCH FIRST ? ROWS ONLY
      """;

  /** Reads all parameters that were ever stored, so only for a run that has no registered file. */
  private static final String OF_RUN =
      """
      SELECT MAX(JOB_EXECUTION_ID)
        FROM BATCH_JOB_EXECUTION_PARAMS
       WHERE PARAMETER_NAME = ? AND PARAMETER_VALUE = ?
      """;

  private static final String SLICES =
      """
      SELECT STEP_EXECUTION_ID, STATUS, WRITE_COUNT
        FROM BATCH_STEP_EXECUTION
       WHERE JOB_EXECUTION_ID = ?
      """;

  private static final String EXECUTABLE =
      """
      SELECT COUNT(*)
        FROM BATCH_STEP_EXECUTION s
        JOIN BATCH_JOB_EXECUTION e ON e.JOB_EXECUTION_ID = s.JOB_EXECUTION_ID
       WHERE s.STEP_EXECUTION_ID = ?
         AND s.STATUS IN ('STARTING', 'STARTED', 'STOPPING', 'STOPPED')
         AND e.STATUS = 'STARTED'
         AND e.JOB_EXECUTION_ID = (SELECT MAX(l.JOB_EXECUTION_ID)
                                     FROM BATCH_JOB_EXECUTION l)
         AND NOT EXISTS (SELECT f.STEP_EXECUTION_ID
                           FROM BATCH_STEP_EXECUTION f
                          WHERE f.JOB_EXECUTION_ID = e.JOB_EXECUTION_ID
                            AND f.STATUS IN ('FAILED', 'UNKNOWN'))
      """;

  private static final String LATEST_EXECUTION =
      "SELECT MAX(JOB_EXECUTION_ID) FROM BATCH_JOB_EXECUTION";

  private final JobRepository repository;
  private final FileRegister files;
  private final DecidedRows rows;
  private final JdbcTemplate jdbc;

  RunHistory(JobRepository repository, FileRegister files, DecidedRows rows, JdbcTemplate jdbc) {
    this.repository = repository;
    this.files = files;
    this.rows = rows;
    this.jdbc = jdbc;
  }

  /**
   * The id of the latest execution of any run; -1 if no run was executed, because ids may begin
   * with 0.
   */
  public long latestExecution() {
    Long latest = jdbc.queryForObject(LATEST_EXECUTION, Long.class);
    return latest == null ? -1 : latest;
  }

  /** The step executions of a job execution, by their ids. */
  public Map<Long, SliceState> slices(long jobExecution) {
    Map<Long, SliceState> states = new HashMap<>();
    jdbc.query(
        SLICES,
        row -> {
          states.put(
              row.getLong(1),
              new SliceState(BatchStatus.valueOf(row.getString(2)), row.getLong(3)));
        },
        jobExecution);
    return states;
  }

  /**
   * Whether a slice may be executed now: it has not ended, none of its job execution has failed,
   * and that is under way and the latest of all.
   */
  public boolean isExecutable(long stepExecution) {
    return !Objects.equals(jdbc.queryForObject(EXECUTABLE, Integer.class, stepExecution), 0);
  }

  /** The runs that are neither complete nor refused, oldest first. */
  public List<Run> unfinished() {
    return runs(UNFINISHED, WithdrawalJobConfiguration.NAME);
  }

  /** The unfinished runs whose last execution read its file from this path, oldest first. */
  public List<Run> unfinishedAt(Path file) {
    return unfinished().stream()
        .filter(run -> run.path().toString().equals(file.toString()))
        .toList();
  }

  /** The latest run of each content, the one that started last first; at most {@code limit}. */
  public List<Run> latest(int limit) {
    return runs(LATEST, WithdrawalJobConfiguration.NAME, limit);
  }

  /** The run with this id; empty if none has it. */
  public Optional<Run> find(long runId) {
    Optional<RegisteredFile> file = files.find(runId);
    return file.isPresent()
        ? findByContent(file.get().content())
        : Optional.ofNullable(
                jdbc.queryForObject(OF_RUN, Long.class, RunParameters.RUN_ID, Long.toString(runId)))
            .map(repository::getJobExecution)
            .map(stored -> run(stored, false));
  }

  /**
   * The latest run of this content; empty if it never started.
   *
   * @param content as {@link bank.withdrawals.intake.Original#content} makes it
   */
  public Optional<Run> findByContent(String content) {
    return instance(content).flatMap(this::latestOf);
  }

  /**
   * A run that has received the same bytes in another format, so that they must not be received in
   * this one: it has debited some of them, may do so, or has events.
   */
  public Optional<RegisteredFile> receivedInAnotherFormat(String sha256, String content) {
    return files.withHash(sha256).stream()
        .filter(file -> !file.content().equals(content))
        .filter(
            file -> file.rejectEvents() || !isDebited(file) || rows.lastDebited(file.runId()) > 0)
        .findFirst();
  }

  /** Whether every row of a received file is decided. */
  public boolean isDebited(RegisteredFile file) {
    return instance(file.content())
        .map(
            instance -> repository.getLastStepExecution(instance, WithdrawalJobConfiguration.DEBIT))
        .filter(debit -> debit.getStatus() == BatchStatus.COMPLETED)
        .isPresent();
  }

  /** The run that an execution of this process belongs to. */
  public Run of(JobExecution execution) {
    return run(execution, true);
  }

  private Run run(JobExecution execution, boolean underWay) {
    return new Run(execution, repository.getJobExecutions(execution.getJobInstance()), underWay);
  }

  private List<Run> runs(String instanceIds, Object... arguments) {
    return jdbc.query(instanceIds, (row, n) -> row.getLong(1), arguments).stream()
        .map(repository::getJobInstance)
        .flatMap(instance -> latestOf(Objects.requireNonNull(instance)).stream())
        .toList();
  }

  private Optional<JobInstance> instance(String content) {
    return Optional.ofNullable(
        repository.getJobInstance(
            WithdrawalJobConfiguration.NAME, RunParameters.identifying(content)));
  }

  private Optional<Run> latestOf(JobInstance instance) {
    List<JobExecution> executions = repository.getJobExecutions(instance);
    return executions.stream()
        .max(Comparator.comparing(JobExecution::getId))
        .map(last -> new Run(last, executions, false));
  }
}
