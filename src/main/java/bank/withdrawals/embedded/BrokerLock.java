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
 * The file beside a broker's log that says which process serves the log, and where.
 *
 * <ol>
 *   <li>Who holds the operating system's lock on the file may serve the log. The lock dies with its
 *       process, so a kill leaves nothing to clean up.
 *   <li>The holder writes the address once the broker accepts connections, and empties the file
 *       before it stops.
 *   <li>An address counts only while the lock is held and something listens there.
 * </ol>
 */
final class BrokerLock implements AutoCloseable {
  /** Past the text, so that the text stays readable where locks are mandatory. */
  private static final long LOCKED_BYTE = Integer.MAX_VALUE;

  private static final int MAX_TEXT_BYTES = 4096;
  private static final int CONNECT_TIMEOUT_MS = 1_000;

  /**
   * The locks of this process. Closing any channel of a file drops all locks that the process has
   * on it (POSIX), so a file that is locked here must not be opened here a second time.
   */
  private static final Map<Path, BrokerLock> HELD = new HashMap<>();

  private final Path file;
  private final FileChannel channel;
  private @Nullable String address;

  private BrokerLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Takes the lock of a log directory, or returns empty when this or another process has it. */
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

  /** The {@code host:port} of the broker that serves a log directory now, in whatever process. */
  static Optional<String> address(Path logDir) throws IOException {
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

  /** Tells everyone who asks that the broker accepts connections at {@code host:port}. */
  void publish(String hostAndPort) throws IOException {
    String text = "bootstrap=" + hostAndPort + "\npid=" + ProcessHandle.current().pid() + "\n";
    synchronized (HELD) {
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(text.getBytes(UTF_8)), 0);
      address = hostAndPort;
    }
  }

  /** Takes the address back; the lock stays. */
  void unpublish() throws IOException {
    synchronized (HELD) {
      address = null;
      channel.truncate(0);
    }
  }

  /** Releases the lock. The file stays: deleting it would let two processes lock two files. */
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
    Path realParent = OwnerOnlyFiles.directory(parentOf(logDir)).toRealPath();
    return realParent.resolve(logDir.toAbsolutePath().normalize().getFileName() + ".lock");
  }

  private static boolean lock(FileChannel channel, boolean shared) throws IOException {
    try {
      FileLock lock = channel.tryLock(LOCKED_BYTE, 1, shared);
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // this JVM holds it through another class loader
    }
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(MAX_TEXT_BYTES);
    int length = Math.max(0, channel.read(buffer, 0));
    return new String(buffer.array(), 0, length, UTF_8);
  }

  private static Optional<String> parse(String text) {
    // The last line break tells a whole text from one that is being written.
    return text.endsWith("\n")
        ? text.lines()
            .filter(line -> line.startsWith("bootstrap="))
            .map(line -> line.substring("bootstrap=".length()))
            .findFirst()
        : Optional.empty();
  }

  /**
   * Whether something listens. A process that looks at the file holds the lock for a moment, and
   * the text may then be that of a broker long dead.
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
