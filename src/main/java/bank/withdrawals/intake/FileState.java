package bank.withdrawals.intake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;

/**
 * What tells cheaply that a file was not written to between two looks. Links are not followed.
 *
 * @param size bytes
 * @param modified last modification, nanoseconds since 1970 as far as the file system keeps them
 * @param regular whether it is a regular file
 */
record FileState(long size, long modified, boolean regular) {

  /**
   * Looks at a file.
   *
   * @throws java.nio.file.NoSuchFileException where there is none
   */
  static FileState of(Path file) throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return new FileState(
        attributes.size(),
        attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS),
        attributes.isRegularFile());
  }
}
