package bank.withdrawals.outbox;

import bank.withdrawals.kafka.KafkaClients;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.springframework.stereotype.Component;

/** The consumer groups of publishers, whose offsets are published-through positions. */
@Component
class PublisherGroups {

  private static final int BATCH = 500;

  private final KafkaClients kafka;
  private final TopicPartition positionKey;

  PublisherGroups(KafkaClients kafka, PublishingSettings settings) {
    this.kafka = kafka;
    this.positionKey = new TopicPartition(settings.topic(), 0);
  }

  /**
   * The names with a position in the topic, without those that Kafka does not show for lack of
   * rights.
   *
   * @param wanted whose position is asked for
   * @throws KafkaException if Kafka fails
   */
  List<PublisherName> withPosition(Predicate<PublisherName> wanted) {
    List<PublisherName> found = new ArrayList<>();
    try (Admin admin = kafka.admin()) {
      List<PublisherName> names =
          get(admin.listGroups().all()).stream()
              .map(GroupListing::groupId)
              .flatMap(group -> PublisherName.parse(group).stream())
              .filter(wanted)
              .toList();
      for (int first = 0; first < names.size(); first += BATCH) {
        List<PublisherName> some = names.subList(first, Math.min(names.size(), first + BATCH));
        Map<String, Map<TopicPartition, OffsetAndMetadata>> positions = positions(admin, some);
        some.stream()
            .filter(
                name -> positions.getOrDefault(name.toString(), Map.of()).get(positionKey) != null)
            .forEach(found::add);
      }
    }
    return found;
  }

  private Map<String, Map<TopicPartition, OffsetAndMetadata>> positions(
      Admin admin, List<PublisherName> names) {
    ListConsumerGroupOffsetsSpec position =
        new ListConsumerGroupOffsetsSpec().topicPartitions(Set.of(positionKey));
    return get(
        admin
            .listConsumerGroupOffsets(
                names.stream().collect(Collectors.toMap(PublisherName::toString, n -> position)))
            .all());
  }

  private static <T> T get(KafkaFuture<T> answer) {
    try {
      return answer.get();
    } catch (ExecutionException failure) {
      throw failure.getCause() instanceof KafkaException kafka
          ? kafka
          : new KafkaException(failure.getCause());
    } catch (InterruptedException interrupted) {
      throw new InterruptException(interrupted);
    }
  }
}
