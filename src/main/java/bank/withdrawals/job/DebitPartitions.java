package bank.withdrawals.job;

import bank.withdrawals.intake.IntakeSettings;
import bank.withdrawals.intake.Partition;
import bank.withdrawals.intake.SharedRequestIds;
import bank.withdrawals.ledger.Database;
import bank.withdrawals.ledger.FileRegister;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.partition.PartitionNameProvider;
import org.springframework.batch.core.partition.Partitioner;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.stereotype.Component;

/**
 * Chooses the number of partitions when the debit step starts, and stores it in the step's context,
 * so that a restart uses the same:
 *
 * <ol>
 *   <li>The caller's or the setting's number, if one is given.
 *   <li>Otherwise one for each processor. One alone if the file is small, or if the database allows
 *       one writer at a time.
 *   <li>One in any case if a request id is on rows of two accounts. Only the first of these rows
 *       may be debited, and partitions know nothing of each other.
 * </ol>
 */
@Component
class DebitPartitions {

  private static final Logger log = LoggerFactory.getLogger(DebitPartitions.class);

  private static final String COUNT = "partitions";
  private static final String PREFIX = WithdrawalJobConfiguration.DEBIT + ":";
  private static final long MIN_CHUNKS_PER_PARTITION = 4;

  private final JobSettings settings;
  private final IntakeSettings intake;
  private final FileRegister files;
  private final Database database;

  DebitPartitions(
      JobSettings settings, IntakeSettings intake, FileRegister files, Database database) {
    this.settings = settings;
    this.intake = intake;
    this.files = files;
    this.database = database;
  }

  /**
   * The number of partitions.
   *
   * @param step the debit step itself, not one of its partitions
   */
  int count(StepExecution step) throws IOException {
    ExecutionContext context = step.getExecutionContext();
    if (!context.containsKey(COUNT)) {
      context.putInt(COUNT, choosePartitionCount(RunParameters.of(step)));
    }
    return context.getInt(COUNT);
  }

  private int choosePartitionCount(RunParameters run) throws IOException {
    int count = desiredPartitionCount(run);
    if (count > 1 && SharedRequestIds.detect(run.path(), run.sha256(), intake)) {
      log.info(
          "Run {}: a request id is on rows of two accounts, so there is one partition.",
          run.runId());
      return 1;
    }
    return count;
  }

  private int desiredPartitionCount(RunParameters run) {
    if (run.options().partitions() > 0) {
      return run.options().partitions();
    }
    if (settings.partitions() > 0) {
      return settings.partitions();
    }
    long worthwhile =
        files.get(run.runId()).rows().count() / (MIN_CHUNKS_PER_PARTITION * settings.chunkSize());
    int processors =
        database.supportsConcurrentWriters() ? Runtime.getRuntime().availableProcessors() : 1;
    return (int) Math.max(1, Math.min(worthwhile, Math.min(processors, RunOptions.MAX_PARTITIONS)));
  }

  /** Whether a step execution is that of a partition. */
  static boolean isPartition(StepExecution step) {
    return step.getStepName().startsWith(PREFIX);
  }

  /** The partition of a step execution. */
  static Partition partitionOf(StepExecution step) {
    return Partition.parse(step.getStepName().substring(PREFIX.length()));
  }

  /** Names the partitions, so that a restart finds the position of each one again. */
  static final class Names implements Partitioner, PartitionNameProvider {

    @Override
    public Map<String, ExecutionContext> partition(int count) {
      return getPartitionNames(count).stream()
          .collect(Collectors.toMap(Function.identity(), name -> new ExecutionContext()));
    }

    @Override
    public Collection<String> getPartitionNames(int count) {
      return Partition.of(count).stream().map(Partition::toString).toList();
    }
  }
}
