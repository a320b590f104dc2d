package bank.withdrawals.job;

import bank.withdrawals.domain.WithdrawalRow;
import bank.withdrawals.files.DiskSpaceGuard;
import bank.withdrawals.files.Home;
import bank.withdrawals.intake.IntakeSettings;
import bank.withdrawals.intake.WithdrawalRowReader;
import bank.withdrawals.ledger.FileRegister;
import bank.withdrawals.ledger.Ledger;
import bank.withdrawals.lock.AdvisoryRunLock;
import bank.withdrawals.lock.RunLock;
import bank.withdrawals.outbox.EventWriter;
import bank.withdrawals.outbox.EventsNotSentException;
import bank.withdrawals.outbox.OutboxEntry;
import bank.withdrawals.outbox.OutboxReader;
import bank.withdrawals.outbox.PoisonEventException;
import bank.withdrawals.outbox.PublishingSettings;
import bank.withdrawals.rejects.ErrorFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.flow.FlowExecutionStatus;
import org.springframework.batch.core.job.flow.JobExecutionDecider;
import org.springframework.batch.core.listener.ChunkListener;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.partition.PartitionHandler;
import org.springframework.batch.core.partition.support.TaskExecutorPartitionHandler;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.ItemStreamReader;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * The way of a withdrawal, top to bottom: receive the file, debit its rows, publish the debits,
 * report. The job instance is the file's content.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(JobSettings.class)
public class WithdrawalJobConfiguration {

  public static final String NAME = "withdrawals";
  static final String RECEIVE = "receive";
  static final String DEBIT = "debit";
  static final String PUBLISH = "publish";
  static final String REPORT = "report";

  private static final FlowExecutionStatus PUBLISH_ONLY = new FlowExecutionStatus("PUBLISH_ONLY");

  private final JobRepository repository;
  private final PlatformTransactionManager transactionManager;
  private final GracefulShutdown gracefulStop;
  private final LogContextListener logFields;

  WithdrawalJobConfiguration(
      JobRepository repository,
      PlatformTransactionManager transactionManager,
      GracefulShutdown gracefulStop,
      LogContextListener logFields) {
    this.repository = repository;
    this.transactionManager = transactionManager;
    this.gracefulStop = gracefulStop;
    this.logFields = logFields;
  }

