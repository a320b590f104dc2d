package bank.withdrawals.job;

import bank.withdrawals.intake.IntakeSettings;
import bank.withdrawals.intake.Partition;
import bank.withdrawals.intake.SharedRequestIds;
import bank.withdrawals.ledger.FileRegister;
import bank.withdrawals.ledger.Ledger;
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
 * Into how many parts a file is dealt out. That is settled when its debit step begins and kept with
 * the step, so that a run goes on in the parts it was begun with:
 *
 * <ol>
 *   <li>As many as the caller or the settings say.
 *   <li>Where they leave it open: one for a file that is soon done or a database that lets in one
 *       writer at a time, else one a processor.
 *   <li>One all the same where a request id is on rows of two accounts, for only the first of those
 *       may be debited, and the parts know nothing of each other.
 * </ol>
 */
@Component
class DebitPartitions {

  private static final Logger log = LoggerFactory.getLogger(DebitPartitions.class);

  private static final String COUNT = "partitions";
  private static final String PREFIX = WithdrawalJobConfiguration.DEBIT + ":";
  private static final int CHUNKS_WORTH_A_PARTITION = 4;

  private final JobSettings settings;
  private final IntakeSettings intake;
  private final FileRegister files;
  private final Ledger ledger;

  DebitPartitions(JobSettings settings, IntakeSettings intake, FileRegister files, Ledger ledger) {
    this.settings = settings;
    this.intake = intake;
    this.files = files;
    this.ledger = ledger;
  }

  /** How many parts; {@code step} is the debit step itself, in whose context it is kept. */
  int count(StepExecution step) throws IOException {
    ExecutionContext context = step.getExecutionContext();
    if (!context.containsKey(COUNT)) {
      context.putInt(COUNT, settle(RunParameters.of(step.getJobExecution().getJobParameters())));
    }
    return context.getInt(COUNT);
  }

  private int settle(RunParameters run) throws IOException {
    int wanted = wanted(run);
    if (wanted > 1 && SharedRequestIds.in(run.path(), run.sha256(), intake)) {
      log.info(
          "Run {}: a request id is on rows of two accounts; debited in one part.", run.runId());
      return 1;
    }
    return wanted;
  }

  private int wanted(RunParameters run) {
    if (run.options().partitions() > 0) {
      return run.options().partitions();
    }
    if (settings.partitions() > 0) {
      return settings.partitions();
    }
    long worthwhile =
        files.get(run.runId()).rows().count()
            / ((long) CHUNKS_WORTH_A_PARTITION * settings.chunkSize());
    int processors =
        ledger.supportsConcurrentWriters() ? Runtime.getRuntime().availableProcessors() : 1;
    return (int) Math.max(1, Math.min(worthwhile, Math.min(processors, RunOptions.MAX_PARTITIONS)));
  }

  /** Whether a step execution is that of a part. */
  static boolean isOne(StepExecution step) {
    return step.getStepName().startsWith(PREFIX);
  }

  /** The part that a step execution is about. */
  static Partition of(StepExecution step) {
    return Partition.parse(step.getStepName().substring(PREFIX.length()));
  }

  /** Names the parts so that a restart finds each one's position again. */
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
