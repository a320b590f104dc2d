package bank.withdrawals.run;

import bank.withdrawals.approval.Approval;
import bank.withdrawals.approval.Approvals;
import bank.withdrawals.job.InboxMover;
import bank.withdrawals.job.Run;
import bank.withdrawals.job.RunOptions;
import bank.withdrawals.job.RunParameters;
import bank.withdrawals.job.RunSummaries;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongSupplier;
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
  private final InboxMover inbox;

  FileRunner(
      LaunchDecider decider,
      RefusalReporter refusals,
      Approvals approvals,
      RunLauncher launcher,
      RunSummaries summaries,
      RunIds ids,
      InboxMover inbox) {
    this.decider = decider;
    this.refusals = refusals;
    this.approvals = approvals;
    this.launcher = launcher;
    this.summaries = summaries;
    this.ids = ids;
    this.inbox = inbox;
  }

  /**
   * Runs a file.
   *
   * @throws IOException if the file cannot be read or moved
   */
  RunOutcome run(Path path, RunOptions options) throws IOException {
    Path file = path.toAbsolutePath().normalize();
    LaunchDecision decision = decider.decide(file);
    if (decision instanceof LaunchDecision.Refuse refuse) {
      return new RunOutcome.Ran(refusals.report(file, refuse, options.fromInbox()), false);
    }
    if (decision instanceof LaunchDecision.AlreadyComplete complete) {
      return alreadyComplete(file, complete.run(), options);
    }
    return decision instanceof LaunchDecision.Restart restart
        ? launch(file, decision.sha256(), restart.run()::runId, options)
        : launch(file, decision.sha256(), ids::next, options);
  }

  private RunOutcome launch(Path file, String sha256, LongSupplier runId, RunOptions options)
      throws IOException {
    Optional<Approval> missing =
        approvals.holdForApproval(
            file, sha256, options.format(), options.requireApproval(), options.requireControl());
    return missing.isPresent()
        ? new RunOutcome.AwaitsApproval(missing.get())
        : new RunOutcome.Ran(
            launcher.launch(new RunParameters(sha256, runId.getAsLong(), file, options, null)),
            false);
  }

  private RunOutcome alreadyComplete(Path file, Run run, RunOptions options) throws IOException {
    if (options.fromInbox()) {
      inbox.archive(file, run.runId());
    }
    return new RunOutcome.Ran(summaries.of(run), true);
  }
}
