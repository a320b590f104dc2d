package bank.withdrawals.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The directory that contains all files of the program, {@code WITHDRAWALS_HOME}.
 *
 * @param root absolute
 */
public record Home(Path root) {

  /** The file of {@code logging.file.name}. */
  private static final String LOG = "withdrawals.log";

  /** Makes the root absolute. */
  public Home {
    root = root.toAbsolutePath().normalize();
  }

  /** Where operators drop files. */
  public Path input() {
    return root.resolve("input");
  }

  /** Where operators keep the formats of their senders. It need not exist. */
  public Path formats() {
    return root.resolve("formats");
  }

  /** Where files are moved when all their rows are decided. */
  public Path archive() {
    return root.resolve("archive");
  }

  /** Where refused files are moved. */
  public Path quarantine() {
    return root.resolve("quarantine");
  }

  /** The folder with the files that a run writes for people: {@code output/<runId>/}. */
  public Path output(long runId) {
    return output().resolve(Long.toString(runId));
  }

  /** The parent of all runs' folders. */
  public Path output() {
    return root.resolve("output");
  }

  /** Embedded database and broker, log and run lock. */
  public Path data() {
    return root.resolve("data");
  }

  /** The folder with a folder for each run's work file. */
  public Path work() {
    return data().resolve("work");
  }

  /**
   * Creates the directories and the log file that are missing, for the program's user only.
   *
   * @throws UncheckedIOException with a sentence for an operator
   */
  public void create() {
    for (Path directory : List.of(input(), archive(), quarantine(), output(), data(), formats())) {
      try {
        OwnerOnlyFiles.createDirectory(directory);
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
        "The %s %s cannot be created or written: fix WITHDRAWALS_HOME or its permissions."
            .formatted(what, path),
        failure);
  }
}
