package bank.withdrawals.run;

import bank.withdrawals.intake.FileInspector;
import bank.withdrawals.job.RunHistory;
import bank.withdrawals.job.RunParameters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.stereotype.Component;

/**
 * Tells what a file is to the job:
 *
 * <ol>
 *   <li>Hash its bytes: they are the run's identity. What is no readable file is refused here.
 *   <li>Bytes whose run is complete are not run again.
 *   <li>Other bytes under the path of a run that was interrupted are refused: that run has debited
 *       a part of a file that is no longer there.
 *   <li>Everything else can be run, or goes on.
 * </ol>
 *
 * <p>Changes nothing.
 */
@Component
class LaunchDecider {

  private final RunHistory history;

  LaunchDecider(RunHistory history) {
    this.history = history;
  }

  /**
   * Looks at one file.
   *
   * @param file absolute
   */
  LaunchDecision of(Path file) throws IOException {
    Optional<String> unreadable = unreadable(file);
    if (unreadable.isPresent()) {
      return new LaunchDecision.Refused("", unreadable.get());
    }
    String sha256 = FileInspector.sha256(file);
    JobExecution last = history.lastOver(sha256).orElse(null);
    if (last != null) {
      return last.getStatus() == BatchStatus.COMPLETED
          ? new LaunchDecision.RanBefore(last)
          : new LaunchDecision.Admitted(sha256, last, history.isRefused(sha256));
    }
    return interruptedAt(file)
        .<LaunchDecision>map(
            run ->
                new LaunchDecision.Refused(
                    sha256,
                    "This is not the file that run %d began under this name: put that one back, or give this one another name."
                        .formatted(run)))
        .orElseGet(() -> new LaunchDecision.Admitted(sha256, null, false));
  }

  private static Optional<String> unreadable(Path file) throws IOException {
    // Such a path cannot be kept as text, so the run would not find its file.
    return file.equals(Path.of(file.toString()))
        ? FileInspector.unreadable(file)
        : Optional.of(
            "A part of its path is no text in this system's encoding (UTF-8, most likely):"
                + " rename it.");
  }

  private Optional<Long> interruptedAt(Path file) {
    return history.unfinished().stream()
        .map(execution -> RunParameters.of(execution.getJobParameters()))
        .filter(run -> run.path().equals(file))
        .filter(run -> !history.isDebited(run.sha256()) && !history.isRefused(run.sha256()))
        .map(RunParameters::runId)
        .findFirst();
  }
}
