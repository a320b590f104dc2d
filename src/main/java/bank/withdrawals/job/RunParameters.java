package bank.withdrawals.job;

import java.nio.file.Path;
import java.util.Objects;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;

/**
 * What one execution of the job is about. The file's content alone identifies the job instance: the
 * same bytes under another name are the same run.
 *
 * @param sha256 of the file's bytes, 64 hex digits
 * @param run the run, which is also the file's id in the tables
 * @param path where the file lies, absolute
 * @param options what the caller asked for
 * @param publishOnly whether to send events and leave undecided rows undecided
 * @param decidedThrough the line through which every row is decided when events are sent
 */
public record RunParameters(
    String sha256,
    long run,
    Path path,
    RunOptions options,
    boolean publishOnly,
    long decidedThrough) {

  private static final String SHA256 = "sha256";
  static final String RUN = "run";
  private static final String PATH = "path";
  private static final String FROM_INBOX = "fromInbox";
  private static final String REQUIRE_CONTROL = "requireControl";
  private static final String REQUIRE_APPROVAL = "requireApproval";
  private static final String FAIL_ON_REJECTS = "failOnRejects";
  private static final String REJECT_EVENTS = "rejectEvents";
  private static final String PARTITIONS = "partitions";
  private static final String PUBLISH_ONLY = "publishOnly";
  private static final String DECIDED_THROUGH = "decidedThrough";

  /** The parameters that identify the job instance of a content. */
  public static JobParameters identifying(String sha256) {
    return new JobParametersBuilder().addString(SHA256, sha256, true).toJobParameters();
  }

  public static RunParameters of(JobParameters parameters) {
    return new RunParameters(
        Objects.requireNonNull(parameters.getString(SHA256)),
        Objects.requireNonNull(parameters.getLong(RUN)),
        Path.of(Objects.requireNonNull(parameters.getString(PATH))),
        new RunOptions(
            is(parameters, FROM_INBOX),
            is(parameters, REQUIRE_CONTROL),
            is(parameters, REQUIRE_APPROVAL),
            is(parameters, FAIL_ON_REJECTS),
            is(parameters, REJECT_EVENTS),
            (int) number(parameters, PARTITIONS, 0)),
        is(parameters, PUBLISH_ONLY),
        number(parameters, DECIDED_THROUGH, Long.MAX_VALUE));
  }

  public JobParameters toJobParameters() {
    return new JobParametersBuilder()
        .addString(SHA256, sha256, true)
        .addLong(RUN, run, false)
        .addString(PATH, path.toString(), false)
        .addString(FROM_INBOX, Boolean.toString(options.fromInbox()), false)
        .addString(REQUIRE_CONTROL, Boolean.toString(options.requireControl()), false)
        .addString(REQUIRE_APPROVAL, Boolean.toString(options.requireApproval()), false)
        .addString(FAIL_ON_REJECTS, Boolean.toString(options.failOnRejects()), false)
        .addString(REJECT_EVENTS, Boolean.toString(options.rejectEvents()), false)
        .addLong(PARTITIONS, (long) options.partitions(), false)
        .addString(PUBLISH_ONLY, Boolean.toString(publishOnly), false)
        .addLong(DECIDED_THROUGH, decidedThrough, false)
        .toJobParameters();
  }

  /** The same run, all of it. */
  public RunParameters complete() {
    return new RunParameters(sha256, run, path, options, false, Long.MAX_VALUE);
  }

  /** Only the events of the lines up to {@code decidedThrough}. */
  public RunParameters publishingOnly(long decidedThrough) {
    return new RunParameters(sha256, run, path, options, true, decidedThrough);
  }

  /** The file's name without a path. */
  public String name() {
    return path.getFileName().toString();
  }

  private static long number(JobParameters parameters, String name, long otherwise) {
    Long value = parameters.getLong(name);
    return value == null ? otherwise : value;
  }

  private static boolean is(JobParameters parameters, String name) {
    return Boolean.parseBoolean(parameters.getString(name));
  }
}
