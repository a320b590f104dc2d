package bank.withdrawals.job;

import bank.withdrawals.approval.Approvals;
import bank.withdrawals.files.DiskSpaceGuard;
import bank.withdrawals.intake.FileInspector;
import bank.withdrawals.intake.Inspection;
import bank.withdrawals.ledger.FileRegister;
import bank.withdrawals.ledger.RegisteredFile;
import bank.withdrawals.ledger.WorkFileRecipe;
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
 * Accepts or refuses the whole file before any money moves. An accepted file is registered. A
 * refused file ends the step as {@link #REFUSED} with the reason as description. The step then
 * counts as failed, so that the file can be tried again after, say, its control file was fixed.
 */
@Component
public class ReceiveTasklet implements Tasklet, StepExecutionListener {

  /** The reason to refuse a file whose content is not the one that the run started with. */
  public static final String CHANGED =
      "The file changed while it was read: let it be finished, then run again.";

  static final String REFUSED = "REFUSED";

  /** The check before the launch was passed, but the content or the settings changed since. */
  private static final String NOT_APPROVED =
      "It has to be approved, and is not: drop it again, run, and have it approved.";

  private final FileInspector inspector;
  private final FileRegister files;
  private final DiskSpaceGuard diskSpace;
  private final PublishingSettings publishing;
  private final Approvals approvals;
  private final JobSettings settings;
  private final Clock clock;

  ReceiveTasklet(
      FileInspector inspector,
      FileRegister files,
      DiskSpaceGuard diskSpace,
      PublishingSettings publishing,
      Approvals approvals,
      JobSettings settings,
      Clock clock) {
    this.inspector = inspector;
    this.files = files;
    this.diskSpace = diskSpace;
    this.publishing = publishing;
    this.approvals = approvals;
    this.settings = settings;
    this.clock = clock;
  }

  @Override
  public RepeatStatus execute(StepContribution contribution, ChunkContext context)
      throws IOException {
    RunParameters run = RunParameters.of(contribution.getStepExecution());
    diskSpace.require();
    Inspection inspection = inspector.inspect(run.path(), run.options().requireControl());
    if (inspection instanceof Inspection.Accepted accepted) {
      refusal(run, accepted.sha256())
          .ifPresentOrElse(reason -> refuse(contribution, reason), () -> register(run, accepted));
    } else if (inspection instanceof Inspection.Refused refused) {
      refuse(contribution, refused.sentence());
    }
    return RepeatStatus.FINISHED;
  }

  private static void refuse(StepContribution contribution, String reason) {
    contribution.setExitStatus(new ExitStatus(REFUSED, reason));
  }

  /** Why a well-formed file is refused nevertheless; empty if it is accepted. */
  private Optional<String> refusal(RunParameters run, String sha256) {
    if (!sha256.equals(run.sha256())) {
      return Optional.of(CHANGED);
    }
    if (approvals.isMissing(sha256, run.options().requireApproval())) {
      return Optional.of(NOT_APPROVED);
    }
    return files
        .findByContent(sha256)
        .map(RegisteredFile::runId)
        .filter(earlier -> earlier != run.runId())
        .map("These bytes were received before, as run %d: nothing is debited again."::formatted);
  }

  private void register(RunParameters run, Inspection.Accepted accepted) {
    // If the process died after the commit, before the step's end was saved, it is registered.
    if (files.findByContent(accepted.sha256()).isEmpty()) {
      Instant now = clock.instant();
      files.register(
          new RegisteredFile(
              run.runId(),
              accepted.sha256(),
              run.name(),
              accepted.bytes(),
              accepted.rows(),
              now,
              settings.businessDate(now),
              run.options().rejectEvents() || publishing.rejectEvents(),
              0,
              new WorkFileRecipe("default", "", "", 0, accepted.sha256()),
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
