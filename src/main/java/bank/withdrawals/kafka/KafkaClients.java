package bank.withdrawals.kafka;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.ClientDnsLookup;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.stereotype.Component;

/** Makes the clients of the broker. The caller closes each of them. */
@Component
public final class KafkaClients {

  private static final int CONNECT_MILLIS = 1_000;

  private final ProducerFactory<String, byte[]> producers;
  private final ConsumerFactory<String, byte[]> consumers;
  private final KafkaAdmin admin;
  private final KafkaAddress address;

  KafkaClients(
      ProducerFactory<String, byte[]> producers,
      ConsumerFactory<String, byte[]> consumers,
      KafkaAdmin admin,
      KafkaAddress address) {
    this.producers = producers;
    this.consumers = consumers;
    this.admin = admin;
    this.address = address;
  }

  /** The address of the broker. */
  public KafkaAddress address() {
    return address;
  }

  /** How long a producer waits for the broker: {@code max.block.ms}. */
  Duration patience() {
    Object millis = producers.getConfigurationProperties().get(ProducerConfig.MAX_BLOCK_MS_CONFIG);
    return Duration.ofMillis(Long.parseLong(String.valueOf(millis)));
  }

  /**
   * A producer that has taken a transactional id. Kafka fences the former holders of the id, and
   * completes the transaction that they left open.
   *
   * @throws KafkaException if Kafka does not give it the id
   */
  public Producer<String, byte[]> producer(String transactionalId) {
    Map<String, Object> settings = new HashMap<>(producers.getConfigurationProperties());
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, address.bootstrapServers());
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    Producer<String, byte[]> producer = new KafkaProducer<>(settings);
    try {
      producer.initTransactions();
      return producer;
    } catch (KafkaException failure) {
      producer.close(Duration.ZERO);
      throw failure;
    }
  }

  /** A {@code read_committed} consumer without a group. */
  public Consumer<String, byte[]> reader() {
    return consumers.createConsumer();
  }

  /** A consumer without a group that also reads the events of open and aborted transactions. */
  public Consumer<String, byte[]> readerOfUncommitted() {
    Properties uncommitted = new Properties();
    uncommitted.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
    return consumers.createConsumer(null, null, null, uncommitted);
  }

  /** A consumer that reads the offsets of a group. It joins the group only if it subscribes. */
  public Consumer<String, byte[]> groupReader(String group) {
    return consumers.createConsumer(group, "");
  }

  /** A client for topics, offsets and transactions. */
  public Admin admin() {
    Map<String, Object> settings = new HashMap<>(admin.getConfigurationProperties());
    settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, address.bootstrapServers());
    return Admin.create(settings);
  }

  /**
   * Whether a server accepts connections at the address. The clients would try again until their
   * time is over, but a refused connection is known at once.
   */
  boolean isListening() {
    try {
      List<String> addresses = List.of(address.bootstrapServers().split(","));
      return ClientUtils.parseAndValidateAddresses(addresses, ClientDnsLookup.USE_ALL_DNS_IPS)
          .stream()
          .anyMatch(KafkaClients::accepts);
    } catch (ConfigException unusable) {
      return false;
    }
  }

  private static boolean accepts(InetSocketAddress address) {
    try (Socket socket = new Socket()) {
      socket.connect(address, CONNECT_MILLIS);
      return true;
    } catch (IOException refused) {
      return false;
    }
  }
}
