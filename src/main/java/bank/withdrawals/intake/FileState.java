package bank.withdrawals.intake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Attributes of a file. If they are equal at two times, the file was not written to in between.
 *
 * @param size bytes
 * @param modified last modification, nanoseconds since 1970 as far as the file system keeps them
 * @param regular whether it is a regular file
 */
public record FileState(long size, long modified, boolean regular) {

  /** When it was last modified. */
  Instant modifiedAt() {
    return Instant.EPOCH.plusNanos(modified);
  }

  /**
   * Reads the attributes of a file; a link is not followed.
   *
   * @throws java.nio.file.NoSuchFileException if the file does not exist
   */
  static FileState read(Path file) throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return new FileState(
        attributes.size(),
        attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS),
        attributes.isRegularFile());
  }
}
