package bank.withdrawals.crash;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.testing.Ended;
import bank.withdrawals.testing.Running;
import bank.withdrawals.testing.Tool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A broker that hangs or is killed while a run publishes. */
class BrokerFaultsIT {

  private static final int EVENTS_PENDING = 5;

  /** Short timeouts, so that the run gives up soon on a broker that does not answer. */
  private static final Map<String, String> IMPATIENT =
      Map.of(
          "withdrawals.publishing.delivery-timeout", "3s",
          "withdrawals.publishing.retries", "1",
          "spring.kafka.producer.properties.max.block.ms", "3000",
          "spring.kafka.producer.properties.request.timeout.ms", "2000",
          "spring.kafka.producer.properties.delivery.timeout.ms", "3000");

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  private int port;
  private Running broker;

  @BeforeEach
  void startBroker() throws IOException {
    if (port == 0) {
      try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = free.getLocalPort();
      }
    }
    broker =
        Tool.at(directory.resolve("broker"))
            .start("broker", "--port", port)
            .awaitOutput("Kafka broker at");
  }

  @AfterEach
  void killBroker() {
    broker.signal("CONT").close();
  }

  /** It accepts connections but does not answer. When it is back, a transaction is still open. */
  @Test
  void aBrokerThatHangsDelaysEventsButNoDebit() throws IOException {
    Trial trial = new Trial(directory, Stores.with("127.0.0.1:" + port), IMPATIENT);
    try (Running run = trial.frozenAt(Seam.EVENTS_ACKNOWLEDGED, 2)) {
      broker.signal("STOP");
      Ended ended = run.signal("CONT").end();
      // One of the three files is refused, which outranks pending events.
      assertThat(ended.exits(4).out())
          .contains("EVENTS_PENDING", "add up to the file", "does not answer");
      trial.tool().run("publish").exits(EVENTS_PENDING);
      broker.signal("CONT");
      trial.tool().run("publish").exits(0);
      trial.finish();
    }
  }

  /** It is killed with an open transaction and started again; the run itself recovers. */
  @Test
  void aBrokerThatIsKilledAndRestartedGetsEveryEventOnce() throws IOException {
    Trial trial = new Trial(directory, Stores.with("127.0.0.1:" + port), Map.of());
    try (Running run = trial.frozenAt(Seam.EVENTS_ACKNOWLEDGED, 3)) {
      broker.signal("KILL").end().exits(137);
      startBroker();
      Ended ended = run.signal("CONT").end();
      trial.checkAfter(ended);
    }
  }
}
