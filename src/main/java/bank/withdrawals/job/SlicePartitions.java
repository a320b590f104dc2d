package bank.withdrawals.job;

import bank.withdrawals.database.Connections;
import bank.withdrawals.ledger.Database;
import bank.withdrawals.report.HandedOutSlice;
import java.time.LocalDateTime;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.partition.PartitionHandler;
import org.springframework.batch.core.partition.PartitionNameProvider;
import org.springframework.batch.core.partition.Partitioner;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * The partitions of the steps that work slice by slice, one a slice of the work file. The name of
 * the partition of a step is {@code debit:0007}. How many of them are executed at once:
 *
 * <ol>
 *   <li>The caller's or the setting's number, if one is given.
 *   <li>Otherwise two for each processor; one if the database allows one writer at a time.
 *   <li>Fewer if the database permits fewer connections.
 * </ol>
 */
@Component
public class SlicePartitions {

  /**
   * The key under which the execution context of a partition that was handed out has the name of
   * the worker that executes it or did so last; empty text if none has begun it.
   */
  public static final String WORKER = "worker";

  private static final char SEPARATOR = ':';

  private final JobSettings settings;
  private final Database database;
  private final Connections connections;
  private final GracefulShutdown shutdown;
  private final ObjectProvider<RemoteSlices> remote;

  SlicePartitions(
      JobSettings settings,
      Database database,
      Connections connections,
      GracefulShutdown shutdown,
      ObjectProvider<RemoteSlices> remote) {
    this.settings = settings;
    this.database = database;
    this.connections = connections;
    this.shutdown = shutdown;
    this.remote = remote;
  }

  /**
   * Executes the partitions of one execution of a step, in this process or on workers.
   *
   * @param manager the execution of the step
   * @param partition what is done with each slice
   * @param slices how many slices there are
   */
  PartitionHandler handler(StepExecution manager, Step partition, int slices) {
    RunParameters run = RunParameters.of(manager);
    int atOnce = connections.slicesAtOnce(Math.min(slices, wanted(run)));
    return !isHandedOut()
        ? new SlicesHandler(partition, slices, atOnce, shutdown)
        : remote.getObject().handler(run, slices, atOnce);
  }

  /** The names of the partitions, and what their execution contexts begin with. */
  Names names() {
    return new Names(isHandedOut());
  }

  private boolean isHandedOut() {
    return settings.workers() != JobSettings.Workers.NONE;
  }

  private int wanted(RunParameters run) {
    if (run.options().partitions() > 0) {
      return run.options().partitions();
    }
    if (settings.partitions() > 0) {
      return settings.partitions();
    }
    return database.supportsConcurrentWriters() ? RunOptions.automaticPartitions() : 1;
  }

  /** Whether a step execution is that of a partition. */
  static boolean isPartition(StepExecution step) {
    return step.getStepName().indexOf(SEPARATOR) >= 0;
  }

  /** Whether a step execution is that of a partition of a step. */
  static Predicate<StepExecution> of(String step) {
    return each -> isPartition(each) && stepOf(each).equals(step);
  }

  /** The number of the slice of a partition, from 1. */
  public static int sliceOf(StepExecution step) {
    String name = step.getStepName();
    return Integer.parseInt(name.substring(name.indexOf(SEPARATOR) + 1));
  }

  /** The name of the step that a partition is of; the name of the step if it is no partition. */
  static String stepOf(StepExecution step) {
    String name = step.getStepName();
    return isPartition(step) ? name.substring(0, name.indexOf(SEPARATOR)) : name;
  }

  /**
   * The slice of a partition; null if it was not handed out.
   *
   * @param earlier what earlier starts of the run have done of it; null if nothing
   */
  static @Nullable HandedOutSlice handedOut(StepExecution step, @Nullable HandedOutSlice earlier) {
    ExecutionContext context = step.getExecutionContext();
    if (!context.containsKey(WORKER)) {
      return null;
    }
    // A slice that its worker has left and another one executes keeps its former end until its own.
    LocalDateTime end = step.getStatus().isRunning() ? null : step.getEndTime();
    HandedOutSlice slice =
        new HandedOutSlice(
            stepOf(step),
            sliceOf(step),
            context.getString(WORKER),
            state(step),
            step.getWriteCount(),
            Run.instant(step.getStartTime(), context).orElse(null),
            Run.instant(end, context).orElse(null));
    return earlier == null ? slice : slice.after(earlier);
  }

  private static HandedOutSlice.State state(StepExecution step) {
    return switch (step.getStatus()) {
      case COMPLETED -> HandedOutSlice.State.COMPLETE;
      case STARTED, STOPPING -> HandedOutSlice.State.EXECUTED;
      default -> HandedOutSlice.State.WAITING;
    };
  }

  /** Names the partitions, so that a restart finds the position of each one again. */
  static final class Names implements Partitioner, PartitionNameProvider {

    private final boolean handedOut;

    private Names(boolean handedOut) {
      this.handedOut = handedOut;
    }

    @Override
    public Map<String, ExecutionContext> partition(int count) {
      return getPartitionNames(count).stream()
          .collect(Collectors.toMap(Function.identity(), name -> context()));
    }

    private ExecutionContext context() {
      ExecutionContext context = new ExecutionContext();
      if (handedOut) {
        context.putString(WORKER, "");
      }
      return context;
    }

    @Override
    public Collection<String> getPartitionNames(int count) {
      return IntStream.rangeClosed(1, count).mapToObj("%04d"::formatted).toList();
    }
  }
}
