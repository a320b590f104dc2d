package bank.withdrawals.job;

import bank.withdrawals.database.Connections;
import bank.withdrawals.ledger.Database;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.batch.core.partition.PartitionNameProvider;
import org.springframework.batch.core.partition.Partitioner;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.stereotype.Component;

/**
 * The partitions of the debit step, one a slice of the work file, and how many of them are debited
 * at once:
 *
 * <ol>
 *   <li>The caller's or the setting's number, if one is given.
 *   <li>Otherwise one for each processor; one if the database allows one writer at a time.
 *   <li>Fewer if the database permits fewer connections.
 * </ol>
 */
@Component
class DebitPartitions {

  private static final String PREFIX = WithdrawalJobConfiguration.DEBIT + ":";

  private final JobSettings settings;
  private final Database database;
  private final Connections connections;

  DebitPartitions(JobSettings settings, Database database, Connections connections) {
    this.settings = settings;
    this.database = database;
    this.connections = connections;
  }

  /**
   * How many of the slices are debited at once, at least one. Each needs a connection, and one more
   * stays free.
   */
  int atOnce(RunParameters run, int slices) {
    int wanted = Math.min(slices, wanted(run));
    return wanted <= 1 ? 1 : Math.max(1, connections.available(wanted + 1) - 1);
  }

  private int wanted(RunParameters run) {
    if (run.options().partitions() > 0) {
      return run.options().partitions();
    }
    if (settings.partitions() > 0) {
      return settings.partitions();
    }
    int processors =
        database.supportsConcurrentWriters() ? Runtime.getRuntime().availableProcessors() : 1;
    return Math.min(processors, RunOptions.MAX_PARTITIONS);
  }

  /** Whether a step execution is that of a partition. */
  static boolean isPartition(StepExecution step) {
    return step.getStepName().startsWith(PREFIX);
  }

  /** The number of the slice of a partition, from 1. */
  static int sliceOf(StepExecution step) {
    return Integer.parseInt(step.getStepName().substring(PREFIX.length()));
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
      return IntStream.rangeClosed(1, count).mapToObj("%04d"::formatted).toList();
    }
  }
}
