package bank.withdrawals.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.springframework.stereotype.Component;

/** The consumer groups of the broker, and their committed offsets. */
@Component
public final class ConsumerGroups {

  private static final int BATCH = 500;

  private final KafkaClients kafka;

  ConsumerGroups(KafkaClients kafka) {
    this.kafka = kafka;
  }

  /**
   * The ids of groups with an offset in a topic partition, without those that Kafka does not show
   * for lack of rights.
   *
   * @param prefix the beginning of ids for which the user has rights
   * @param wanted the ids among them whose offsets are asked for
   * @throws KafkaException if Kafka fails
   */
  public List<String> withOffset(
      TopicPartition partition, String prefix, Predicate<String> wanted) {
    List<String> found = new ArrayList<>();
    try (Admin admin = kafka.admin()) {
      offsets(
          admin,
          Coordinators.oneIdPerPartition(
              admin, Coordinators.GROUPS, prefix, new DescribeTopicsOptions()),
          partition);
      List<String> names =
          Answer.await(admin.listGroups().all()).stream()
              .map(GroupListing::groupId)
              .filter(name -> name.startsWith(prefix))
              .filter(wanted)
              .toList();
      for (int first = 0; first < names.size(); first += BATCH) {
        List<String> some = names.subList(first, Math.min(names.size(), first + BATCH));
        Map<String, Map<TopicPartition, OffsetAndMetadata>> offsets =
            offsets(admin, some, partition);
        some.stream()
            .filter(name -> offsets.getOrDefault(name, Map.of()).get(partition) != null)
            .forEach(found::add);
      }
    }
    return found;
  }

  private static Map<String, Map<TopicPartition, OffsetAndMetadata>> offsets(
      Admin admin, List<String> names, TopicPartition partition) {
    ListConsumerGroupOffsetsSpec wanted =
        new ListConsumerGroupOffsetsSpec().topicPartitions(Set.of(partition));
    return Answer.await(
        admin
            .listConsumerGroupOffsets(
                names.stream().collect(Collectors.toMap(name -> name, name -> wanted)))
            .all());
  }
}
