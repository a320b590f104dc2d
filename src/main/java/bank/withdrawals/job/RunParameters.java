package bank.withdrawals.job;

import bank.withdrawals.intake.Original;
import java.nio.file.Path;
import java.util.Objects;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.step.StepExecution;

/**
 * The parameters of one execution of the job. The file's content alone identifies the job instance:
 * the same bytes under another name are the same run, if they have the same format.
 *
 * @param content the hash of the file's bytes and of its format: see {@link Original#content}
 * @param runId the run
 * @param path where the file is, absolute
 * @param options what the caller asked for
 * @param isPublishOnly whether the execution only publishes events, and leaves undecided rows
 *     undecided
 */
public record RunParameters(
    String content, long runId, Path path, RunOptions options, boolean isPublishOnly) {

  static final String RUN_ID = "runId";

  private static final String CONTENT = "content";
  private static final int SHA256_DIGITS = 64;
  static final String PATH = "path";
  private static final String FROM_INBOX = "fromInbox";
  private static final String REQUIRE_CONTROL = "requireControl";
  private static final String REQUIRE_APPROVAL = "requireApproval";
  private static final String FAIL_ON_REJECTS = "failOnRejects";
  private static final String FAIL_ON_PARKED = "failOnParked";
  private static final String REJECT_EVENTS = "rejectEvents";
  private static final String PARTITIONS = "partitions";
  private static final String FORMAT = "format";
  private static final String PUBLISH_ONLY = "publishOnly";

  /** The parameters that identify the job instance of a content. */
  public static JobParameters identifying(String content) {
    return new JobParametersBuilder().addString(CONTENT, content, true).toJobParameters();
  }

  /** The hash of the file's bytes, 64 hex digits. */
  public String sha256() {
    return content.substring(0, SHA256_DIGITS);
  }

  /** The parameters of an execution. */
  static RunParameters of(JobExecution execution) {
    JobParameters parameters = execution.getJobParameters();
    return new RunParameters(
        Objects.requireNonNull(parameters.getString(CONTENT)),
        Objects.requireNonNull(parameters.getLong(RUN_ID)),
        Path.of(Objects.requireNonNull(parameters.getString(PATH))),
        new RunOptions(
            is(parameters, FROM_INBOX),
            is(parameters, REQUIRE_CONTROL),
            is(parameters, REQUIRE_APPROVAL),
            is(parameters, FAIL_ON_REJECTS),
            is(parameters, FAIL_ON_PARKED),
            is(parameters, REJECT_EVENTS),
            Objects.requireNonNull(parameters.getLong(PARTITIONS)).intValue(),
            parameters.getString(FORMAT)),
        is(parameters, PUBLISH_ONLY));
  }

  /** The parameters of the execution that a step belongs to. */
  static RunParameters of(StepExecution step) {
    return of(step.getJobExecution());
  }

  /** These parameters for Spring Batch. */
  public JobParameters toJobParameters() {
    JobParametersBuilder builder =
        new JobParametersBuilder()
            .addString(CONTENT, content, true)
            .addLong(RUN_ID, runId, false)
            .addString(PATH, path.toString(), false)
            .addString(FROM_INBOX, Boolean.toString(options.fromInbox()), false)
            .addString(REQUIRE_CONTROL, Boolean.toString(options.requireControl()), false)
            .addString(REQUIRE_APPROVAL, Boolean.toString(options.requireApproval()), false)
            .addString(FAIL_ON_REJECTS, Boolean.toString(options.failOnRejects()), false)
            .addString(FAIL_ON_PARKED, Boolean.toString(options.failOnParked()), false)
            .addString(PUBLISH_ONLY, Boolean.toString(isPublishOnly), false)
            .addString(REJECT_EVENTS, Boolean.toString(options.rejectEvents()), false)
            .addLong(PARTITIONS, (long) options.partitions(), false);
    if (options.format() != null) {
      builder.addString(FORMAT, options.format(), false);
    }
    return builder.toJobParameters();
  }

  /** Parameters for a whole execution of the same run. */
  public RunParameters complete() {
    return new RunParameters(content, runId, path, options, false);
  }

  /** Parameters for an execution that only publishes events. */
  public RunParameters publishOnly() {
    return new RunParameters(content, runId, path, options, true);
  }

  /** These parameters with other options. */
  public RunParameters with(RunOptions other) {
    return new RunParameters(content, runId, path, other, isPublishOnly);
  }

  /** The file's name without its folder. */
  public String name() {
    return path.getFileName().toString();
  }

  private static boolean is(JobParameters parameters, String name) {
    return Boolean.parseBoolean(parameters.getString(name));
  }
}
