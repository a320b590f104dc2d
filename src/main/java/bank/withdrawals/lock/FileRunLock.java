package bank.withdrawals.lock;

import bank.withdrawals.files.OwnerOnlyFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The lock of an embedded database: an operating-system lock on {@code data/run.lock}, which dies
 * with the process. Two processes must not even open such a database, so this is taken before it is
 * opened and held until the process has closed it.
 */
public final class FileRunLock implements RunLock, AutoCloseable {

  private final FileChannel channel;

  private FileRunLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock of the embedded database under {@code data}.
   *
   * @throws LockedException where another process holds it
   */
  public static FileRunLock open(Path data) {
    Path file = data.resolve("run.lock");
    try {
      OwnerOnlyFiles.createDirectory(data);
      FileChannel channel = OwnerOnlyFiles.open(file);
      if (tryLock(channel) == null) {
        channel.close();
        throw new LockedException(
            Files.readString(file).strip() + ", and the embedded database admits one process");
      }
      String holder = "process %d since %s".formatted(ProcessHandle.current().pid(), now());
      channel.truncate(0);
      channel.write(StandardCharsets.UTF_8.encode(holder), 0);
      return new FileRunLock(channel);
    } catch (IOException failure) {
      throw new UncheckedIOException("The lock file %s cannot be used.".formatted(file), failure);
    }
  }

  /** Held already, for as long as the process has the database open. */
  @Override
  public Held acquire() {
    return () -> {};
  }

  @Override
  public Optional<String> otherHolder() {
    return Optional.empty();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldByThisProcess) {
      return null;
    }
  }

  private static String now() {
    return java.time.Instant.now().truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString();
  }
}
