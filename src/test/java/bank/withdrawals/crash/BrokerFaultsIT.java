package bank.withdrawals.crash;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.testing.Ended;
import bank.withdrawals.testing.KafkaProcess;
import bank.withdrawals.testing.Running;
import java.io.IOException;
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
          "withdrawals.publishing.retries", "2",
          "spring.kafka.producer.properties.max.block.ms", "3000",
          "spring.kafka.producer.properties.request.timeout.ms", "2000",
          "spring.kafka.producer.properties.delivery.timeout.ms", "3000");

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  private KafkaProcess broker;

  @BeforeEach
  void startBroker() {
    broker = new KafkaProcess(directory);
  }

  @AfterEach
  void killBroker() {
    broker.close();
  }

  /** It accepts connections but does not answer. When it is back, a transaction is still open. */
  @Test
  void aBrokerThatHangsDelaysEventsButNoDebit() throws IOException {
    Trial trial = new Trial(directory, Stores.with(broker.bootstrapServers()), IMPATIENT);
    try (Running run = trial.frozenAt(Seam.EVENTS_ACKNOWLEDGED, 2)) {
      broker.freeze();
      Ended ended = run.signal("CONT").end();
      // One of the three files is refused, which outranks pending events.
      assertThat(ended.exits(4).out())
          .contains("EVENTS_PENDING", "add up to the file", "does not answer");
      trial.tool().run("publish").exits(EVENTS_PENDING);
      broker.thaw();
      trial.patient().run("publish").exits(0);
      trial.finish();
    }
  }

  /** It is killed with an open transaction and started again; the run itself recovers. */
  @Test
  void aBrokerThatIsKilledAndRestartedGetsEveryEventOnce() throws IOException {
    Trial trial = new Trial(directory, Stores.with(broker.bootstrapServers()), Map.of());
    try (Running run = trial.frozenAt(Seam.EVENTS_ACKNOWLEDGED, 3)) {
      broker.kill();
      broker.start();
      Ended ended = run.signal("CONT").end();
      trial.checkAfter(ended);
    }
  }
}
