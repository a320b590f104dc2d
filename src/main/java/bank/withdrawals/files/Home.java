package bank.withdrawals.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The one directory under which all state hangs, {@code WITHDRAWALS_HOME}.
 *
 * @param root absolute
 */
public record Home(Path root) {

  /** As in {@code logging.file.name}. */
  private static final String LOG = "withdrawals.log";

  /** Makes it absolute. */
  public Home {
    root = root.toAbsolutePath().normalize();
  }

  /** Where operators drop files. */
  public Path input() {
    return root.resolve("input");
  }

  /** Where files go once all their rows are decided. */
  public Path archive() {
    return root.resolve("archive");
  }

  /** Where refused files go. */
  public Path quarantine() {
    return root.resolve("quarantine");
  }

  /** What a run leaves for people: {@code output/<run>/}. */
  public Path output(long run) {
    return output().resolve(Long.toString(run));
  }

  /** The parent of all runs' folders. */
  public Path output() {
    return root.resolve("output");
  }

  /** Embedded stores, logs and the run lock. */
  public Path data() {
    return root.resolve("data");
  }

  /**
   * Makes the directories that are missing, and the log file, so that it is its owner's alone.
   *
   * @throws UncheckedIOException with a sentence for an operator
   */
  public void create() {
    for (Path directory : List.of(input(), archive(), quarantine(), output(), data())) {
      try {
        OwnerOnlyFiles.directory(directory);
      } catch (IOException failure) {
        throw unusable("directory", directory, failure);
      }
    }
    Path log = data().resolve(LOG);
    try {
      OwnerOnlyFiles.open(log).close();
    } catch (IOException failure) {
      throw unusable("file", log, failure);
    }
  }

  private static UncheckedIOException unusable(String what, Path path, IOException failure) {
    return new UncheckedIOException(
        "The %s %s cannot be made or written: mend WITHDRAWALS_HOME or its permissions."
            .formatted(what, path),
        failure);
  }
}
