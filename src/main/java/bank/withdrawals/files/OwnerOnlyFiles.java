package bank.withdrawals.files;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Files and directories that only the program's own user may read and write, whatever the umask,
 * and that are never written through a symbolic link: a run's number, and so the names of its
 * files, can be guessed. What exists already keeps its permissions.
 */
public final class OwnerOnlyFiles {

  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private OwnerOnlyFiles() {}

  /** What goes into a file. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream file) throws IOException;
  }

  /** Makes a directory and its parents where they are missing; a link to a directory is one. */
  public static Path directory(Path directory) throws IOException {
    return Files.createDirectories(directory, only("rwx------"));
  }

  /**
   * As {@link #directory}, for one whose name can be guessed.
   *
   * @throws UncheckedIOException with a sentence, where it is a link
   */
  public static Path directoryOfOurs(Path directory) throws IOException {
    refuseLink(directory(directory));
    return directory;
  }

  /** Makes an empty file for writing; a file or link of that name is deleted first. */
  public static FileChannel create(Path file) throws IOException {
    Files.deleteIfExists(file);
    return open(file, StandardOpenOption.CREATE_NEW);
  }

  /** As {@link #create}, for text in UTF-8. */
  public static BufferedWriter newWriter(Path file) throws IOException {
    return new BufferedWriter(Channels.newWriter(create(file), StandardCharsets.UTF_8));
  }

  /**
   * Opens a file for reading and writing, and makes it where it is missing.
   *
   * @throws UncheckedIOException with a sentence, where it is a link
   */
  public static FileChannel open(Path file) throws IOException {
    refuseLink(file);
    return open(file, StandardOpenOption.CREATE);
  }

  /**
   * Puts a file in the place of what has that name, be it a link: whole or not at all, and forced
   * to disk.
   */
  public static void replace(Path file, Content content) throws IOException {
    Path whole = file.resolveSibling(file.getFileName() + ".tmp");
    try (FileChannel channel = create(whole)) {
      content.writeTo(Channels.newOutputStream(channel));
      channel.force(true);
    }
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * For a file that a library opens.
   *
   * @throws UncheckedIOException with a sentence, where it is a link
   */
  public static void refuseLink(Path path) {
    if (Files.isSymbolicLink(path)) {
      String sentence =
          "%s is a symbolic link, and nothing is written through one: take it away, then run again."
              .formatted(path);
      throw new UncheckedIOException(sentence, new IOException(sentence));
    }
  }

  private static FileChannel open(Path file, OpenOption creation) throws IOException {
    return FileChannel.open(
        file,
        Set.of(
            creation, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
        only("rw-------"));
  }

  private static FileAttribute<?>[] only(String permissions) {
    if (!POSIX) {
      return new FileAttribute<?>[0];
    }
    Set<PosixFilePermission> owners = PosixFilePermissions.fromString(permissions);
    return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(owners)};
  }
}
