package bank.withdrawals.run;

import bank.withdrawals.approval.Approval;
import bank.withdrawals.approval.Approvals;
import bank.withdrawals.intake.Original;
import bank.withdrawals.job.RunIds;
import bank.withdrawals.job.RunOptions;
import bank.withdrawals.job.RunParameters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Runs one file:
 *
 * <ol>
 *   <li>The {@link LaunchDecider} refuses it, finds its run complete, or lets it start or restart.
 *       A file with the content of a complete run is reported as a repetition of it.
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
  private final RepetitionReporter repetitions;
  private final RunIds ids;

  FileRunner(
      LaunchDecider decider,
      RefusalReporter refusals,
      Approvals approvals,
      RunLauncher launcher,
      RepetitionReporter repetitions,
      RunIds ids) {
    this.decider = decider;
    this.refusals = refusals;
    this.approvals = approvals;
    this.launcher = launcher;
    this.repetitions = repetitions;
    this.ids = ids;
  }

  /**
   * Runs a file.
   *
   * @throws IOException if the file cannot be read or moved
   */
  RunOutcome run(Path path, RunOptions options) throws IOException {
    Path file = path.toAbsolutePath().normalize();
    LaunchDecision decision = decider.decide(file, options.format());
    if (decision instanceof LaunchDecision.Refuse refuse) {
      return new RunOutcome.Ran(refusals.report(file, refuse, options.fromInbox()), false);
    }
    if (decision instanceof LaunchDecision.AlreadyComplete complete) {
      return new RunOutcome.Ran(
          repetitions.report(file, complete.run(), options.fromInbox()), true);
    }
    return decision instanceof LaunchDecision.Restart restart
        ? launch(restart.original(), restart.run()::runId, options)
        : launch(((LaunchDecision.Start) decision).original(), ids::next, options);
  }

  /**
   * Whether the content of a file is that of a run that is complete or was interrupted.
   *
   * @throws IOException if the file cannot be read
   */
  boolean isKnown(Path path, @Nullable String format) throws IOException {
    LaunchDecision decision = decider.decide(path.toAbsolutePath().normalize(), format);
    return decision instanceof LaunchDecision.AlreadyComplete
        || decision instanceof LaunchDecision.Restart;
  }

  /** Refuses a file without a run. */
  RunOutcome refuse(Path path, String sentence, RunOptions options) {
    Path file = path.toAbsolutePath().normalize();
    return new RunOutcome.Ran(
        refusals.report(file, new LaunchDecision.Refuse("", sentence), options.fromInbox()), false);
  }

  private RunOutcome launch(Original original, LongSupplier runId, RunOptions options)
      throws IOException {
    Optional<Approval> missing =
        approvals.holdForApproval(original, options.requireApproval(), options.requireControl());
    return missing.isPresent()
        ? new RunOutcome.AwaitsApproval(missing.get())
        : new RunOutcome.Ran(
            launcher.launch(
                new RunParameters(
                    original.content(), runId.getAsLong(), original.file(), options, false)),
            false);
  }
}
