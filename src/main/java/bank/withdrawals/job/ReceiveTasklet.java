package bank.withdrawals.job;

import bank.withdrawals.approval.Approvals;
import bank.withdrawals.domain.ControlTotal;
import bank.withdrawals.files.DiskSpaceGuard;
import bank.withdrawals.intake.FileInspector;
import bank.withdrawals.intake.Inspection;
import bank.withdrawals.ledger.FileRegister;
import bank.withdrawals.ledger.RegisteredFile;
import bank.withdrawals.outbox.PublishingSettings;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.stereotype.Component;

/**
 * Accepts or refuses the whole file before any money moves. An accepted file is registered; a
 * refused one ends the step as {@link #REFUSED}, with the reason for a description, and the step
 * counts as failed so that a mended surrounding (a control file, say) can be tried again.
 */
@Component
public class ReceiveTasklet implements Tasklet, StepExecutionListener {

  static final String REFUSED = "REFUSED";

  public static final String CHANGED =
      "The file changed while it was read: let it be finished, then run again.";

  /** Where it has slipped by those that keep it waiting, by a change of bytes or of settings. */
  private static final String UNAPPROVED =
      "It has to be approved, and is not: drop it again, run, and have it approved.";

  private final FileInspector inspector;
  private final FileRegister files;
  private final DiskSpaceGuard freeSpace;
  private final PublishingSettings publishing;
  private final Approvals approvals;
  private final JobSettings settings;
  private final Clock clock;

  ReceiveTasklet(
      FileInspector inspector,
      FileRegister files,
      DiskSpaceGuard freeSpace,
      PublishingSettings publishing,
      Approvals approvals,
      JobSettings settings,
      Clock clock) {
    this.inspector = inspector;
    this.files = files;
    this.freeSpace = freeSpace;
    this.publishing = publishing;
    this.approvals = approvals;
    this.settings = settings;
    this.clock = clock;
  }

  @Override
  public RepeatStatus execute(StepContribution contribution, ChunkContext context)
      throws IOException {
    RunParameters run =
        RunParameters.of(contribution.getStepExecution().getJobExecution().getJobParameters());
    freeSpace.require();
    Inspection inspection = inspector.inspect(run.path(), run.options().requireControl());
    refusal(run, inspection)
        .ifPresentOrElse(
            sentence -> contribution.setExitStatus(new ExitStatus(REFUSED, sentence)),
            () -> register(run, (Inspection.Accepted) inspection));
    return RepeatStatus.FINISHED;
  }

  private Optional<String> refusal(RunParameters run, Inspection inspection) {
    if (inspection instanceof Inspection.Refused refused) {
      return Optional.of(refused.sentence());
    }
    String sha256 = ((Inspection.Accepted) inspection).sha256();
    if (!sha256.equals(run.sha256())) {
      return Optional.of(CHANGED);
    }
    if (approvals.isMissing(sha256, run.options().requireApproval())) {
      return Optional.of(UNAPPROVED);
    }
    return files
        .findByContent(sha256)
        .map(RegisteredFile::runId)
        .filter(earlier -> earlier != run.runId())
        .map("These bytes were received before, as run %d: nothing is debited again."::formatted);
  }

  private void register(RunParameters run, Inspection.Accepted accepted) {
    // It is registered already where the step's end could not be told after its commit.
    if (files.findByContent(accepted.sha256()).isEmpty()) {
      Instant now = clock.instant();
      files.register(
          new RegisteredFile(
              run.runId(),
              accepted.sha256(),
              run.name(),
              accepted.bytes(),
              new ControlTotal(accepted.records(), accepted.amount()),
              now,
              settings.businessDate(now),
              run.options().rejectEvents() || publishing.rejectEvents(),
              0));
    }
  }

  @Override
  public @Nullable ExitStatus afterStep(StepExecution step) {
    if (REFUSED.equals(step.getExitStatus().getExitCode())) {
      step.setStatus(BatchStatus.FAILED);
    }
    return null;
  }
}
