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
 * A real Kafka broker of one node in this JVM, for a laptop and for tests. Its log outlives it:
 * events, offsets and transactions are there again at the next start, after a kill too.
 *
 * <p>One process at a time serves a log directory; the others find its address beside the directory
 * ({@code <directory>.lock}) and use that broker.
 *
 * <p>Starting takes seconds, mostly of class loading. All methods may be called from any thread, so
 * a caller with other things to do starts the broker in the background.
 */
public final class EmbeddedBroker implements AutoCloseable {
  /** The longest wait for another process that is starting or stopping its broker. */
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

  /** Whether this build carries the broker's classes. The container image goes without them. */
  public static boolean available() {
    try {
      Class.forName("kafka.server.KafkaRaftServer", false, EmbeddedBroker.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /**
   * Starts a broker on a log directory, which is created and formatted on first use. Returns when
   * the broker accepts connections.
   *
   * @param clientPort the port on 127.0.0.1; 0 takes a free one
   * @throws BrokerUnavailableException when this build has no broker, the port is taken, another
   *     broker serves the directory, or the broker does not come up within about a minute
   */
  public static EmbeddedBroker start(Path logDir, int clientPort) {
    return serve(logDir, clientPort, false);
  }

  /**
   * Uses the broker that serves the log directory already, else starts one on a free port. Of
   * several callers, in one process or more, one starts the broker and the others wait for it.
   *
   * @throws BrokerUnavailableException as {@link #start}, or when another process has held the
   *     directory for a minute without serving it
   */
  public static EmbeddedBroker startOrJoin(Path logDir) {
    return serve(logDir, 0, true);
  }

  /** The {@code host:port} of the broker that serves the log directory now, in any process. */
  public static Optional<String> running(Path logDir) {
    try {
      return BrokerLock.address(logDir);
    } catch (IOException e) {
      throw unusable(logDir, e);
    }
  }

  /** The value for {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return address;
  }

  /** Whether this object runs the broker itself, as opposed to using one that was there. */
  public boolean owned() {
    return serving != null;
  }

  /**
   * Stops the broker if this object started it; takes 20 seconds at most. A broker that is not done
   * by then keeps its directory until the process ends.
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
      log.warn("The embedded broker's address file could not be cleared", e);
    }
  }

  private static EmbeddedBroker serve(Path logDir, int clientPort, boolean mayJoin) {
    Path directory = logDir.toAbsolutePath().normalize();
    long deadline = System.nanoTime() + JOIN_TIMEOUT.toNanos();
    try {
      while (true) {
        Optional<String> running = BrokerLock.address(directory);
        if (running.isPresent() && mayJoin) {
          return new EmbeddedBroker(running.get(), null);
        }
        if (running.isPresent()) {
          throw new BrokerUnavailableException(
              "A broker serves " + directory + " already, at " + running.get() + ".");
        }
        requireAvailable();
        Optional<BrokerLock> lock = BrokerLock.tryAcquire(directory);
        if (lock.isPresent()) {
          return startLocked(directory, clientPort, lock.get());
        }
        if (System.nanoTime() > deadline) {
          throw new BrokerUnavailableException(
              "Another process holds " + directory + ".lock but its broker does not answer.");
        }
        TimeUnit.MILLISECONDS.sleep(POLL_MS);
      }
    } catch (IOException e) {
      throw unusable(directory, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokerUnavailableException("Interrupted while waiting for a Kafka broker.", e);
    }
  }

  // The broker throws whatever its parts throw, checked exceptions from Scala among them.
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

  /** On a thread of its own: the caller may be interrupted, and a hanging stop must not hang it. */
  private static boolean stop(KraftServer broker) {
    Thread stopping = new Thread(broker::stop, "embedded-broker-stop");
    stopping.setDaemon(true);
    stopping.start();
    boolean interrupted = false;
    long deadline = System.nanoTime() + STOP_TIMEOUT.toNanos();
    for (long left = STOP_TIMEOUT.toMillis(); left > 0 && stopping.isAlive(); ) {
      try {
        stopping.join(left);
      } catch (InterruptedException e) {
        interrupted = true;
      }
      left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (stopping.isAlive()) {
      log.warn("The embedded broker did not stop within {} s", STOP_TIMEOUT.toSeconds());
    }
    return !stopping.isAlive();
  }

  private static void requireAvailable() {
    if (!available()) {
      throw new BrokerUnavailableException(
          "No Kafka broker is configured: set SPRING_KAFKA_BOOTSTRAP_SERVERS."
              + " (This build carries no embedded broker.)");
    }
  }

  private static BrokerUnavailableException unusable(Path directory, Throwable cause) {
    return new BrokerUnavailableException(
        "The embedded Kafka broker on " + directory + " cannot start: " + cause.getMessage() + ".",
        cause);
  }
}
