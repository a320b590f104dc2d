package bank.withdrawals.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Kafka broker with one node in this JVM, for a laptop and for tests. It keeps its log:
 * events, offsets and transactions are still there at the next start, even after a kill.
 *
 * <p>One process at a time serves a log directory. Other processes read its address from the file
 * beside the directory ({@code <directory>.lock}) and use that broker.
 *
 * <p>A start takes seconds, mostly to load classes. All methods may be called from any thread, so a
 * caller can start the broker in the background.
 */
public final class EmbeddedBroker implements AutoCloseable {
  /** The longest wait for another process that starts or stops its broker. */
  private static final Duration JOIN_TIMEOUT = Duration.ofSeconds(60);

  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);
  private static final long POLL_MS = 50;

  private static final Logger log = LoggerFactory.getLogger(EmbeddedBroker.class);

  private final String address;
  private final @Nullable Serving serving;
  private final AtomicBoolean closed = new AtomicBoolean();

  private record Serving(BrokerLock lock, KraftServer broker) {}

  private EmbeddedBroker(String address, @Nullable Serving serving) {
    this.address = address;
    this.serving = serving;
  }

  /** Whether this build contains the broker's classes. The container image does not. */
  public static boolean isAvailable() {
    try {
      Class.forName("kafka.server.KafkaRaftServer", false, EmbeddedBroker.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /**
   * Starts a broker on a log directory and waits until it accepts connections. The directory is
   * created and formatted on first use.
   *
   * @param clientPort the port on 127.0.0.1; 0 chooses a free one
   * @throws BrokerUnavailableException if this build has no broker, the port is taken, another
   *     broker serves the directory, or the broker does not start within about a minute
   */
  public static EmbeddedBroker start(Path logDir, int clientPort) {
    return serve(logDir, clientPort, false);
  }

  /**
   * Uses the broker that already serves the log directory, or starts one on a free port. If several
   * callers do so at once, in one process or in several, one starts the broker and the others wait.
   *
   * @throws BrokerUnavailableException as {@link #start} does, and if another process holds the
   *     directory for a minute without serving it
   */
  public static EmbeddedBroker startOrJoin(Path logDir) {
    return serve(logDir, 0, true);
  }

  /** Looks up the {@code host:port} of the broker that serves the log directory, in any process. */
  public static Optional<String> findRunning(Path logDir) {
    try {
      return BrokerLock.findAddress(logDir);
    } catch (IOException e) {
      throw unusable(logDir, e);
    }
  }

  /** The value for {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return address;
  }

  /** Whether this object started the broker; if not, it uses one that was running. */
  public boolean isOwner() {
    return serving != null;
  }

  /**
   * Stops the broker if this object started it. Takes at most 20 seconds; a broker that is still
   * running then keeps its directory until the process ends.
   */
  @Override
  public void close() {
    if (serving == null || !closed.compareAndSet(false, true)) {
      return;
    }
    try {
      serving.lock().unpublish();
      if (stop(serving.broker())) {
        serving.lock().close();
      }
    } catch (IOException e) {
      log.warn("The embedded broker's address file could not be emptied", e);
    }
  }

  private static EmbeddedBroker serve(Path logDir, int clientPort, boolean mayJoin) {
    Path directory = logDir.toAbsolutePath().normalize();
    long deadline = System.nanoTime() + JOIN_TIMEOUT.toNanos();
    try {
      while (true) {
        Optional<String> running = BrokerLock.findAddress(directory);
        if (running.isPresent() && mayJoin) {
          return new EmbeddedBroker(running.get(), null);
        }
        if (running.isPresent()) {
          throw new BrokerUnavailableException(
              "A broker already serves " + directory + " at " + running.get() + ": stop it first.");
        }
        requireAvailable();
        Optional<BrokerLock> lock = BrokerLock.tryAcquire(directory);
        if (lock.isPresent()) {
          return startLocked(directory, clientPort, lock.get());
        }
        if (System.nanoTime() > deadline) {
          throw new BrokerUnavailableException(
              "Another process holds "
                  + directory
                  + ".lock but its broker does not answer: stop it.");
        }
        TimeUnit.MILLISECONDS.sleep(POLL_MS);
      }
    } catch (IOException e) {
      throw unusable(directory, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokerUnavailableException("Interrupted while it waited for a Kafka broker.", e);
    }
  }

  // The broker throws what its parts throw, undeclared checked exceptions of Scala included.
  @SuppressWarnings("IllegalCatch")
  private static EmbeddedBroker startLocked(Path directory, int clientPort, BrokerLock lock)
      throws IOException, InterruptedException {
    try {
      KraftServer broker = KraftServer.start(directory, clientPort);
      lock.publish(broker.address());
      return new EmbeddedBroker(broker.address(), new Serving(lock, broker));
    } catch (Exception | LinkageError e) {
      lock.close();
      if (e instanceof InterruptedException interrupted) {
        throw interrupted;
      }
      throw unusable(directory, e);
    }
  }

  /**
   * Stops it on its own thread: the caller may be interrupted, and a stop that hangs must not
   * block.
   */
  private static boolean stop(KraftServer broker) {
    Thread stopper = new Thread(broker::stop, "embedded-broker-stop");
    stopper.setDaemon(true);
    stopper.start();
    boolean interrupted = false;
    long deadline = System.nanoTime() + STOP_TIMEOUT.toNanos();
    for (long left = STOP_TIMEOUT.toMillis(); left > 0 && stopper.isAlive(); ) {
      try {
        stopper.join(left);
      } catch (InterruptedException e) {
        interrupted = true;
      }
      left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (stopper.isAlive()) {
      log.warn("The embedded broker did not stop within {} s", STOP_TIMEOUT.toSeconds());
    }
    return !stopper.isAlive();
  }

  private static void requireAvailable() {
    if (!isAvailable()) {
      throw new BrokerUnavailableException(
          "No Kafka broker is configured: set SPRING_KAFKA_BOOTSTRAP_SERVERS."
              + " (This build contains no embedded broker.)");
    }
  }

  private static BrokerUnavailableException unusable(Path directory, Throwable cause) {
    return new BrokerUnavailableException(
        "The embedded Kafka broker on " + directory + " cannot start: " + cause.getMessage() + ".",
        cause);
  }
}
