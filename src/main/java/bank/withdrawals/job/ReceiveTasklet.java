package bank.withdrawals.job;

import bank.withdrawals.approval.Approvals;
import bank.withdrawals.files.Printable;
import bank.withdrawals.format.RefusedFileException;
import bank.withdrawals.intake.FirstAccounts;
import bank.withdrawals.intake.Inspection;
import bank.withdrawals.ledger.FileRegister;
import bank.withdrawals.ledger.RegisteredFile;
import bank.withdrawals.ledger.RunSlice;
import bank.withdrawals.outbox.PublishingSettings;
import bank.withdrawals.workfile.WorkFile;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
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
 * Accepts or refuses the whole file before any money moves, and reads it once. The rows of an
 * accepted file are in the work file, and it is registered. A refused file ends the step as {@link
 * #REFUSED} with the reason as description. The step then counts as failed, so that the file can be
 * tried again after, say, its control file was fixed. If none of its accounts exists, the step
 * fails: the file is not wrong, the database is.
 */
@Component
public class ReceiveTasklet implements Tasklet, StepExecutionListener {

  static final String REFUSED = "REFUSED";

  /** The check before the launch was passed, but the content or the settings changed since. */
  private static final String NOT_APPROVED =
      "It has to be approved, and is not: drop it again, run, and have it approved.";

  private final RunHistory history;
  private final FileRegister files;
  private final WorkFiles workFiles;
  private final PublishingSettings publishing;
  private final Approvals approvals;
  private final JobSettings settings;
  private final Clock clock;

  ReceiveTasklet(
      RunHistory history,
      FileRegister files,
      WorkFiles workFiles,
      PublishingSettings publishing,
      Approvals approvals,
      JobSettings settings,
      Clock clock) {
    this.history = history;
    this.files = files;
    this.workFiles = workFiles;
    this.publishing = publishing;
    this.approvals = approvals;
    this.settings = settings;
    this.clock = clock;
  }

  @Override
  public RepeatStatus execute(StepContribution contribution, ChunkContext context)
      throws IOException {
    RunParameters run = RunParameters.of(contribution.getStepExecution());
    if (files.find(run.runId()).isPresent()) {
      // The process died after the commit, before the end of the step was saved.
      return RepeatStatus.FINISHED;
    }
    Optional<String> reason = refusal(run);
    if (reason.isPresent()) {
      refuse(contribution, reason.get());
      return RepeatStatus.FINISHED;
    }
    try {
      receive(contribution, run);
    } catch (RefusedFileException noFormat) {
      refuse(contribution, noFormat.sentence(Printable.name(run.path())));
    }
    return RepeatStatus.FINISHED;
  }

  private void receive(StepContribution contribution, RunParameters run)
      throws IOException, RefusedFileException {
    WorkFiles.Received received = workFiles.receive(run);
    if (received.inspection() instanceof Inspection.Accepted accepted) {
      register(run, accepted, received);
    } else if (received.inspection() instanceof Inspection.Refused refused) {
      refuse(contribution, refused.sentence());
    } else if (received.inspection() instanceof Inspection.WithoutAccounts without) {
      throw new FirstAccounts.NoneExistsException(without.sentence());
    }
  }

  private static void refuse(StepContribution contribution, String reason) {
    contribution.setExitStatus(new ExitStatus(REFUSED, reason));
  }

  /** Why the file is refused whatever its rows are; empty if it is read. */
  private Optional<String> refusal(RunParameters run) {
    if (approvals.isMissing(run.content(), run.options().requireApproval())) {
      return Optional.of(NOT_APPROVED);
    }
    return files
        .findByContent(run.content())
        .or(() -> history.receivedInAnotherFormat(run.sha256(), run.content()))
        .map(RegisteredFile::runId)
        .map("These bytes were received before, as run %d: nothing is debited again."::formatted);
  }

  private void register(
      RunParameters run, Inspection.Accepted accepted, WorkFiles.Received received) {
    Instant now = clock.instant();
    WorkFile workFile = Objects.requireNonNull(received.workFile());
    files.register(
        new RegisteredFile(
            run.runId(),
            accepted.sha256(),
            run.content(),
            run.name(),
            accepted.bytes(),
            accepted.rows(),
            now,
            settings.businessDate(now),
            run.options().rejectEvents() || publishing.rejectEvents(),
            workFiles.recipe(received.original(), workFile),
            accepted.blankRows()),
        workFile.slices().stream()
            .map(slice -> new RunSlice(run.runId(), slice.number(), slice.first(), slice.last()))
            .toList());
  }

  @Override
  public @Nullable ExitStatus afterStep(StepExecution step) {
    if (REFUSED.equals(step.getExitStatus().getExitCode())) {
      step.setStatus(BatchStatus.FAILED);
    }
    return null;
  }
}
