package bank.withdrawals.job;

import bank.withdrawals.ledger.DecidedRow;
import bank.withdrawals.ledger.FileRegister;
import bank.withdrawals.ledger.ParkedEvents;
import bank.withdrawals.ledger.RunSlice;
import bank.withdrawals.ledger.Slices;
import bank.withdrawals.lock.CommitGuard;
import bank.withdrawals.outbox.EventWriter;
import bank.withdrawals.outbox.EventsNotSentException;
import bank.withdrawals.outbox.Outbox;
import bank.withdrawals.outbox.OutboxReader;
import bank.withdrawals.outbox.Publishers;
import bank.withdrawals.outbox.PublishingSettings;
import bank.withdrawals.outbox.TransactionRecovery;
import bank.withdrawals.outbox.TransactionalEventSender;
import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.batch.core.listener.ChunkListener;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.partition.PartitionHandler;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.transaction.PlatformTransactionManager;

/** The partitions of the publish step: how many, and what each one does. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PublishingSettings.class)
class PublishConfiguration {

  private final JobRepository repository;
  private final PlatformTransactionManager transactionManager;
  private final GracefulShutdown shutdown;

  PublishConfiguration(
      JobRepository repository,
      PlatformTransactionManager transactionManager,
      GracefulShutdown shutdown) {
    this.repository = repository;
    this.transactionManager = transactionManager;
    this.shutdown = shutdown;
  }

  /** Executes the partitions. The work file may be gone by now, so the table has the slices. */
  @Bean
  @StepScope
  PartitionHandler publishHandler(
      Slices slices,
      SlicePartitions partitions,
      Step publishPartition,
      @Value("#{stepExecution}") StepExecution step) {
    return partitions.handler(
        step, publishPartition, slices.of(RunParameters.of(step).runId()).size());
  }

  /**
   * Publishes the events of one partition, one chunk in one Kafka transaction. A transient failure
   * is retried. The writer itself parks an event that Kafka will never accept: if a skip listener
   * of Spring Batch fails, the scan continues with the next item, and the event would be lost.
   */
  @Bean
  Step publishPartition(
      PublishingSettings settings,
      OutboxReader outboxReader,
      EventWriter eventWriter,
      ProgressListener progress,
      ChunkTimingListener timing) {
    RetryPolicy transientFailures =
        RetryPolicy.builder()
            .predicate(
                failure ->
                    failure instanceof EventsNotSentException unsent
                        && unsent.isTransient()
                        && !shutdown.isRequested())
            .maxRetries(settings.retries())
            .delay(settings.firstDelay())
            .multiplier(2)
            .maxDelay(settings.maxDelay())
            .build();
    return new StepBuilder(WithdrawalJobConfiguration.PUBLISH, repository)
        .<DecidedRow, DecidedRow>chunk(settings.chunkSize())
        .transactionManager(transactionManager)
        .reader(outboxReader)
        .writer(eventWriter)
        .faultTolerant()
        .retryPolicy(transientFailures)
        .interruptionPolicy(WithdrawalJobConfiguration::stopWhenInterrupted)
        .listener(shutdown)
        .listener((ChunkListener<?, ?>) progress)
        .listener((StepExecutionListener) timing)
        .listener((ChunkListener<?, ?>) timing)
        .allowStartIfComplete(true)
        .build();
  }

  /** Sends the events of one partition. The writer closes it. */
  @Bean(destroyMethod = "")
  @StepScope
  TransactionalEventSender eventSender(
      Publishers publishers,
      FileRegister files,
      Slices slices,
      CommitGuard guard,
      @Value("#{stepExecution}") StepExecution step) {
    RunSlice slice = slice(slices, step);
    return publishers.sender(files.get(slice.runId()), slice, guard);
  }

  /** Reads the rows of one partition whose events are pending. */
  @Bean
  @StepScope
  OutboxReader outboxReader(
      Slices slices,
      Outbox outbox,
      TransactionalEventSender sender,
      FileRegister files,
      PublishingSettings settings,
      @Value("#{stepExecution}") StepExecution step) {
    return new OutboxReader(
        slices,
        outbox,
        sender,
        files.get(RunParameters.of(step).runId()),
        SlicePartitions.sliceOf(step),
        settings.chunkSize());
  }

  /** Publishes the events of one partition. */
  @Bean(destroyMethod = "")
  @StepScope
  EventWriter eventWriter(
      Slices slices,
      ParkedEvents parkedEvents,
      TransactionalEventSender sender,
      CommitGuard guard,
      @Value("#{stepExecution}") StepExecution step) {
    return new EventWriter(slices, parkedEvents, sender, guard, slice(slices, step));
  }

  private static RunSlice slice(Slices slices, StepExecution step) {
    return slices.get(RunParameters.of(step).runId(), SlicePartitions.sliceOf(step));
  }

  @Bean
  EarlierEvents earlierEvents(Outbox outbox, TransactionRecovery recovery) {
    return new EarlierEvents(outbox, recovery);
  }

  /**
   * Lets the events of earlier runs go first. If every event of a run is known to be published,
   * this needs no broker.
   */
  record EarlierEvents(Outbox outbox, TransactionRecovery recovery)
      implements StepExecutionListener {

    @Override
    public void beforeStep(StepExecution step) {
      long runId = RunParameters.of(step).runId();
      if (!outbox.runsWithPendingEvents().contains(runId)) {
        return;
      }
      recovery.endHanging(); // It may make events of earlier runs pending.
      outbox.requireNoneEarlier(runId);
    }
  }
}
