package bank.withdrawals.lock;

import bank.withdrawals.files.OwnerOnlyFiles;
import bank.withdrawals.lock.RunLock.LockedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets one process at a time open the embedded database: an operating system's lock on {@code
 * data/run.lock}, which ends with the process. It is acquired before the database is opened and
 * released after the database is closed. The file names the holder.
 */
public final class DataDirectoryLock implements AutoCloseable {

  private final FileChannel channel;

  private DataDirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Acquires the lock of a data directory without waiting.
   *
   * @throws LockedException if another process holds it
   * @throws UncheckedIOException if the lock file cannot be written
   */
  public static DataDirectoryLock acquire(Path data) {
    Path file = data.resolve("run.lock");
    try {
      OwnerOnlyFiles.createDirectory(data);
      FileChannel channel = OwnerOnlyFiles.open(file);
      if (tryLock(channel) == null) {
        channel.close();
        throw LockedException.by(
            Files.readString(file).strip() + ", and the embedded database admits one process");
      }
      String holder = "process %d since %s".formatted(ProcessHandle.current().pid(), now());
      channel.truncate(0);
      channel.write(StandardCharsets.UTF_8.encode(holder), 0);
      return new DataDirectoryLock(channel);
    } catch (IOException failure) {
      throw new UncheckedIOException("The lock file %s cannot be used.".formatted(file), failure);
    }
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

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS);
  }
}
