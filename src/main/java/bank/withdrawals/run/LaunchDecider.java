package bank.withdrawals.run;

import bank.withdrawals.files.Printable;
import bank.withdrawals.format.RefusedFileException;
import bank.withdrawals.intake.FileInspector;
import bank.withdrawals.intake.Original;
import bank.withdrawals.intake.Originals;
import bank.withdrawals.job.Run;
import bank.withdrawals.job.RunHistory;
import bank.withdrawals.ledger.FileRegister;
import bank.withdrawals.ledger.RegisteredFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Decides what to do with a file. Changes nothing.
 *
 * <ol>
 *   <li>A file that cannot be read, whose path the database cannot store, or whose format cannot be
 *       chosen, is refused.
 *   <li>The hash of its bytes and its format identify the run. If that run is complete, nothing is
 *       done. If it was refused, it starts again. If it was interrupted, it restarts.
 *   <li>The same bytes in another format are refused, unless their run has debited nothing.
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
  private final Originals originals;
  private final FileRegister files;

  LaunchDecider(RunHistory history, Originals originals, FileRegister files) {
    this.history = history;
    this.originals = originals;
    this.files = files;
  }

  /**
   * Decides about one file.
   *
   * @param file absolute
   * @param format the name of its format; null to choose it by the file's place and name
   * @throws IOException if the storage fails
   */
  LaunchDecision decide(Path file, @Nullable String format) throws IOException {
    Optional<String> unreadable = unreadable(file).or(() -> unstorable(file.toString()));
    if (unreadable.isPresent()) {
      return new LaunchDecision.Refuse("", unreadable.get());
    }
    String sha256 = FileInspector.sha256(file);
    try {
      return decide(originals.unreceived(file, sha256, format));
    } catch (RefusedFileException noFormat) {
      return new LaunchDecision.Refuse(sha256, noFormat.sentence(Printable.name(file)));
    }
  }

  private LaunchDecision decide(Original original) {
    String sha256 = original.sha256();
    Optional<Run> known = history.findByContent(original.content());
    if (known.isPresent() && files.findByContent(original.content()).isPresent()) {
      return decide(original, known.get());
    }
    Optional<RegisteredFile> other = history.receivedInAnotherFormat(sha256, original.content());
    if (other.isPresent()) {
      return new LaunchDecision.Refuse(
          sha256,
          "%s: these bytes were received before, as run %d in the format %s; nothing is debited again in another format."
              .formatted(
                  Printable.name(original.file()),
                  other.get().runId(),
                  other.get().recipe().format()));
    }
    if (known.isPresent()) {
      return decide(original, known.get());
    }
    return interruptedAt(original.file())
        .<LaunchDecision>map(
            run ->
                new LaunchDecision.Refuse(
                    sha256,
                    "This is not the file with which run %d started under this name: put that file back, or rename this one."
                        .formatted(run.runId())))
        .orElseGet(() -> new LaunchDecision.Start(original));
  }

  private static LaunchDecision decide(Original original, Run run) {
    if (run.isComplete()) {
      return new LaunchDecision.AlreadyComplete(run);
    }
    return run.isRefused()
        ? new LaunchDecision.Start(original)
        : new LaunchDecision.Restart(original, run);
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
