package bank.withdrawals.run;

import bank.withdrawals.intake.FileInspector;
import bank.withdrawals.job.Run;
import bank.withdrawals.job.RunHistory;
import bank.withdrawals.ledger.FileRegister;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Decides what to do with a file. Changes nothing.
 *
 * <ol>
 *   <li>A file that cannot be read, or whose path the database cannot store, is refused.
 *   <li>The hash of its bytes identifies the run. If that run is complete, nothing is done. If it
 *       was refused, it starts again. If it was interrupted, it restarts.
 *   <li>A new content is refused if it is in the place of an interrupted run's file: that run has
 *       debited a part of a file that is gone.
 *   <li>Any other new content starts.
 * </ol>
 */
@Component
class LaunchDecider {

  /** The job repository stores the path in a column of this length. */
  private static final int MOST_PATH_CHARACTERS = 2_500;

  private final RunHistory history;
  private final FileRegister files;

  LaunchDecider(RunHistory history, FileRegister files) {
    this.history = history;
    this.files = files;
  }

  /**
   * Decides about one file.
   *
   * @param file absolute
   * @throws IOException if the storage fails
   */
  LaunchDecision decide(Path file) throws IOException {
    Optional<String> unreadable = unreadable(file).or(() -> unstorable(file.toString()));
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

  /** Why the database cannot store a path, so that the run could not start; empty if it can. */
  private Optional<String> unstorable(String path) {
    if (path.length() > MOST_PATH_CHARACTERS) {
      return Optional.of(
          "The path has %,d characters, and the database stores %,d: move the file to a shorter one."
              .formatted(path.length(), MOST_PATH_CHARACTERS));
    }
    return files.canStore(path)
        ? Optional.empty()
        : Optional.of(
            "A character of the path is not in the encoding of the database: rename the file, or use a database in UTF-8.");
  }

  private Optional<Run> interruptedAt(Path file) {
    return history.unfinishedAt(file).stream()
        .filter(run -> !run.isDebited() && !run.isRefused())
        .findFirst();
  }
}
