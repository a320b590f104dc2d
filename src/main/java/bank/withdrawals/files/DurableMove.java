package bank.withdrawals.files;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Moves a file so that a kill or a power cut at any instant loses nothing, and a second call
 * completes the move.
 *
 * <ol>
 *   <li>Within a file system the move is an atomic rename.
 *   <li>To another one the file is copied under a temporary name, forced to disk, renamed, and then
 *       deleted at its old place.
 *   <li>If both places have the same content, an earlier move was killed before it deleted the file
 *       at its old place; only that is done.
 * </ol>
 *
 * <p>Two processes must not move to the same place at once: whether a file is there is checked
 * first.
 */
public final class DurableMove {

  private DurableMove() {}

  /**
   * Moves a file, or does nothing if it is at the target already.
   *
   * @throws FileAlreadyExistsException if another file is at the target
   * @throws NoSuchFileException if the file is in neither place
   * @throws IOException if the file cannot be moved
   */
  public static void move(Path source, Path target) throws IOException {
    boolean atTarget = exists(target);
    if (!exists(source)) {
      if (atTarget) {
        return;
      }
      throw new NoSuchFileException(Printable.name(source));
    }
    if (atTarget) {
      if (!hasSameContent(source, target)) {
        throw new FileAlreadyExistsException(
            Printable.name(target), null, "another file is there already; move that file away");
      }
      Files.delete(source);
      return;
    }
    try {
      Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
      forceDirectory(target);
    } catch (AtomicMoveNotSupportedException otherFileSystem) {
      moveAcross(source, target);
    }
  }

  private static void moveAcross(Path source, Path target) throws IOException {
    if (!Files.isRegularFile(source, LinkOption.NOFOLLOW_LINKS)) {
      Files.move(source, target);
      return;
    }
    Path copy = target.resolveSibling("." + target.getFileName() + ".part");
    try (FileChannel channel = OwnerOnlyFiles.create(copy)) {
      Files.copy(source, Channels.newOutputStream(channel));
      channel.force(true);
    }
    if (Files.size(copy) != Files.size(source)) {
      // Deleted at its old place, it would lose what was written to it in the meantime.
      throw new IOException(
          "%s was written to while it was moved; run again".formatted(Printable.name(source)));
    }
    Files.setLastModifiedTime(copy, Files.getLastModifiedTime(source));
    Files.move(copy, target, StandardCopyOption.ATOMIC_MOVE);
    forceDirectory(target);
    Files.delete(source);
  }

  /** Makes the rename survive a power cut, if the platform can force a directory to disk. */
  private static void forceDirectory(Path file) {
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      } catch (IOException notSupported) {
        // The file system's own journal has to be enough then.
      }
    }
  }

  private static boolean hasSameContent(Path one, Path other) throws IOException {
    return Files.isRegularFile(one, LinkOption.NOFOLLOW_LINKS)
        && Files.isRegularFile(other, LinkOption.NOFOLLOW_LINKS)
        && Files.mismatch(one, other) == -1;
  }

  private static boolean exists(Path file) {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }
}
