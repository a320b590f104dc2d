package bank.withdrawals.run;

import bank.withdrawals.intake.FileInspector;
import bank.withdrawals.job.Run;
import bank.withdrawals.job.RunHistory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Decides what to do with a file. Changes nothing.
 *
 * <ol>
 *   <li>A file that cannot be read is refused.
 *   <li>The hash of its bytes identifies the run. If that run is complete, nothing is done. If it
 *       was refused, it starts again. If it was interrupted, it restarts.
 *   <li>A new content is refused if it is in the place of an interrupted run's file: that run has
 *       debited a part of a file that is gone.
 *   <li>Any other new content starts.
 * </ol>
 */
@Component
class LaunchDecider {

  private final RunHistory history;

  LaunchDecider(RunHistory history) {
    this.history = history;
  }

  /**
   * Decides about one file.
   *
   * @param file absolute
   * @throws IOException if the storage fails
   */
  LaunchDecision decide(Path file) throws IOException {
    Optional<String> unreadable = unreadable(file);
    if (unreadable.isPresent()) {
      return new LaunchDecision.Refuse("", unreadable.get());
    }
    String sha256 = FileInspector.sha256(file);
    Optional<Run> known = history.findByContent(sha256);
    if (known.isPresent()) {
      return decide(known.get());
    }
    return interruptedAt(file)
        .<LaunchDecision>map(
            run ->
                new LaunchDecision.Refuse(
                    sha256,
                    "This is not the file with which run %d started under this name: put that file back, or rename this one."
                        .formatted(run.runId())))
        .orElseGet(() -> new LaunchDecision.Start(sha256));
  }

  private static LaunchDecision decide(Run run) {
    if (run.isComplete()) {
      return new LaunchDecision.AlreadyComplete(run);
    }
    return run.isRefused()
        ? new LaunchDecision.Start(run.sha256())
        : new LaunchDecision.Restart(run);
  }

  /** Why a file cannot be read; empty if it can. */
  private static Optional<String> unreadable(Path file) throws IOException {
    // A path that does not survive as text would not lead a restarted run to its file.
    return file.equals(Path.of(file.toString()))
        ? FileInspector.unreadable(file)
        : Optional.of(
            "A part of the path is not text in this system's encoding (UTF-8, most likely): rename it.");
  }

  private Optional<Run> interruptedAt(Path file) {
    return history.unfinishedAt(file).stream()
        .filter(run -> !run.isDebited() && !run.isRefused())
        .findFirst();
  }
}
