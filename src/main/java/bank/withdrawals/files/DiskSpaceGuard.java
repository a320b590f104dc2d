package bank.withdrawals.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.springframework.util.unit.DataSize;

/**
 * Stops a run before the disk is full, because HSQLDB acknowledges a commit that it could not
 * write.
 */
public class DiskSpaceGuard {

  private final List<Path> directories;
  private final long minimum;

  /**
   * A guard for the data and output directories.
   *
   * @param minimum free space that each needs
   */
  public DiskSpaceGuard(Home home, DataSize minimum) {
    this.directories = List.of(home.data(), home.output());
    this.minimum = minimum.toBytes();
  }

  /**
   * Checks the free space.
   *
   * @throws NotEnoughSpaceException if it is less than the minimum
   * @throws UncheckedIOException if it cannot be read
   */
  public void require() {
    requireBesides(0);
  }

  /** Checks that the minimum is left after {@code bytes} more are written. */
  public void requireBesides(long bytes) {
    long needed = minimum + bytes;
    for (Path directory : directories) {
      try {
        long usable = Files.getFileStore(directory).getUsableSpace();
        if (usable < needed) {
          throw new NotEnoughSpaceException(
              "Only %,d bytes are free for %s and %,d are needed: free some space, then run again."
                  .formatted(usable, directory, needed));
        }
      } catch (IOException failure) {
        throw new UncheckedIOException(
            "The free space of %s cannot be read.".formatted(directory), failure);
      }
    }
  }

  /** The free space is less than the minimum. */
  public static final class NotEnoughSpaceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotEnoughSpaceException(String message) {
      super(message);
    }
  }
}
