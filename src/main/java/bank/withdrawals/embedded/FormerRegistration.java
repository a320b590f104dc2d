package bank.withdrawals.embedded;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server;
import kafka.server.SharedServer;
import kafka.server.StandardFaultHandlerFactory;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.image.MetadataDelta;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.image.loader.LoaderManifest;
import org.apache.kafka.image.publisher.MetadataPublisher;
import org.apache.kafka.metadata.BrokerRegistration;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ServerSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * The registration that a killed broker has left in the metadata. If a node starts while it is
 * valid, and it ends a moment later, every topic partition is without a leader for that moment. A
 * transaction that is being completed then can stay open for good (KAFKA-20734). So:
 *
 * <ol>
 *   <li>Start the controller alone. No broker is there to complete transactions.
 *   <li>Wait until the registration has ended. No heartbeat renews it, so this takes one session,
 *       which is short here.
 *   <li>Stop the controller. The next start of the node waits for nobody.
 * </ol>
 */
final class FormerRegistration {

  private static final Logger log = LoggerFactory.getLogger(FormerRegistration.class);

  private static final String SESSION_MS = "100";

  /** Kafka complains if it is more than half of a session, although no broker sends any. */
  private static final String HEARTBEAT_MS = "50";

  private static final long PATIENCE_SECONDS = 30;

  private FormerRegistration() {}

  /**
   * Ends the registration. The node must not be running.
   *
   * @param node the settings of the node
   * @param controllerListener its listener for the controller
   * @throws IOException if the registration does not end within half a minute
   * @throws Exception what the controller throws; it documents none of it
   */
  static void end(Map<String, String> node, String controllerListener) throws Exception {
    KafkaConfig config = KafkaConfig.apply(controllerAlone(node, controllerListener), false);
    Tuple2<MetaPropertiesEnsemble, BootstrapMetadata> directory =
        KafkaRaftServer.initializeLogDirs(config, log, "");
    Metrics metrics =
        Server.initializeMetrics(config, Time.SYSTEM, directory._1().clusterId().orElseThrow());
    SharedServer shared =
        new SharedServer(
            config,
            directory._1(),
            Time.SYSTEM,
            metrics,
            CompletableFuture.completedFuture(
                QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
            List.of(),
            new StandardFaultHandlerFactory(),
            ServerSocketFactory.INSTANCE);
    ControllerServer controller =
        new ControllerServer(shared, KafkaRaftServer.configSchema(), directory._2());
    try {
      controller.startup();
      Ended ended = new Ended();
      shared.loader().installPublishers(List.of(ended)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      ended.future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException failure) {
      throw new IOException("the registration of the killed broker does not end", failure);
    } finally {
      controller.shutdown();
      controller.awaitShutdown();
    }
  }

  private static Map<String, String> controllerAlone(
      Map<String, String> node, String controllerListener) {
    Map<String, String> settings = new HashMap<>(node);
    settings.put("process.roles", "controller");
    settings.put("listeners", controllerListener);
    settings.remove("inter.broker.listener.name");
    settings.put("broker.session.timeout.ms", SESSION_MS);
    settings.put("broker.heartbeat.interval.ms", HEARTBEAT_MS);
    return settings;
  }

  /** Sees the metadata change. Before the first call, it has been read to its end. */
  private static final class Ended implements MetadataPublisher {

    private final CompletableFuture<Void> future = new CompletableFuture<>();

    @Override
    public String name() {
      return "FormerRegistration";
    }

    @Override
    public void onMetadataUpdate(
        MetadataDelta delta, MetadataImage image, LoaderManifest manifest) {
      if (image.cluster().brokers().values().stream().allMatch(BrokerRegistration::fenced)) {
        future.complete(null);
      }
    }

    @Override
    public void close() {
      // It holds nothing.
    }
  }
}
