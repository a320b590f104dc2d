package bank.withdrawals.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Receives what the job pushes by HTTP; one kind never answers. */
public final class MetricsReceiver implements AutoCloseable {

  private final Map<String, byte[]> last = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  private MetricsReceiver(boolean hangs) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    server.setExecutor(threads);
    server.createContext("/", exchange -> receive(exchange, hangs));
    server.start();
  }

  /** Starts a receiver that answers. */
  public static MetricsReceiver start() {
    return new MetricsReceiver(false);
  }

  /** Starts a receiver that never answers. */
  public static MetricsReceiver startHanging() {
    return new MetricsReceiver(true);
  }

  /** Its address, without a path. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The last body that was posted to a path. */
  public byte[] posted(String path) {
    return Objects.requireNonNull(last.get("POST " + path), () -> "Nothing was posted to " + path);
  }

  private void receive(HttpExchange exchange, boolean hangs) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    last.put(exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath(), body);
    if (hangs) {
      try {
        closed.await();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
