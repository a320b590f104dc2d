package bank.withdrawals.job;

import bank.withdrawals.domain.WithdrawalRow;
import bank.withdrawals.files.DiskSpaceGuard;
import bank.withdrawals.files.Home;
import bank.withdrawals.ledger.FileRegister;
import bank.withdrawals.ledger.Ledger;
import bank.withdrawals.lock.CommitGuard;
import bank.withdrawals.rejects.ErrorFile;
import bank.withdrawals.workfile.SliceReader;
import bank.withdrawals.workfile.WorkFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.batch.core.listener.ChunkListener;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.partition.PartitionHandler;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.ItemStreamReader;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
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

  /** Executes the partitions. */
  @Bean
  @StepScope
  PartitionHandler debitHandler(
      WorkFiles workFiles,
      SlicePartitions partitions,
      Step debitPartition,
      @Value("#{stepExecution}") StepExecution step) {
    int slices = workFiles.open(RunParameters.of(step).runId()).slices().size();
    return partitions.handler(step, debitPartition, slices);
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
      WorkFiles workFiles, @Value("#{stepExecution}") StepExecution step) {
    WorkFile workFile = workFiles.open(RunParameters.of(step).runId());
    return new SliceReader(workFile, workFile.slices().get(SlicePartitions.sliceOf(step) - 1));
  }

  /** Decides and debits the rows of one partition, and writes its part of the error file. */
  @Bean
  @StepScope
  DebitWriter debitWriter(
      FileRegister files,
      Ledger ledger,
      DiskSpaceGuard diskSpace,
      Home home,
      WorkFiles workFiles,
      CommitGuard guard,
      @Value("#{stepExecution}") StepExecution step) {
    RunParameters run = RunParameters.of(step);
    WorkFile workFile = workFiles.open(run.runId());
    ErrorFile errorFile = new ErrorFile(home.output(run.runId()));
    return new DebitWriter(
        run.runId(),
        files.get(run.runId()).businessDate(),
        ledger,
        errorFile.writer(SlicePartitions.sliceOf(step), workFile.columns()),
        diskSpace,
        guard);
  }

  /** Makes sure that the work file is there before the debit step splits it into partitions. */
  static final class WorkFileGuard implements StepExecutionListener {

    private final WorkFiles workFiles;

    WorkFileGuard(WorkFiles workFiles) {
      this.workFiles = workFiles;
    }

    @Override
    public void beforeStep(StepExecution step) {
      try {
        workFiles.require(RunParameters.of(step));
      } catch (IOException failure) {
        throw new UncheckedIOException(
            "The work file cannot be read: %s".formatted(failure.getMessage()), failure);
      }
    }
  }
}
