package bank.withdrawals.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/**
 * A real broker like a bank's: clients connect with TLS and log in with SASL PLAIN. A second
 * listener needs neither, so that tests can read the events.
 */
public final class SecureBroker implements AutoCloseable {

  private static final String HOST = "127.0.0.1";

  private final KafkaRaftServer server;
  private final String secure;
  private final String plain;

  private SecureBroker(KafkaRaftServer server, String secure, String plain) {
    this.server = server;
    this.secure = secure;
    this.plain = plain;
  }

  /** Starts a broker with one user, over a directory of the test. */
  public static SecureBroker start(
      Path directory, TestCertificate certificate, String user, String password) {
    try {
      Path logDir = directory.resolve("secure-broker");
      int secure = freePort();
      int plain = freePort();
      Map<String, String> settings = settings(logDir, secure, plain, freePort());
      settings.put("listener.name.secure.ssl.keystore.type", "PEM");
      settings.put(
          "listener.name.secure.ssl.keystore.location",
          Files.writeString(
                  directory.resolve("secure-broker.pem"),
                  Files.readString(certificate.key()) + Files.readString(certificate.certificate()))
              .toString());
      settings.put("listener.name.secure.sasl.enabled.mechanisms", "PLAIN");
      settings.put(
          "listener.name.secure.plain.sasl.jaas.config",
          "org.apache.kafka.common.security.plain.PlainLoginModule required user_%s=\"%s\";"
              .formatted(user, password));
      format(directory, settings);
      KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.apply(settings, false), Time.SYSTEM);
      server.startup();
      return new SecureBroker(server, HOST + ":" + secure, HOST + ":" + plain);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The address for clients with TLS and SASL. */
  public String secureAddress() {
    return secure;
  }

  /** The address without TLS and SASL. */
  public String plainAddress() {
    return plain;
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }

  private static Map<String, String> settings(Path logDir, int secure, int plain, int controller) {
    Map<String, String> settings = new HashMap<>();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", "1");
    settings.put("log.dirs", logDir.toString());
    settings.put(
        "listeners",
        "SECURE://%s:%d,PLAIN://%s:%d,CONTROLLER://%s:%d"
            .formatted(HOST, secure, HOST, plain, HOST, controller));
    settings.put(
        "listener.security.protocol.map", "SECURE:SASL_SSL,PLAIN:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put("inter.broker.listener.name", "PLAIN");
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put("controller.quorum.voters", "1@%s:%d".formatted(HOST, controller));
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("offsets.topic.num.partitions", "1");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.num.partitions", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("log.cleaner.dedupe.buffer.size", String.valueOf(2 << 20));
    return settings;
  }

  private static void format(Path directory, Map<String, String> settings) throws IOException {
    Properties properties = new Properties();
    properties.putAll(settings);
    Path file = directory.resolve("secure-broker.properties");
    try (Writer writer = Files.newBufferedWriter(file)) {
      properties.store(writer, null);
    }
    String[] command = {
      "format", "--cluster-id", Uuid.randomUuid().toString(), "--config", file.toString()
    };
    try (PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      if (StorageTool.execute(command, nowhere) != 0) {
        throw new IOException("The directory of the broker cannot be formatted: " + directory);
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
