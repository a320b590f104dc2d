package bank.withdrawals.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.errors.RetriableException;

/**
 * Three Kafka nodes, each a process, broker and controller. Each topic has three replicas, of which
 * two must have a write.
 */
public final class KafkaCluster implements AutoCloseable {

  private static final int NODES = 3;
  private static final String TRANSACTIONS = "__transaction_state";

  private final Path directory;
  private final Map<Integer, Integer> ports = new TreeMap<>();
  private final Map<Integer, Integer> controllers = new TreeMap<>();
  private final Map<Integer, Running> running = new TreeMap<>();

  /** Starts the nodes over a directory of the test. */
  public KafkaCluster(Path directory) {
    this.directory = directory;
    for (int node = 1; node <= NODES; node++) {
      ports.put(node, Ports.free());
      controllers.put(node, Ports.free());
    }
    ports.keySet().forEach(this::launch);
    running.values().forEach(node -> node.awaitOutput(KafkaNode.UP));
    awaitInSync();
  }

  /** The addresses of all nodes. */
  public String bootstrapServers() {
    return ports.values().stream()
        .map(port -> KafkaNode.HOST + ":" + port)
        .collect(Collectors.joining(","));
  }

  /** Creates a topic. */
  public void createTopic(String name, int partitions) {
    try (Admin admin = admin()) {
      admin.createTopics(List.of(new NewTopic(name, partitions, (short) NODES))).all().get();
    } catch (InterruptedException | ExecutionException failure) {
      throw new IllegalStateException(failure);
    }
    awaitInSync();
  }

  /** The nodes in the order of their numbers. */
  public List<Integer> nodes() {
    return List.copyOf(ports.keySet());
  }

  /** The node that coordinates all transactions. */
  public int transactionCoordinator() {
    try (Admin admin = admin()) {
      return admin
          .describeTopics(List.of(TRANSACTIONS))
          .topicNameValues()
          .get(TRANSACTIONS)
          .get()
          .partitions()
          .get(0)
          .leader()
          .id();
    } catch (InterruptedException | ExecutionException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** Kills a node. */
  public void kill(int node) {
    running.remove(node).signal("KILL").end().exits(137);
  }

  /** Stops a node in order. */
  public void stop(int node) {
    running.remove(node).signal("TERM").end().exits(143);
  }

  /** Starts the nodes that do not run, and waits until every replica is in sync. */
  public void startAll() {
    List<Integer> stopped =
        ports.keySet().stream().filter(node -> !running.containsKey(node)).toList();
    stopped.forEach(this::launch);
    stopped.forEach(node -> running.get(node).awaitOutput(KafkaNode.UP));
    awaitInSync();
  }

  private void launch(int node) {
    running.put(node, KafkaNode.launch(directory, "node-%d".formatted(node), settings(node)));
  }

  private Map<String, String> settings(int node) {
    Map<String, String> settings =
        KafkaNode.smallSettings(directory.resolve("node-%d".formatted(node)));
    settings.put("node.id", Integer.toString(node));
    settings.put(
        "listeners",
        "PLAIN://%s:%d,CONTROLLER://%s:%d"
            .formatted(KafkaNode.HOST, ports.get(node), KafkaNode.HOST, controllers.get(node)));
    settings.put("listener.security.protocol.map", "PLAIN:PLAINTEXT,CONTROLLER:PLAINTEXT");
    List<String> voters = new ArrayList<>();
    controllers.forEach((id, port) -> voters.add("%d@%s:%d".formatted(id, KafkaNode.HOST, port)));
    settings.put("controller.quorum.voters", String.join(",", voters));
    settings.put("auto.create.topics.enable", "false");
    settings.put("min.insync.replicas", "2");
    settings.put("offsets.topic.replication.factor", "3");
    settings.put("transaction.state.log.replication.factor", "3");
    settings.put("transaction.state.log.min.isr", "2");
    return settings;
  }

  /** Waits until every node is there and has every replica. */
  private void awaitInSync() {
    try (Admin admin = admin()) {
      running.values().iterator().next().await("replicas in sync", () -> isInSync(admin));
    }
  }

  private static boolean isInSync(Admin admin) {
    try {
      return admin.describeCluster().nodes().get().size() == NODES
          && admin
              .describeTopics(admin.listTopics().names().get())
              .allTopicNames()
              .get()
              .values()
              .stream()
              .map(TopicDescription::partitions)
              .flatMap(List::stream)
              .allMatch(partition -> partition.isr().size() == NODES);
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof RetriableException) {
        return false;
      }
      throw new IllegalStateException(failure);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", bootstrapServers()));
  }

  @Override
  public void close() {
    running.values().forEach(Running::close);
  }
}
