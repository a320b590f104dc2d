package bank.withdrawals.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.embedded.EmbeddedBroker;
import bank.withdrawals.testing.HangingTransactions;
import bank.withdrawals.testing.LogAction;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaAdmin;

/** A broker lists what it has read, and right after its start it has read nothing. */
class CoordinatorsTest {

  private static final String PREFIX = "withdrawals-publisher-";

  @TempDir Path directory;

  @Test
  void listsAreWholeRightAfterAStartOfTheBroker() {
    Path log = directory.resolve("kafka");
    try (EmbeddedBroker broker = EmbeddedBroker.start(log, 0)) {
      HangingTransactions transactions = new HangingTransactions(broker.bootstrapServers());
      transactions.publish(PREFIX + "1", List.of(), 1);
      transactions.hang(PREFIX + "2", List.of(), 1);
    }
    try (LogAction slow = LogAction.slowMetadata();
        EmbeddedBroker broker = EmbeddedBroker.start(log, 0)) {
      assertThat(groups(broker)).containsExactly(PREFIX + "1");
      assertThat(slow.hits()).isPositive();
    }
    try (LogAction slow = LogAction.slowMetadata();
        EmbeddedBroker broker = EmbeddedBroker.start(log, 0);
        OpenTransactions transactions =
            new OpenTransactions(
                Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers())))) {
      Set<Long> producers =
          transactions.in(List.of(new TopicPartition("__consumer_offsets", 0))).stream()
              .map(open -> open.producer().producerId())
              .collect(Collectors.toSet());
      assertThat(producers).hasSize(1);
      assertThat(transactions.ofProducers(producers, PREFIX)).containsOnlyKeys(PREFIX + "2");
      assertThat(slow.hits()).isPositive();
    }
  }

  private static List<String> groups(EmbeddedBroker broker) {
    KafkaClients clients =
        new KafkaClients(
            new DefaultKafkaProducerFactory<>(Map.of()),
            new DefaultKafkaConsumerFactory<>(Map.of()),
            new KafkaAdmin(Map.of()),
            broker::bootstrapServers);
    return new ConsumerGroups(clients)
        .withOffset(new TopicPartition("withdrawals", 0), PREFIX, group -> true);
  }
}
