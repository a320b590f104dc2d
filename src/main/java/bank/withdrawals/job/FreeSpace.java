package bank.withdrawals.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Stops a run before it debits what the disk cannot keep: HSQLDB acknowledges a commit it could not
 * write.
 */
@Component
class FreeSpace {

  private final List<Path> directories;
  private final long minimum;

  FreeSpace(Home home, JobSettings settings) {
    this.directories = List.of(home.data(), home.output());
    this.minimum = settings.minFreeSpace().toBytes();
  }

  /**
   * Passes where there is space enough.
   *
   * @throws NotEnoughSpaceException where there is not
   */
  void require() {
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
  static final class NotEnoughSpaceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotEnoughSpaceException(String message) {
      super(message);
    }
  }
}
