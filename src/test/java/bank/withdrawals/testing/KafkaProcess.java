package bank.withdrawals.testing;

import java.nio.file.Path;

/**
 * The job's own broker as a process of its own, which can be killed and started again. After a kill
 * it starts so that no transaction hangs, which a plain Kafka node does not.
 */
public final class KafkaProcess implements AutoCloseable {

  private final int port = Ports.free();
  private final Tool tool;
  private Running running;

  /** Starts the broker over a directory of the test. */
  public KafkaProcess(Path directory) {
    tool = Tool.at(directory.resolve("broker"));
    start();
  }

  /** Its address. */
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /** Ends it as a power cut does. */
  public void kill() {
    running.signal("KILL").end().exits(137);
  }

  /** Ends it in order. */
  public void stop() {
    running.signal("TERM").end().exits(143);
  }

  /** Starts it again, at the address it had before. */
  public void start() {
    running = tool.start("broker", "--port", port).awaitOutput("Kafka broker at");
  }

  /** It accepts connections but does not answer, until {@link #thaw}. */
  public void freeze() {
    running.signal("STOP");
  }

  /** Lets it continue. */
  public void thaw() {
    running.signal("CONT");
  }

  @Override
  public void close() {
    thaw();
    running.close();
  }
}
