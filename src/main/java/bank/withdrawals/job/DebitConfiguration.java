package bank.withdrawals.job;

import bank.withdrawals.domain.WithdrawalRow;
import bank.withdrawals.files.DiskSpaceGuard;
import bank.withdrawals.files.Home;
import bank.withdrawals.intake.IntakeSettings;
import bank.withdrawals.intake.WithdrawalRowReader;
import bank.withdrawals.ledger.FileRegister;
import bank.withdrawals.ledger.Ledger;
import bank.withdrawals.rejects.ErrorFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.springframework.batch.core.configuration.annotation.StepScope;
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
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.SyncTaskExecutor;
import org.springframework.transaction.PlatformTransactionManager;

/** The partitions of the debit step: how many, and what each one does. */
@Configuration(proxyBeanMethods = false)
class DebitConfiguration {

  private final JobRepository repository;
  private final PlatformTransactionManager transactionManager;
  private final GracefulShutdown shutdown;

  DebitConfiguration(
      JobRepository repository,
      PlatformTransactionManager transactionManager,
      GracefulShutdown shutdown) {
    this.repository = repository;
    this.transactionManager = transactionManager;
    this.shutdown = shutdown;
  }

  /** Executes the partitions, each in a thread of its own if there are several. */
  @Bean
  @StepScope
  PartitionHandler partitionHandler(
      DebitPartitions partitions,
      Step debitPartition,
      @Value("#{stepExecution}") StepExecution step)
      throws IOException {
    int count = partitions.count(step);
    TaskExecutorPartitionHandler handler = new TaskExecutorPartitionHandler();
    handler.setStep(debitPartition);
    handler.setGridSize(count);
    handler.setTaskExecutor(
        count == 1
            ? new SyncTaskExecutor()
            : new SimpleAsyncTaskExecutor(WithdrawalJobConfiguration.DEBIT + "-"));
    return handler;
  }

  /**
   * Decides and debits the rows of one partition, one chunk in one transaction. Not fault-tolerant:
   * a write that is retried in the same transaction would debit twice. So a failure fails the step,
   * and the run restarts from the last commit.
   */
  @Bean
  Step debitPartition(
      JobSettings settings,
      ItemStreamReader<WithdrawalRow> rowReader,
      DebitWriter debitWriter,
      ProgressListener progress,
      ChunkTimingListener timing) {
    return new StepBuilder(WithdrawalJobConfiguration.DEBIT, repository)
        .<WithdrawalRow, WithdrawalRow>chunk(settings.chunkSize())
        .transactionManager(transactionManager)
        .reader(rowReader)
        .writer(debitWriter)
        .interruptionPolicy(WithdrawalJobConfiguration::stopWhenInterrupted)
        .listener(shutdown)
        .listener((ChunkListener<?, ?>) progress)
        .listener((StepExecutionListener) timing)
        .listener((ChunkListener<?, ?>) timing)
        .build();
  }

  /** Reads the rows of one partition. */
  @Bean
  @StepScope
  ItemStreamReader<WithdrawalRow> rowReader(
      IntakeSettings settings, @Value("#{stepExecution}") StepExecution step) {
    RunParameters run = RunParameters.of(step);
    return new WithdrawalRowReader(
        run.path(), run.sha256(), settings, DebitPartitions.partitionOf(step));
  }

  /** Decides and debits the rows of one partition, and writes its part of the error file. */
  @Bean
  @StepScope
  DebitWriter debitWriter(
      FileRegister files,
      Ledger ledger,
      DiskSpaceGuard diskSpace,
      Home home,
      IntakeSettings settings,
      @Value("#{stepExecution}") StepExecution step) {
    RunParameters run = RunParameters.of(step);
    ErrorFile errorFile = new ErrorFile(home.output(run.runId()));
    return new DebitWriter(
        run.runId(),
        files.get(run.runId()).businessDate(),
        ledger,
        errorFile.writer(
            DebitPartitions.partitionOf(step).fileName(), () -> columns(run, settings)),
        diskSpace);
  }

  private static List<String> columns(RunParameters run, IntakeSettings settings) {
    try {
      return WithdrawalRowReader.readColumns(run.path(), settings);
    } catch (IOException failure) {
      throw new UncheckedIOException("The input file cannot be read: " + run.path(), failure);
    }
  }
}
