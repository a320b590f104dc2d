package bank.withdrawals.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.utils.Time;

/** A Kafka node with settings of the test, in this JVM or as a process. */
public final class KafkaNode implements AutoCloseable {

  /** The line that the process prints when it is up. */
  public static final String UP = "The node is up";

  static final String HOST = "127.0.0.1";

  private static final String CLUSTER = "KafkaOfTheTests0000000";

  private final KafkaRaftServer server;

  private KafkaNode(KafkaRaftServer server) {
    this.server = server;
  }

  /** What every node of the tests has in common: small, and quick to start. */
  public static Map<String, String> smallSettings(Path logDir) {
    Map<String, String> settings = new HashMap<>();
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", "1");
    settings.put("log.dirs", logDir.toString());
    settings.put("inter.broker.listener.name", "PLAIN");
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("offsets.topic.num.partitions", "1");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.num.partitions", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("log.cleaner.dedupe.buffer.size", String.valueOf(2 << 20));
    return settings;
  }

  /** Formats the log directory at the first start, and starts the node in this JVM. */
  public static KafkaNode start(Map<String, String> settings) {
    try {
      formatOnce(settings);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.apply(settings, false), Time.SYSTEM);
    server.startup();
    return new KafkaNode(server);
  }

  /**
   * Starts a node as a process. It is up when it prints {@link #UP}.
   *
   * @param directory for its files
   * @param name of its files
   */
  public static Running launch(Path directory, String name, Map<String, String> settings) {
    try {
      Path file = write(directory.resolve(name + ".properties"), settings);
      Path log = directory.resolve("logback.xml");
      Files.writeString(log, "<configuration><root level=\"OFF\"/></configuration>");
      return Running.start(
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-Xmx192m",
              "-XX:+UseSerialGC",
              "-XX:TieredStopAtLevel=1",
              "-Dlogback.configurationFile=" + log,
              "-cp",
              System.getProperty("java.class.path"),
              KafkaNode.class.getName(),
              file.toString()),
          System.getenv(),
          "");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Writes settings for {@link #main}. */
  public static Path write(Path file, Map<String, String> settings) throws IOException {
    Properties properties = new Properties();
    properties.putAll(settings);
    try (OutputStream stream = Files.newOutputStream(file)) {
      properties.store(stream, null);
    }
    return file;
  }

  /** Runs a node until a signal ends the process; the argument is the file with its settings. */
  public static void main(String[] arguments) throws IOException {
    Properties properties = new Properties();
    try (InputStream stream = Files.newInputStream(Path.of(arguments[0]))) {
      properties.load(stream);
    }
    Map<String, String> settings = new HashMap<>();
    properties.forEach((name, value) -> settings.put(name.toString(), value.toString()));
    KafkaNode node = start(settings);
    Runtime.getRuntime().addShutdownHook(new Thread(node::close));
    System.out.println(UP);
  }

  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }

  private static void formatOnce(Map<String, String> settings) throws IOException {
    Path logDir = Path.of(settings.get("log.dirs"));
    if (Files.exists(logDir.resolve("meta.properties"))) {
      return;
    }
    Path file = write(Files.createTempFile("node", ".properties"), settings);
    String[] command = {"format", "--cluster-id", CLUSTER, "--config", file.toString()};
    try (PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      if (StorageTool.execute(command, nowhere) != 0) {
        throw new IOException("The directory of the node cannot be formatted: " + logDir);
      }
    } finally {
      Files.delete(file);
    }
  }
}
