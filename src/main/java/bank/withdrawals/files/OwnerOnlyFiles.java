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
 * Creates files and directories that only the program's own user may read and write, whatever the
 * umask is. Existing ones keep their permissions. Nothing is written through a symbolic link,
 * because somebody else can guess a run's number and so the names of its files.
 */
public final class OwnerOnlyFiles {

  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private OwnerOnlyFiles() {}

  /** Writes the content of a file. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream file) throws IOException;
  }

  /** Creates a directory and its parents if they are missing; a link to a directory is accepted. */
  public static Path createDirectory(Path directory) throws IOException {
    return Files.createDirectories(directory, only("rwx------"));
  }

  /**
   * Creates a directory whose name can be guessed, as {@link #createDirectory} does.
   *
   * @throws UncheckedIOException with a sentence, if it is a link
   */
  public static Path createUnlinkedDirectory(Path directory) throws IOException {
    refuseLink(createDirectory(directory));
    return directory;
  }

  /**
   * Creates a directory with a name of its own, in a directory that is created if it is missing.
   */
  public static Path createTemporaryDirectory(Path parent, String prefix) throws IOException {
    return Files.createTempDirectory(createDirectory(parent), prefix);
  }

  /** Creates an empty file for writing; a file or link with that name is deleted first. */
  public static FileChannel create(Path file) throws IOException {
    Files.deleteIfExists(file);
    return open(file, StandardOpenOption.CREATE_NEW);
  }

  /** Creates a file for text in UTF-8, as {@link #create} does. */
  public static BufferedWriter newWriter(Path file) throws IOException {
    return new BufferedWriter(Channels.newWriter(create(file), StandardCharsets.UTF_8));
  }

  /**
   * Opens a file for reading and writing; creates it if it is missing.
   *
   * @throws UncheckedIOException with a sentence, if it is a link
   */
  public static FileChannel open(Path file) throws IOException {
    refuseLink(file);
    return open(file, StandardOpenOption.CREATE);
  }

  /**
   * Replaces a file, or a link with that name, by a file with this content: all of it, or nothing.
   * The content is forced to disk.
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
   * Checks a path before a library opens it.
   *
   * @throws UncheckedIOException with a sentence, if it is a link
   */
  public static void refuseLink(Path path) {
    if (Files.isSymbolicLink(path)) {
      String sentence =
          "%s is a symbolic link, and nothing is written through a link: remove it, then run again."
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
