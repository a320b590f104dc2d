package bank.withdrawals.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A network between a client and PostgreSQL, which can freeze, or break for one of them only. */
public final class Relay implements AutoCloseable {

  private static final String URL = "spring.datasource.url";

  private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final List<Link> links = new CopyOnWriteArrayList<>();
  private final Map<String, String> database;
  private final URI target;

  /** A network to the database with these properties. */
  public Relay(Map<String, String> database) throws IOException {
    this.database = database;
    this.target = URI.create(database.get(URL).replaceFirst("^jdbc:", ""));
    start(this::accept);
  }

  /** The properties of the database behind this network. */
  public Map<String, String> database() {
    Map<String, String> through = new HashMap<>(database);
    through.put(
        URL,
        database.get(URL).replaceFirst("//[^/]+/", "//127.0.0.1:" + door.getLocalPort() + "/"));
    return through;
  }

  /** Nothing passes on the connections of now, and nobody notices. Later ones are not affected. */
  public void freeze() {
    links.forEach(link -> link.frozen = true);
  }

  /** As {@link #freeze()}, for one of them only: that to which PostgreSQL sends to this port. */
  public void freeze(int port) {
    links.stream()
        .filter(link -> link.server.getLocalPort() == port)
        .forEach(link -> link.frozen = true);
  }

  /** The clients of the connections of now see them closed, and PostgreSQL does not. */
  public void cutClients() {
    freeze();
    try {
      for (Link link : links) {
        link.client.close();
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** What was frozen arrives. */
  public void thaw() {
    for (Link link : links) {
      synchronized (link) {
        link.frozen = false;
        link.notifyAll();
      }
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    for (Link link : links) {
      link.client.close();
      link.server.close();
    }
    thaw();
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = door.accept();
      Link link = new Link(client, new Socket(target.getHost(), target.getPort()));
      links.add(link);
      start(() -> link.pass(client, link.server));
      start(() -> link.pass(link.server, client));
    }
  }

  private static void start(Passing passing) {
    Thread thread =
        new Thread(
            () -> {
              try {
                passing.run();
              } catch (IOException closed) {
                // The connection has ended.
              } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
              }
            },
            "relay");
    thread.setDaemon(true);
    thread.start();
  }

  private interface Passing {
    void run() throws IOException, InterruptedException;
  }

  private static final class Link {

    private final Socket client;
    private final Socket server;
    private volatile boolean frozen;

    private Link(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    private void pass(Socket from, Socket to) throws IOException, InterruptedException {
      byte[] bytes = new byte[8192];
      try {
        for (int n; (n = from.getInputStream().read(bytes)) >= 0; ) {
          awaitThaw();
          to.getOutputStream().write(bytes, 0, n);
        }
      } finally {
        awaitThaw();
        to.close();
      }
    }

    private synchronized void awaitThaw() throws InterruptedException {
      while (frozen) {
        wait();
      }
    }
  }
}
