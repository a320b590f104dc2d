package bank.withdrawals.crash;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.testing.KafkaCluster;
import bank.withdrawals.testing.Running;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three brokers, replication factor 3, {@code min.insync.replicas} 2, six topic partitions: brokers
 * restart or die while a run publishes. The run is frozen meanwhile, with a transaction open.
 */
class ThreeBrokersFaultsIT {

  private static final int EVENTS_PENDING = 5;
  private static final int PARTITIONS = 6;

  /** The run gives up soon if too few brokers are left. */
  private static final Map<String, String> IMPATIENT =
      Map.of(
          "withdrawals.publishing.delivery-timeout", "5s",
          "withdrawals.publishing.retries", "2",
          "spring.kafka.producer.properties.max.block.ms", "5000",
          "spring.kafka.producer.properties.request.timeout.ms", "3000",
          "spring.kafka.producer.properties.delivery.timeout.ms", "5000");

  @TempDir private static Path clusterDirectory;
  private static KafkaCluster cluster;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  @BeforeAll
  static void startCluster() {
    cluster = new KafkaCluster(clusterDirectory);
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  @Test
  void aRollingRestartSendsEveryEventOnce() throws IOException {
    Trial trial = trial("rolling", Map.of());
    try (Running run = trial.frozenAt(Seam.EVENTS_ACKNOWLEDGED, 3)) {
      for (int node : cluster.nodes()) {
        cluster.stop(node);
        cluster.startAll();
      }
      trial.checkAfter(run.signal("CONT").end());
    }
    trial.tool().run("publish").exits(0);
  }

  @Test
  void theLossOfTheCoordinatorSendsEveryEventOnce() throws IOException {
    Trial trial = trial("one", Map.of());
    try (Running run = trial.frozenAt(Seam.EVENTS_ACKNOWLEDGED, 3)) {
      cluster.kill(cluster.transactionCoordinator());
      trial.checkAfter(run.signal("CONT").end());
    } finally {
      cluster.startAll();
    }
    trial.tool().run("publish").exits(0);
  }

  @Test
  void theLossOfTwoDelaysEventsAndTheNextRunSendsTheRestOnce() throws IOException {
    Trial trial = trial("two", IMPATIENT);
    try (Running run = trial.frozenAt(Seam.EVENTS_ACKNOWLEDGED, 3)) {
      int coordinator = cluster.transactionCoordinator();
      cluster.kill(coordinator);
      cluster.kill(cluster.nodes().stream().filter(node -> node != coordinator).findFirst().get());
      // One of the three files is refused, which outranks pending events.
      assertThat(run.signal("CONT").end().exits(4).out()).contains("EVENTS_PENDING");
      trial.tool().run("publish").exits(EVENTS_PENDING);
    } finally {
      cluster.startAll();
    }
    trial.finish();
  }

  private Trial trial(String topic, Map<String, String> settings) {
    cluster.createTopic(topic, PARTITIONS);
    return new Trial(
        directory, Stores.with(cluster.bootstrapServers(), topic), new HashMap<>(settings));
  }
}
