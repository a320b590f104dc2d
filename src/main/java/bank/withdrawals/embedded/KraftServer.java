package bank.withdrawals.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import bank.withdrawals.files.OwnerOnlyFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.springframework.core.NestedExceptionUtils;

/**
 * One Kafka node, both broker and controller. Apart from {@link FormerRegistration}, the only class
 * that uses the broker's classes.
 */
final class KraftServer {
  private static final String HOST = "127.0.0.1";
  private static final String NEVER = String.valueOf(Integer.MAX_VALUE);

  /** Kafka binds the clients' port a second after it was chosen. Somebody else may be faster. */
  private static final int MOST_STARTS = 3;

  private final KafkaRaftServer server;
  private final String address;

  private KraftServer(KafkaRaftServer server, String address) {
    this.server = server;
    this.address = address;
  }

  /** The ports of a node, which were free a moment ago. */
  record Ports(int client, int controller) {

    /** Both are open at once, so they differ; 0 is any free port. */
    private static Ports free(int clientPort) throws IOException {
      try (ServerSocket client = bind(clientPort);
          ServerSocket controller = bind(0)) {
        return new Ports(client.getLocalPort(), controller.getLocalPort());
      }
    }
  }

  /**
   * Formats the log directory on first use and starts the node.
   *
   * @param clientPort port for clients; 0 chooses a free one
   * @throws IOException if the port is taken
   * @throws Exception what the broker throws; it documents none of it
   */
  static KraftServer start(Path logDir, int clientPort) throws Exception {
    for (int starts = 1; ; starts++) {
      try {
        return start(logDir, Ports.free(clientPort));
      } catch (RuntimeException failure) {
        if (clientPort != 0 || starts == MOST_STARTS || !isPortTaken(failure)) {
          throw failure;
        }
      }
    }
  }

  /** Whether another process has taken the clients' port since it was chosen. */
  static boolean isPortTaken(Throwable failure) {
    return NestedExceptionUtils.getMostSpecificCause(failure) instanceof BindException;
  }

  /** As {@link #start(Path, int)}, with ports that were chosen. */
  static KraftServer start(Path logDir, Ports ports) throws Exception {
    keepThisJvmAlive();
    OwnerOnlyFiles.createDirectory(logDir);
    String controllerListener = "CONTROLLER://%s:%d".formatted(HOST, ports.controller());
    Map<String, String> settings = settings(logDir, ports.controller());
    settings.put(
        "listeners", "CLIENT://%s:%d,%s".formatted(HOST, ports.client(), controllerListener));
    if (wasKilled(logDir)) {
      FormerRegistration.end(settings, controllerListener);
    }
    formatOnce(logDir, settings);
    KafkaConfig config = KafkaConfig.apply(settings, false);
    KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
    try {
      server.startup();
    } catch (Throwable e) {
      server.shutdown();
      throw e;
    }
    return new KraftServer(server, HOST + ":" + ports.client());
  }

  String address() {
    return address;
  }

  /** Shuts down cleanly, so that the next start need not recover or wait. */
  void stop() {
    server.shutdown();
    server.awaitShutdown();
  }

  /**
   * Keeps the process alive if the broker's disk fails. Kafka would end the process without a
   * message, in the middle of a run; here only the broker's thread ends.
   */
  private static void keepThisJvmAlive() {
    Exit.Procedure endThreadOnly =
        (status, message) -> {
          throw new IllegalStateException(
              "it stopped, " + Objects.requireNonNullElse(message, "see the log"));
        };
    Exit.setExitProcedure(endThreadOnly);
    Exit.setHaltProcedure(endThreadOnly);
  }

  /** A kill here does no harm: {@code meta.properties}, which marks the end, is written last. */
  private static void formatOnce(Path logDir, Map<String, String> settings) throws IOException {
    if (isFormatted(logDir)) {
      return;
    }
    Path file = Files.createTempFile("kafka", ".properties");
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(output, true, UTF_8)) {
      Properties properties = new Properties();
      properties.putAll(settings);
      // Kafka reads it as Latin-1. A stream, unlike a writer, escapes all other letters.
      try (OutputStream stream = Files.newOutputStream(file)) {
        properties.store(stream, null);
      }
      String id = Uuid.randomUuid().toString();
      String[] command = {"format", "--cluster-id", id, "--config", file.toString()};
      if (StorageTool.execute(command, out) != 0) {
        throw new IOException(output.toString(UTF_8).strip());
      }
    } finally {
      Files.delete(file);
    }
  }

  private static ServerSocket bind(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw new IOException("Port " + port + " on " + HOST + " is taken", e);
    }
  }

  private static Map<String, String> settings(Path logDir, int controllerPort) {
    Map<String, String> settings = new HashMap<>();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", "1");
    settings.put("log.dirs", logDir.toString());
    settings.put("listener.security.protocol.map", "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put("inter.broker.listener.name", "CLIENT");
    settings.put("controller.listener.names", "CONTROLLER");
    // Voters come from the settings, not from the log: the ports change at each start.
    settings.put("controller.quorum.voters", "1@%s:%d".formatted(HOST, controllerPort));

    settings.put("auto.create.topics.enable", "false");
    settings.put("num.partitions", "1");
    settings.put("default.replication.factor", "1");
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("offsets.topic.num.partitions", "1");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("transaction.state.log.num.partitions", "1");
    settings.put("share.coordinator.state.topic.replication.factor", "1");
    settings.put("share.coordinator.state.topic.min.isr", "1");
    settings.put("share.coordinator.state.topic.num.partitions", "1");
    settings.put("group.initial.rebalance.delay.ms", "0");

    // Events never expire. Nor does the published-through position, which is a consumer group's
    // offset: without it, every event would be published again.
    settings.put("log.retention.ms", "-1");
    settings.put("offsets.retention.minutes", NEVER);
    settings.put("transactional.id.expiration.ms", NEVER);
    settings.putAll(settingsForSpeed());
    return settings;
  }

  private static boolean wasKilled(Path logDir) {
    return isFormatted(logDir) && !Files.exists(logDir.resolve(".kafka_cleanshutdown"));
  }

  private static boolean isFormatted(Path logDir) {
    return Files.exists(logDir.resolve("meta.properties"));
  }

  private static Map<String, String> settingsForSpeed() {
    Map<String, String> settings = new HashMap<>();
    settings.put("broker.heartbeat.interval.ms", "100");
    settings.put("server.max.startup.time.ms", "60000");
    settings.put("controller.quorum.append.linger.ms", "0");
    // No records while nothing happens, so no fsync.
    settings.put("metadata.max.idle.interval.ms", "0");
    // A start after a kill reads the last segment again; indexes are allocated at full size.
    settings.put("log.segment.bytes", String.valueOf(128 << 20));
    settings.put("log.index.size.max.bytes", String.valueOf(1 << 20));
    // The default takes 128 MiB of the job's heap.
    settings.put("log.cleaner.dedupe.buffer.size", String.valueOf(2 << 20));
    settings.put("num.network.threads", "1");
    settings.put("num.io.threads", "2");
    settings.put("background.threads", "2");
    settings.put("group.coordinator.threads", "1");
    settings.put("group.coordinator.background.threads", "1");
    settings.put("remote.log.reader.threads", "1");
    settings.put("metric.reporters", "");
    return settings;
  }
}
