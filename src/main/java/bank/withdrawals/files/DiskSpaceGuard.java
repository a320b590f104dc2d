package bank.withdrawals.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.springframework.util.unit.DataSize;

/**
 * Stops a run before it debits what the disk cannot keep: HSQLDB acknowledges a commit it could not
 * write.
 */
public class DiskSpaceGuard {

  private final List<Path> directories;
  private final long minimum;

  public DiskSpaceGuard(Home home, DataSize minimum) {
    this.directories = List.of(home.data(), home.output());
    this.minimum = minimum.toBytes();
  }

  /**
   * Passes where there is space enough.
   *
   * @throws NotEnoughSpaceException where there is not
   */
  public void require() {
    for (Path directory : directories) {
      try {
        long usable = Files.getFileStore(directory).getUsableSpace();
        if (usable < minimum) {
          throw new NotEnoughSpaceException(
              "Only %,d bytes are free for %s and %,d are needed: make room, then run again."
                  .formatted(usable, directory, minimum));
        }
      } catch (IOException failure) {
        throw new UncheckedIOException(
            "The free space of %s is unknown.".formatted(directory), failure);
      }
    }
  }

  /** The disk is too full to go on. */
  public static final class NotEnoughSpaceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotEnoughSpaceException(String message) {
      super(message);
    }
  }
}
