package bank.withdrawals.kafka;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.utils.Utils;

/**
 * The coordinators of a cluster: the brokers that lead the partitions of {@link #GROUPS} or {@link
 * #TRANSACTIONS}. A broker that has just started leaves out of its lists what it has not read yet,
 * without an error. It answers a question about one id only after it has read the partition of that
 * id. So ask about one id of each partition before you ask for a list.
 */
public final class Coordinators {

  /** The topic of consumer groups. */
  public static final String GROUPS = "__consumer_offsets";

  /** The topic of transactional ids. */
  public static final String TRANSACTIONS = "__transaction_state";

  private Coordinators() {}

  /**
   * One id for each partition of a topic of coordinators. Nobody uses these ids. Empty if the topic
   * does not exist, or if the user may not see it.
   *
   * @param prefix the beginning of ids for which the user has rights
   * @throws KafkaException if Kafka cannot be asked
   */
  static List<String> oneIdPerPartition(
      Admin admin, String topic, String prefix, DescribeTopicsOptions options) {
    int partitions = 0;
    try {
      for (TopicDescription found :
          Answer.await(admin.describeTopics(List.of(topic), options).allTopicNames()).values()) {
        partitions += found.partitions().size();
      }
    } catch (AuthorizationException | UnknownTopicOrPartitionException notSeen) {
      return List.of();
    }
    Map<Integer, String> ids = new TreeMap<>();
    for (int number = 0; ids.size() < partitions; number++) {
      String id = prefix + "nobody-" + number;
      // The brokers' own formula: GroupCoordinatorService and TransactionStateManager.
      ids.putIfAbsent(Utils.abs(id.hashCode()) % partitions, id);
    }
    return List.copyOf(ids.values());
  }
}
