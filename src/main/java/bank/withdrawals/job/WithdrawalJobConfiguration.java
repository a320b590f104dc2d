package bank.withdrawals.job;

import bank.withdrawals.files.DiskSpaceGuard;
import bank.withdrawals.files.Home;
import bank.withdrawals.lock.AdvisoryRunLock;
import bank.withdrawals.lock.RunLock;
import bank.withdrawals.workfile.WorkDirectories;
import javax.sql.DataSource;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.flow.FlowExecutionStatus;
import org.springframework.batch.core.job.flow.JobExecutionDecider;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.partition.PartitionHandler;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * The job, top to bottom in order of execution. Its job instance is the file's content.
 *
 * <ol>
 *   <li>receive: accept or refuse the whole file, and write the work file.
 *   <li>debit: decide and debit the rows, in partitions ({@link DebitConfiguration}).
 *   <li>publish: publish the events of the decided rows, in partitions ({@link
 *       PublishConfiguration}).
 *   <li>report: write the reports and move the file away.
 * </ol>
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(JobSettings.class)
public class WithdrawalJobConfiguration {

  /** The name of the job. */
  public static final String NAME = "withdrawals";

  static final String RECEIVE = "receive";
  static final String DEBIT = "debit";
  static final String PUBLISH = "publish";
  static final String REPORT = "report";

  private static final FlowExecutionStatus PUBLISH_ONLY = new FlowExecutionStatus("PUBLISH_ONLY");

  private final JobRepository repository;
  private final PlatformTransactionManager transactionManager;
  private final GracefulShutdown shutdown;
  private final LogContextListener logContext;

  WithdrawalJobConfiguration(
      JobRepository repository,
      PlatformTransactionManager transactionManager,
      GracefulShutdown shutdown,
      LogContextListener logContext) {
    this.repository = repository;
    this.transactionManager = transactionManager;
    this.shutdown = shutdown;
    this.logContext = logContext;
  }

  /** Debits never wait for a broker, and the report is written however a step ended. */
  @Bean
  Job withdrawals(
      Step receive, Step debit, Step publish, Step report, RunCompletionListener completion) {
    JobExecutionDecider entry =
        (execution, step) ->
            RunParameters.of(execution).isPublishOnly()
                ? PUBLISH_ONLY
                : FlowExecutionStatus.COMPLETED;
    return new JobBuilder(NAME, repository)
        .listener(completion)
        .start(entry)
        .on(PUBLISH_ONLY.getName())
        .to(publish)
        .from(entry)
        .on("*")
        .to(receive)
        .from(receive)
        .on("COMPLETED")
        .to(debit)
        .from(receive)
        .on("*")
        .to(report)
        .from(debit)
        .on("COMPLETED")
        .to(publish)
        .from(debit)
        .on("*")
        .to(report)
        .from(publish)
        .on("*")
        .to(report)
        .from(report)
        .on("COMPLETED")
        .end()
        .from(report)
        .on("*")
        .fail()
        .end()
        .build();
  }

  /** Accepts or refuses the whole file, and registers an accepted one. */
  @Bean
  Step receive(ReceiveTasklet tasklet, RunLock lock) {
    return new StepBuilder(RECEIVE, repository)
        .tasklet(
            (contribution, context) -> {
              lock.requireHeld();
              RepeatStatus status = tasklet.execute(contribution, context);
              lock.requireHeld();
              return status;
            },
            transactionManager)
        .listener(logContext)
        .listener(tasklet)
        .listener(shutdown)
        .build();
  }

  /** Debits the rows, in partitions, one for each slice of the work file. */
  @Bean
  Step debit(
      PartitionHandler debitHandler,
      SlicePartitions partitions,
      WorkFiles workFiles,
      ProgressListener progress) {
    return new StepBuilder(DEBIT, repository)
        .partitioner(DEBIT, partitions.names())
        .partitionHandler(debitHandler)
        .listener(logContext)
        .listener(new DebitConfiguration.WorkFileGuard(workFiles))
        .listener(shutdown)
        .listener((StepExecutionListener) progress)
        .build();
  }

  /** Publishes the events, in partitions, one for each slice of the run. */
  @Bean
  Step publish(
      PartitionHandler publishHandler,
      SlicePartitions partitions,
      PublishConfiguration.EarlierEvents earlier,
      ProgressListener progress) {
    return new StepBuilder(PUBLISH, repository)
        .partitioner(PUBLISH, partitions.names())
        .partitionHandler(publishHandler)
        .listener(logContext)
        .listener(earlier)
        .listener(shutdown)
        .listener((StepExecutionListener) progress)
        .allowStartIfComplete(true)
        .build();
  }

  /** Writes the reports and moves the file away, unless another run does. */
  @Bean
  Step report(ReportTasklet tasklet, RunLock lock) {
    return new StepBuilder(REPORT, repository)
        .tasklet(
            (contribution, context) -> {
              lock.requireHeld();
              return tasklet.execute(contribution, context);
            },
            transactionManager)
        .listener(logContext)
        .listener(shutdown)
        .allowStartIfComplete(true)
        .build();
  }

  /**
   * Stops a chunk step whose thread is interrupted. If the policy threw an exception, Spring Batch
   * would mark the step COMPLETED with rows left over. Setting terminateOnly marks it STOPPED.
   */
  static void stopWhenInterrupted(StepExecution step) {
    if (Thread.currentThread().isInterrupted()) {
      step.setTerminateOnly();
    }
  }

  @Bean
  DiskSpaceGuard diskSpaceGuard(Home home, JobSettings settings) {
    return new DiskSpaceGuard(home, settings.minFreeSpace());
  }

  @Bean
  WorkDirectories workDirectories(Home home, RunLock lock) {
    return new WorkDirectories(home.work(), lock::requireHeld);
  }

  /** The lock of a PostgreSQL database. Whoever opens an embedded database registers its lock. */
  @Bean
  @ConditionalOnMissingBean
  RunLock runLock(DataSource dataSource) {
    return new AdvisoryRunLock(dataSource);
  }
}
