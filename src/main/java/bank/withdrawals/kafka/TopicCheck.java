package bank.withdrawals.kafka;

import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.stereotype.Component;

/**
 * Looks at a topic before anything is sent to it. A producer would only wait for a topic that it
 * cannot use, for every single event.
 *
 * <ol>
 *   <li>Describe the topic. If it does not exist, create it with the broker's defaults.
 *   <li>Read its settings, if the user may.
 *   <li>Refuse a topic that deletes events or takes none.
 * </ol>
 */
@Component
public class TopicCheck {

  private static final Logger log = LoggerFactory.getLogger(TopicCheck.class);

  private static final Duration GLANCE = Duration.ofSeconds(5);

  private final KafkaClients kafka;

  TopicCheck(KafkaClients kafka) {
    this.kafka = kafka;
  }

  /**
   * Makes sure that the topic exists and takes events. Needs no right to create a topic that
   * exists.
   *
   * @param largestEvent the size of the largest event in bytes
   * @throws TopicUnusableException if it does not, and waiting does not help
   * @throws KafkaException if Kafka cannot be asked
   */
  public void prepare(String topic, int largestEvent) {
    prepare(
        new NewTopic(topic, Optional.empty(), Optional.empty()),
        found -> requireNoFault(found, largestEvent));
  }

  /**
   * As {@link #prepare(String, int)}, for a topic of requests, which may delete them.
   *
   * @param topicPartitions how many the topic gets if it does not exist
   */
  public void prepareForRequests(String topic, int topicPartitions) {
    prepare(new NewTopic(topic, Optional.of(topicPartitions), Optional.empty()), found -> {});
  }

  private void prepare(NewTopic wanted, Consumer<TopicState> existing) {
    String topic = wanted.name();
    Admin admin = kafka.admin();
    try {
      Optional<TopicState> state = describe(admin, topic, kafka.patience());
      if (state.isPresent()) {
        requireRights(state.get());
        existing.accept(state.get());
      } else {
        create(admin, wanted);
      }
    } catch (AuthorizationException refused) {
      throw new TopicUnusableException(
          "Kafka at %s does not permit it (%s): the user needs the rights Describe, Read and Write on the topic %s, and Create if it does not exist"
              .formatted(kafka.address().bootstrapServers(), refused.getMessage(), topic),
          refused);
    } finally {
      closeAtOnce(admin);
    }
  }

  /**
   * Refuses a topic that exists and deletes events or takes none. Takes a few seconds at most; if
   * nothing can be found out in this time, or by this user, there is nothing to refuse.
   *
   * @param largestEvent the size of the largest event in bytes
   * @throws TopicUnusableException if waiting does not help
   */
  public void glanceAt(String topic, int largestEvent) {
    if (!kafka.isListening()) {
      log.info("No broker accepts a connection: the topic {} is not checked.", topic);
      return;
    }
    glance(topic).ifPresent(found -> requireNoFault(found, largestEvent));
  }

  private Optional<TopicState> glance(String topic) {
    try {
      Admin admin = kafka.admin();
      try {
        return describe(admin, topic, GLANCE);
      } finally {
        closeAtOnce(admin);
      }
    } catch (KafkaException unknown) {
      log.info("The topic {} is not checked: {}", topic, unknown.getMessage());
      return Optional.empty();
    }
  }

  private void requireRights(TopicState state) {
    if (!state.missingRights().isEmpty()) {
      throw new TopicUnusableException(
          "Kafka at %s does not permit it: the user needs the right %s on the topic %s too"
              .formatted(kafka.address().bootstrapServers(), state.missingRights(), state.name()));
    }
  }

  private static void requireNoFault(TopicState state, int largestEvent) {
    state
        .fault(largestEvent)
        .ifPresent(
            fault -> {
              throw new TopicUnusableException(fault);
            });
  }

  /** The topic; empty if it does not exist. */
  private static Optional<TopicState> describe(Admin admin, String topic, Duration patience) {
    TopicDescription description;
    try {
      description =
          Answer.await(
              admin
                  .describeTopics(
                      List.of(topic), new DescribeTopicsOptions().includeAuthorizedOperations(true))
                  .topicNameValues()
                  .get(topic),
              patience);
    } catch (UnknownTopicOrPartitionException missing) {
      return Optional.empty();
    }
    int replicas =
        description.partitions().stream()
            .mapToInt(partition -> partition.replicas().size())
            .min()
            .orElse(0);
    return Optional.of(
        new TopicState(
            topic,
            replicas,
            // A broker that does not say it leaves the refusal to the producer.
            Objects.requireNonNullElse(
                description.authorizedOperations(), EnumSet.allOf(AclOperation.class)),
            settings(admin, topic, patience)));
  }

  private static Map<String, String> settings(Admin admin, String topic, Duration patience) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    Map<String, String> settings = new HashMap<>();
    try {
      Answer.await(admin.describeConfigs(List.of(resource)).values().get(resource), patience)
          .entries()
          .forEach(entry -> settings.put(entry.name(), entry.value()));
    } catch (AuthorizationException noRight) {
      log.info("Without the right DescribeConfigs, the settings of {} are not checked.", topic);
    }
    return settings;
  }

  /** Otherwise it would wait for its pending requests. */
  private static void closeAtOnce(Admin admin) {
    admin.close(Duration.ZERO);
  }

  private void create(Admin admin, NewTopic wanted) {
    String topic = wanted.name();
    try {
      Answer.await(admin.createTopics(List.of(wanted)).all(), kafka.patience());
      // Nobody needs to know it of the embedded broker, which is always new at first.
      log.atLevel(kafka.address().isEmbedded() ? Level.DEBUG : Level.INFO)
          .log("The topic {} did not exist and is created.", topic);
    } catch (TopicExistsException meanwhile) {
      log.debug("Somebody else has created {}", topic);
    } catch (AuthorizationException refused) {
      throw uncreated(topic, "give the user the right Create on it, or create it", refused);
    } catch (InvalidReplicationFactorException tooFewBrokers) {
      throw uncreated(
          topic,
          "create it with fewer replicas, or add brokers (%d now)".formatted(brokers(admin)),
          tooFewBrokers);
    } catch (org.apache.kafka.common.errors.RetriableException later) {
      throw later;
    } catch (org.apache.kafka.common.errors.ApiException refused) {
      throw uncreated(topic, "create it", refused);
    }
  }

  private TopicUnusableException uncreated(String topic, String remedy, KafkaException refused) {
    return new TopicUnusableException(
        "The topic %s does not exist, and Kafka at %s does not create it (%s): %s"
            .formatted(
                topic,
                kafka.address().bootstrapServers(),
                String.valueOf(refused.getMessage()).replaceAll("\\.$", ""),
                remedy),
        refused);
  }

  private int brokers(Admin admin) {
    return Answer.await(admin.describeCluster().nodes(), kafka.patience()).size();
  }
}
