package bank.withdrawals.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bank.withdrawals.testing.Ports;
import bank.withdrawals.testing.TestBroker;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.MalformedURLException;
import java.net.ServerSocket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringTokenizer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {
  private static final String TOPIC = "withdrawals";
  private static final String GROUP = "withdrawals-publisher-1";

  private static final ListConsumerGroupOffsetsOptions STABLE =
      new ListConsumerGroupOffsetsOptions().requireStable(true);

  @TempDir private Path home;

  @Test
  void restartOnOtherPortsKeepsEventsAndPosition() throws IOException {
    Path logDir = home.resolve("data/kafka");
    int firstPort;
    try (EmbeddedBroker first = EmbeddedBroker.start(logDir, 0)) {
      firstPort = portOf(first.bootstrapServers());
      createTopic(first.bootstrapServers());
      send(first.bootstrapServers(), List.of("a", "b"), 2, true);
      send(first.bootstrapServers(), List.of("aborted"), 9, false);
    }
    assertThat(EmbeddedBroker.findRunning(logDir)).isEmpty();

    try (ServerSocket taken = new ServerSocket(firstPort, 1, InetAddress.getLoopbackAddress());
        EmbeddedBroker second = EmbeddedBroker.start(logDir, 0)) {
      assertThat(portOf(second.bootstrapServers())).isNotEqualTo(taken.getLocalPort());
      String broker = second.bootstrapServers();
      assertThat(values(broker)).containsExactly("a", "b");
      assertThat(position(broker)).contains(2L);

      send(second.bootstrapServers(), List.of("c"), 3, true);
      assertThat(values(broker)).containsExactly("a", "b", "c");
      assertThat(position(broker)).contains(3L);
    }
  }

  @Test
  void ifTwoStartOneStartsAndTheOtherJoins() {
    Path logDir = home.resolve("kafka");
    CompletableFuture<EmbeddedBroker> inBackground =
        CompletableFuture.supplyAsync(() -> EmbeddedBroker.startOrJoin(logDir));
    EmbeddedBroker here = EmbeddedBroker.startOrJoin(logDir);
    EmbeddedBroker there = inBackground.join();
    try (EmbeddedBroker owner = here.isOwner() ? here : there) {
      EmbeddedBroker guest = here.isOwner() ? there : here;
      assertThat(guest.isOwner()).isFalse();
      assertThat(guest.bootstrapServers()).isEqualTo(owner.bootstrapServers());

      guest.close();

      assertThat(EmbeddedBroker.findRunning(logDir)).contains(owner.bootstrapServers());
      assertThatThrownBy(() -> EmbeddedBroker.start(logDir, 0))
          .isInstanceOf(BrokerUnavailableException.class)
          .hasMessageContaining("at " + owner.bootstrapServers());
    }
    assertThat(EmbeddedBroker.findRunning(logDir)).isEmpty();
  }

  @Test
  void brokerOfAnotherProcessIsUsedAndAKillLosesNothing() throws Exception {
    Path logDir = home.resolve("kafka");
    Process process = spawn("serve", logDir);
    try (BufferedReader output = outputOf(process)) {
      assertThat(output.lines().anyMatch("sent"::equals)).isTrue();
      try (EmbeddedBroker joined = EmbeddedBroker.startOrJoin(logDir)) {
        assertThat(joined.isOwner()).isFalse();
        assertThat(EmbeddedBroker.findRunning(logDir)).contains(joined.bootstrapServers());
        assertThat(values(joined.bootstrapServers())).containsExactly("a", "b");
      }
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(EmbeddedBroker.findRunning(logDir)).isEmpty();

    try (EmbeddedBroker again = EmbeddedBroker.startOrJoin(logDir)) {
      assertThat(again.isOwner()).isTrue();
      String broker = again.bootstrapServers();
      completeOpenTransaction(broker);
      assertThat(values(broker)).containsExactly("a", "b");
      assertThat(position(broker)).contains(2L);
    }
  }

  @Test
  void takenPortIsReported() throws IOException {
    Path logDir = home.resolve("kafka");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();

      assertThatThrownBy(() -> EmbeddedBroker.start(logDir, port))
          .isInstanceOf(BrokerUnavailableException.class)
          .hasMessageContaining("Port " + port + " on 127.0.0.1 is taken");
    }
    assertThat(EmbeddedBroker.findRunning(logDir)).isEmpty();
  }

  /** Then the broker chooses others, and starts over the same log. */
  @Test
  void aPortThatSomebodyElseBindsAfterItWasChosenIsRecognised() throws Exception {
    Path logDir = home.resolve("kafka");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      KraftServer.Ports ports = new KraftServer.Ports(taken.getLocalPort(), Ports.free());
      assertThatThrownBy(() -> KraftServer.start(logDir, ports))
          .isInstanceOf(RuntimeException.class)
          .matches(KraftServer::isPortTaken);
    }
    try (EmbeddedBroker broker = EmbeddedBroker.start(logDir, 0)) {
      createTopic(broker.bootstrapServers());
    }
  }

  @Test
  void unusableLogIsReportedAndReleased() throws IOException {
    Path logDir = Files.createDirectory(home.resolve("kafka"));
    Files.writeString(
        logDir.resolve("meta.properties"), "version=1\nnode.id=7\ncluster.id=another\n");

    assertThatThrownBy(() -> EmbeddedBroker.start(logDir, 0))
        .isInstanceOf(BrokerUnavailableException.class)
        .hasMessageContaining("on " + logDir + " cannot start");
    assertThat(EmbeddedBroker.findRunning(logDir)).isEmpty();

    Files.delete(logDir.resolve("meta.properties"));
    EmbeddedBroker.start(logDir, 0).close();
  }

  @Test
  void buildWithoutTheBrokerIsReported() throws Exception {
    try (URLClassLoader loader =
        new URLClassLoader(withoutBroker(), ClassLoader.getPlatformClassLoader())) {
      Class<?> broker = loader.loadClass(EmbeddedBroker.class.getName());
      assertThat(broker.getMethod("isAvailable").invoke(null)).isEqualTo(false);
      assertThatThrownBy(
              () -> broker.getMethod("startOrJoin", Path.class).invoke(null, home.resolve("kafka")))
          .cause()
          .hasMessage(
              "No Kafka broker is configured: set SPRING_KAFKA_BOOTSTRAP_SERVERS."
                  + " (This build contains no embedded broker.)");
      assertThat(broker.getMethod("findRunning", Path.class).invoke(null, home.resolve("kafka")))
          .isEqualTo(Optional.empty());
    }
  }

  /** A process that closes a file loses all its locks on that file, those of other channels too. */
  @Test
  void readingTheAddressKeepsTheLock() throws Exception {
    Path logDir = home.resolve("kafka");
    try (EmbeddedBroker broker = EmbeddedBroker.start(logDir, 0)) {
      assertThat(EmbeddedBroker.findRunning(logDir)).contains(broker.bootstrapServers());
      EmbeddedBroker.startOrJoin(logDir).close();

      Process other = spawn("find", logDir);
      try (BufferedReader output = outputOf(other)) {
        String expected = "Optional[" + broker.bootstrapServers() + "]";
        assertThat(output.lines().anyMatch(expected::equals)).isTrue();
      } finally {
        other.destroyForcibly();
      }
    }
  }

  /** The other process of the tests above: prints the address, or serves until it is killed. */
  static final class OtherProcess {
    private OtherProcess() {}

    public static void main(String[] args) throws IOException {
      Path logDir = Path.of(args[1]);
      if (args[0].equals("find")) {
        System.out.println(EmbeddedBroker.findRunning(logDir));
        System.exit(0);
      }
      EmbeddedBroker broker = EmbeddedBroker.start(logDir, 0);
      createTopic(broker.bootstrapServers());
      send(broker.bootstrapServers(), List.of("a", "b"), 2, true);
      System.out.println("sent");
      int untilKilled = System.in.read();
      System.exit(untilKilled);
    }
  }

  private static Process spawn(String task, Path logDir) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            OtherProcess.class.getName(),
            task,
            logDir.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static BufferedReader outputOf(Process process) {
    return new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
  }

  /** Sends one transaction with a position and without a consumer, as publishing does. */
  @SuppressWarnings(
      "removal") // will become an interface; there is no other way to name a group yet
  private static void send(
      String bootstrapServers, List<String> values, long position, boolean commit) {
    try (KafkaProducer<String, byte[]> producer = producer(bootstrapServers)) {
      producer.initTransactions();
      producer.beginTransaction();
      for (String value : values) {
        // The commit fails if a send failed.
        Future<RecordMetadata> unused =
            producer.send(new ProducerRecord<>(TOPIC, "account", value.getBytes(UTF_8)));
      }
      producer.sendOffsetsToTransaction(
          Map.of(new TopicPartition(TOPIC, 0), new OffsetAndMetadata(position)),
          new ConsumerGroupMetadata(GROUP));
      if (commit) {
        producer.commitTransaction();
      } else {
        producer.flush();
        producer.abortTransaction();
      }
    }
  }

  /**
   * Completes the transaction that the kill left open, as publishing does before it reads the
   * position.
   */
  private static void completeOpenTransaction(String bootstrapServers) {
    try (KafkaProducer<String, byte[]> producer = producer(bootstrapServers)) {
      producer.initTransactions();
    }
  }

  private static KafkaProducer<String, byte[]> producer(String bootstrapServers) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", bootstrapServers, "transactional.id", GROUP),
        new StringSerializer(),
        new ByteArraySerializer());
  }

  private static List<String> values(String bootstrapServers) {
    List<String> values = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> event : TestBroker.readCommitted(bootstrapServers, TOPIC)) {
      values.add(new String(event.value(), UTF_8));
    }
    return values;
  }

  private static Optional<Long> position(String bootstrapServers) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      return Optional.ofNullable(
              await(admin.listConsumerGroupOffsets(GROUP, STABLE).partitionsToOffsetAndMetadata())
                  .get(new TopicPartition(TOPIC, 0)))
          .map(OffsetAndMetadata::offset);
    }
  }

  private static void createTopic(String bootstrapServers) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      await(admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all());
    }
  }

  private static <T> T await(KafkaFuture<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }

  private static int portOf(String bootstrapServers) {
    return Integer.parseInt(bootstrapServers.substring(bootstrapServers.indexOf(':') + 1));
  }

  private static URL[] withoutBroker() throws MalformedURLException {
    List<URL> urls = new ArrayList<>();
    String kafka = Path.of("org", "apache", "kafka").toString();
    StringTokenizer entries =
        new StringTokenizer(System.getProperty("java.class.path"), File.pathSeparator);
    while (entries.hasMoreTokens()) {
      Path entry = Path.of(entries.nextToken());
      if (!entry.toString().contains(kafka)) {
        urls.add(entry.toUri().toURL());
      }
    }
    return urls.toArray(URL[]::new);
  }
}