  /** Debits are never held up by a broker, and the report is written however a step has ended. */
  @Bean
  Job withdrawals(
      Step receive, Step debit, Step publish, Step report, RunCompletionListener outcome) {
    JobExecutionDecider entry =
        (execution, step) ->
            RunParameters.of(execution.getJobParameters()).isPublishOnly()
                ? PUBLISH_ONLY
                : FlowExecutionStatus.COMPLETED;
    return new JobBuilder(NAME, repository)
        .listener(outcome)
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

  /** Accepts or refuses the whole file, and registers it. */
  @Bean
  Step receive(ReceiveTasklet tasklet) {
    return new StepBuilder(RECEIVE, repository)
        .tasklet(tasklet, transactionManager)
        .listener(logFields)
        .listener(tasklet)
        .listener(gracefulStop)
        .build();
  }

  /** Deals the rows out by account and has every part debited; one part, unless told otherwise. */
  @Bean
  Step debit(PartitionHandler allPartitions, ProgressListener progress) {
    return new StepBuilder(DEBIT, repository)
        .partitioner(DEBIT, new DebitPartitions.Names())
        .partitionHandler(allPartitions)
        .listener(logFields)
        .listener(gracefulStop)
        .listener((StepExecutionListener) progress)
        .build();
  }

  @Bean
  @StepScope
  PartitionHandler allPartitions(
      DebitPartitions partitions,
      Step debitPartition,
      @Value("#{stepExecution}") StepExecution step)
      throws IOException {
    int count = partitions.count(step);
    TaskExecutorPartitionHandler handler = new TaskExecutorPartitionHandler();
    handler.setStep(debitPartition);
    handler.setGridSize(count);
    handler.setTaskExecutor(
        count == 1 ? new SyncTaskExecutor() : new SimpleAsyncTaskExecutor(DEBIT + "-"));
    return handler;
  }

  /**
   * Decides and debits, a chunk a transaction. Not fault-tolerant: a write tried again in the same
   * transaction would debit twice, so a failure fails the step and the run goes on from the last
   * commit.
   */
  @Bean
  Step debitPartition(
      JobSettings settings,
      ItemStreamReader<WithdrawalRow> rowReader,
      DebitWriter debitWriter,
      ProgressListener progress,
      ChunkTimingListener times) {
    return new StepBuilder(DEBIT, repository)
        .<WithdrawalRow, WithdrawalRow>chunk(settings.chunkSize())
        .transactionManager(transactionManager)
        .reader(rowReader)
        .writer(debitWriter)
        .interruptionPolicy(WithdrawalJobConfiguration::stopWhenInterrupted)
        .listener(gracefulStop)
        .listener((ChunkListener<?, ?>) progress)
        .listener((StepExecutionListener) times)
        .listener((ChunkListener<?, ?>) times)
        .build();
  }

  /**
   * Sends the events, a chunk a Kafka transaction. A passing failure is tried again, an event that
   * Kafka will never take is skipped, which parks it.
   */
  @Bean
  Step publish(
      PublishingSettings settings,
      OutboxReader outboxReader,
      EventWriter eventWriter,
      ProgressListener progress,
      ChunkTimingListener times) {
    RetryPolicy passingFailures =
        RetryPolicy.builder()
            .predicate(
                failure ->
                    failure instanceof EventsNotSentException unsent
                        && unsent.isTransient()
                        && !gracefulStop.isRequested())
            .maxRetries(settings.retries())
            .delay(settings.firstDelay())
            .multiplier(2)
            .maxDelay(settings.maxDelay())
            .build();
    return new StepBuilder(PUBLISH, repository)
        .<OutboxEntry, OutboxEntry>chunk(settings.chunkSize())
        .transactionManager(transactionManager)
        .reader(outboxReader)
        .writer(eventWriter)
        .faultTolerant()
        .retryPolicy(passingFailures)
        .skipPolicy((failure, skips) -> failure instanceof PoisonEventException)
        .skipListener(eventWriter)
        .interruptionPolicy(WithdrawalJobConfiguration::stopWhenInterrupted)
        .listener(logFields)
        .listener(gracefulStop)
        .listener((StepExecutionListener) progress)
        .listener((ChunkListener<?, ?>) progress)
        .listener((StepExecutionListener) times)
        .listener((ChunkListener<?, ?>) times)
        .allowStartIfComplete(true)
        .build();
  }

  /** Leaves the error file, the summary, and the inbox tidy. */
  @Bean
  Step report(ReportTasklet tasklet) {
    return new StepBuilder(REPORT, repository)
        .tasklet(tasklet, transactionManager)
        .listener(logFields)
        .listener(gracefulStop)
        .allowStartIfComplete(true)
        .build();
  }

  @Bean
  @StepScope
  ItemStreamReader<WithdrawalRow> rowReader(
      IntakeSettings settings, @Value("#{stepExecution}") StepExecution step) {
    RunParameters run = RunParameters.of(step.getJobExecution().getJobParameters());
    return new WithdrawalRowReader(run.path(), run.sha256(), settings, DebitPartitions.of(step));
  }

  @Bean
  @StepScope
  DebitWriter debitWriter(
      FileRegister files,
      Ledger ledger,
      DiskSpaceGuard freeSpace,
      Home home,
      IntakeSettings settings,
      @Value("#{stepExecution}") StepExecution step) {
    RunParameters run = RunParameters.of(step.getJobExecution().getJobParameters());
    ErrorFile errorFile = new ErrorFile(home.output(run.runId()));
    return new DebitWriter(
        run.runId(),
        files.get(run.runId()).businessDate(),
        ledger,
        errorFile.writer(DebitPartitions.of(step).fileName(), () -> columns(run, settings)),
        freeSpace);
  }

  @Bean
  DiskSpaceGuard diskSpaceGuard(Home home, JobSettings settings) {
    return new DiskSpaceGuard(home, settings.minFreeSpace());
  }

  /** Where the database is embedded, whoever opens it has taken the lock already. */
  @Bean
  @ConditionalOnMissingBean
  RunLock runLock(DataSource dataSource) {
    return new AdvisoryRunLock(dataSource);
  }

  private static List<String> columns(RunParameters run, IntakeSettings settings) {
    try {
      return WithdrawalRowReader.carriedColumns(run.path(), settings);
    } catch (IOException failure) {
      throw new UncheckedIOException("The input file cannot be read: " + run.path(), failure);
    }
  }

  /**
   * A chunk step ends as completed where its policy only throws, however many rows are left; told
   * to terminate, it ends as stopped.
   */
  private static void stopWhenInterrupted(StepExecution step) {
    if (Thread.currentThread().isInterrupted()) {
      step.setTerminateOnly();
    }
  }
}
