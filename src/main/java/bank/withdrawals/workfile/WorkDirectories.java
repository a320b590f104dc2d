package bank.withdrawals.workfile;

import bank.withdrawals.files.DurableMove;
import bank.withdrawals.files.OwnerOnlyFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The directories of the work files of runs. A process may lose the run lock while it makes a work
 * file, and its successor makes the same one. So neither writes where the other does:
 *
 * <ol>
 *   <li>Make the work file in a directory of one's own, {@code RUN.RANDOM}. Those that are there
 *       already belong to processes that are dead or have lost the lock: delete them.
 *   <li>Require the lock.
 *   <li>If the run has the same work file, complete and undamaged, leave it alone: rows may be read
 *       from it. If not, replace it by a rename that is forced to disk.
 * </ol>
 */
public final class WorkDirectories {

  private final Path work;
  private final Runnable lock;

  /**
   * The directories of a home.
   *
   * @param work the directory that has them
   * @param lock fails unless this process holds the run lock
   */
  public WorkDirectories(Path work, Runnable lock) {
    this.work = work;
    this.lock = lock;
  }

  /** The directory of the work file of a run; it may be missing. */
  public Path of(long runId) {
    return work.resolve(Long.toString(runId));
  }

  /**
   * An empty directory for a new work file of a run. The caller deletes it if it does not complete
   * the work file.
   *
   * @throws IOException if it cannot be made
   */
  public Path create(long runId) throws IOException {
    lock.run();
    OwnerOnlyFiles.createDirectory(work);
    try (DirectoryStream<Path> unfinished = Files.newDirectoryStream(work, "*.*")) {
      for (Path directory : unfinished) {
        WorkFile.delete(directory);
      }
    }
    return OwnerOnlyFiles.createTemporaryDirectory(work, runId + ".");
  }

  /**
   * Makes a complete work file that of its run.
   *
   * @param made was made in {@link #create a directory of its own}, which is gone afterwards
   * @return the work file in its place
   * @throws IOException if it cannot be moved
   */
  public WorkFile complete(long runId, WorkFile made) throws IOException {
    lock.run();
    Path target = of(runId);
    if (isIntact(target, made.checksum())) {
      WorkFile.delete(made.directory());
    } else {
      WorkFile.delete(target);
      DurableMove.move(made.directory(), target);
    }
    return WorkFile.open(target);
  }

  private static boolean isIntact(Path directory, String checksum) throws IOException {
    try {
      WorkFile found = WorkFile.open(directory);
      found.verify();
      return found.checksum().equals(checksum);
    } catch (DamagedWorkFileException damaged) {
      return false;
    }
  }
}
