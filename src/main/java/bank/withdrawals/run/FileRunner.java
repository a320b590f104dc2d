package bank.withdrawals.run;

import bank.withdrawals.approval.Approval;
import bank.withdrawals.approval.Approvals;
import bank.withdrawals.intake.Inbox;
import bank.withdrawals.job.RunOptions;
import bank.withdrawals.job.RunParameters;
import bank.withdrawals.job.RunSummaries;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.stereotype.Component;

/**
 * Runs one file:
 *
 * <ol>
 *   <li>The {@link LaunchDecider} refuses it, finds its run complete, or lets it start or restart.
 *       A complete run's summary is the outcome.
 *   <li>A new file that has to be approved and is not waits: {@link Approvals}.
 *   <li>The {@link RunLauncher} launches the run.
 * </ol>
 */
@Component
class FileRunner {

  private final LaunchDecider decider;
  private final RefusalReporter refusals;
  private final Approvals approvals;
  private final RunLauncher launcher;
  private final RunSummaries summaries;
  private final RunIds ids;
  private final Inbox inbox;

  FileRunner(
      LaunchDecider decider,
      RefusalReporter refusals,
      Approvals approvals,
      RunLauncher launcher,
      RunSummaries summaries,
      RunIds ids,
      Inbox inbox) {
    this.decider = decider;
    this.refusals = refusals;
    this.approvals = approvals;
    this.launcher = launcher;
    this.summaries = summaries;
    this.ids = ids;
    this.inbox = inbox;
  }

  RunOutcome run(Path path, RunOptions options) throws IOException {
    Path file = path.toAbsolutePath().normalize();
    LaunchDecision decision = decider.of(file);
    if (decision instanceof LaunchDecision.Refused refused) {
      return new RunOutcome.Ran(refusals.report(file, refused, options.fromInbox()), false);
    }
    if (decision instanceof LaunchDecision.RanBefore before) {
      return alreadyComplete(file, before.last(), options);
    }
    LaunchDecision.Admitted admitted = (LaunchDecision.Admitted) decision;
    Optional<Approval> missing =
        approvals.hold(
            file, admitted.sha256(), options.requireApproval(), options.requireControl());
    if (missing.isPresent()) {
      return new RunOutcome.AwaitsApproval(missing.get());
    }
    JobExecution interrupted = admitted.interrupted();
    long runId =
        interrupted == null ? ids.next() : RunParameters.of(interrupted.getJobParameters()).runId();
    RunParameters parameters = new RunParameters(admitted.sha256(), runId, file, options, null);
    return new RunOutcome.Ran(launcher.launch(parameters, admitted.last()), false);
  }

  private RunOutcome alreadyComplete(Path file, JobExecution last, RunOptions options)
      throws IOException {
    if (options.fromInbox()) {
      inbox.archive(file, Long.toString(RunParameters.of(last.getJobParameters()).runId()));
    }
    return new RunOutcome.Ran(summaries.of(last), true);
  }
}
