package bank.withdrawals.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.READ;

import bank.withdrawals.files.OwnerOnlyFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets one process at a time serve a broker's log, and publishes its address. Both use a file
 * beside the log.
 *
 * <ol>
 *   <li>The process that holds the operating system's lock on the file may serve the log. The lock
 *       ends with the process, so a kill leaves nothing to clean up.
 *   <li>The holder writes its address to the file when the broker accepts connections, and empties
 *       the file before the broker stops.
 *   <li>An address is valid only while the lock is held and something listens there.
 * </ol>
 */
final class BrokerLock implements AutoCloseable {
  /** After the text, so that others can read the text on systems with mandatory locks. */
  private static final long LOCKED_BYTE = Integer.MAX_VALUE;

  private static final int MAX_TEXT_BYTES = 4096;
  private static final int CONNECT_TIMEOUT_MS = 1_000;

  /**
   * The locks that this process holds. Closing any channel of a file releases all locks that the
   * process has on it (POSIX), so a file that is locked here must not be opened here again.
   */
  private static final Map<Path, BrokerLock> HELD = new HashMap<>();

  private final Path file;
  private final FileChannel channel;
  private @Nullable String address;

  private BrokerLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Acquires the lock of a log directory; empty if this or another process holds it. */
  static Optional<BrokerLock> tryAcquire(Path logDir) throws IOException {
    Path file = fileOf(logDir);
    synchronized (HELD) {
      if (HELD.containsKey(file)) {
        return Optional.empty();
      }
      FileChannel channel = OwnerOnlyFiles.open(file);
      try {
        if (!lock(channel, false)) {
          channel.close();
          return Optional.empty();
        }
        channel.truncate(0);
      } catch (IOException e) {
        channel.close();
        throw e;
      }
      BrokerLock lock = new BrokerLock(file, channel);
      HELD.put(file, lock);
      return Optional.of(lock);
    }
  }

  /** Looks up the {@code host:port} of the broker that serves a log directory, in any process. */
  static Optional<String> findAddress(Path logDir) throws IOException {
    if (!Files.isDirectory(parentOf(logDir))) {
      return Optional.empty();
    }
    return publishedAddress(fileOf(logDir)).filter(BrokerLock::accepts);
  }

  private static Optional<String> publishedAddress(Path file) throws IOException {
    synchronized (HELD) {
      BrokerLock own = HELD.get(file);
      if (own != null) {
        return Optional.ofNullable(own.address);
      }
      try (FileChannel channel = FileChannel.open(file, READ)) {
        return lock(channel, true) ? Optional.empty() : parse(read(channel));
      } catch (NoSuchFileException e) {
        return Optional.empty();
      }
    }
  }

  /** Writes the address to the file: the broker accepts connections at {@code host:port}. */
  void publish(String hostAndPort) throws IOException {
    String text = "bootstrap=" + hostAndPort + "\npid=" + ProcessHandle.current().pid() + "\n";
    synchronized (HELD) {
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(text.getBytes(UTF_8)), 0);
      address = hostAndPort;
    }
  }

  /** Removes the address from the file; the lock stays. */
  void unpublish() throws IOException {
    synchronized (HELD) {
      address = null;
      channel.truncate(0);
    }
  }

  /** Releases the lock. The file stays, or two processes could lock two different files. */
  @Override
  public void close() throws IOException {
    synchronized (HELD) {
      if (HELD.remove(file, this)) {
        channel.close();
      }
    }
  }

  private static Path parentOf(Path logDir) {
    Path parent = logDir.toAbsolutePath().normalize().getParent();
    if (parent == null) {
      throw new IllegalArgumentException("A broker's log directory needs a parent: " + logDir);
    }
    return parent;
  }

  private static Path fileOf(Path logDir) throws IOException {
    Path realParent = OwnerOnlyFiles.createDirectory(parentOf(logDir)).toRealPath();
    return realParent.resolve(logDir.toAbsolutePath().normalize().getFileName() + ".lock");
  }

  private static boolean lock(FileChannel channel, boolean shared) throws IOException {
    try {
      FileLock lock = channel.tryLock(LOCKED_BYTE, 1, shared);
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // another class loader of this JVM holds it
    }
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(MAX_TEXT_BYTES);
    int length = Math.max(0, channel.read(buffer, 0));
    return new String(buffer.array(), 0, length, UTF_8);
  }

  private static Optional<String> parse(String text) {
    // A text without a line break at its end is still being written.
    return text.endsWith("\n")
        ? text.lines()
            .filter(line -> line.startsWith("bootstrap="))
            .map(line -> line.substring("bootstrap=".length()))
            .findFirst()
        : Optional.empty();
  }

  /**
   * Whether something listens at the address. The lock alone does not prove it: a process that
   * reads the file holds the lock for a moment, and the text may be that of a broker that was
   * killed.
   */
  private static boolean accepts(String hostAndPort) {
    int colon = hostAndPort.lastIndexOf(':');
    try (Socket socket = new Socket()) {
      int port = Integer.parseInt(hostAndPort.substring(colon + 1));
      InetAddress host = InetAddress.getByName(hostAndPort.substring(0, Math.max(0, colon)));
      socket.connect(new InetSocketAddress(host, port), CONNECT_TIMEOUT_MS);
      return true;
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }
}
