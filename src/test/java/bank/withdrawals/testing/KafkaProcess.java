package bank.withdrawals.testing;

import java.nio.file.Path;
import java.util.Map;

/** A Kafka node that is a process. It can be stopped, and started again over the same data. */
public final class KafkaProcess implements AutoCloseable {

  private final Path directory;
  private final Map<String, String> settings;
  private final String address;
  private Running running;

  /** Starts the node over a directory of the test. */
  public KafkaProcess(Path directory) {
    this.directory = directory;
    address = KafkaNode.HOST + ":" + KafkaNode.freePort();
    String controller = KafkaNode.HOST + ":" + KafkaNode.freePort();
    settings = KafkaNode.smallSettings(directory.resolve("kafka"));
    settings.put("listeners", "PLAIN://%s,CONTROLLER://%s".formatted(address, controller));
    settings.put("listener.security.protocol.map", "PLAIN:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put("controller.quorum.voters", "1@" + controller);
    settings.put("auto.create.topics.enable", "false");
    settings.put("group.initial.rebalance.delay.ms", "0");
    start();
  }

  /** Its address. */
  public String bootstrapServers() {
    return address;
  }

  /** Ends it as a power cut does. */
  public void kill() {
    running.signal("KILL").end();
  }

  /** Ends it in order. */
  public void stop() {
    running.signal("TERM").end();
  }

  /** Starts it again, at the address it had before. */
  public void start() {
    running = KafkaNode.launch(directory, "kafka-node", settings).awaitOutput(KafkaNode.UP);
  }

  @Override
  public void close() {
    running.close();
  }
}
