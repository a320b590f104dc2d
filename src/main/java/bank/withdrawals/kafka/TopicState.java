package bank.withdrawals.kafka;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.TopicConfig;

/**
 * A topic that exists.
 *
 * @param replicas the fewest replicas that one of its topic partitions has
 * @param rights of the user on the topic
 * @param settings its settings by Kafka's names; empty if the user may not read them
 */
record TopicState(
    String name, int replicas, Set<AclOperation> rights, Map<String, String> settings) {

  /** Write is for the events, Read for the published-through position. */
  private static final Set<AclOperation> NEEDED =
      Set.of(AclOperation.DESCRIBE, AclOperation.READ, AclOperation.WRITE);

  /** The rights that the user needs to publish and does not have, by name. */
  String missingRights() {
    return NEEDED.stream()
        .filter(right -> !rights.contains(right))
        .map(right -> right.name().charAt(0) + right.name().substring(1).toLowerCase(Locale.ROOT))
        .sorted()
        .collect(Collectors.joining(" and "));
  }

  /**
   * Why the topic must not or cannot take events: a sentence without a full stop. Empty if nothing
   * is known against it.
   *
   * @param largestEvent the size of the largest event in bytes
   */
  Optional<String> fault(int largestEvent) {
    String policy = settings.getOrDefault(TopicConfig.CLEANUP_POLICY_CONFIG, "");
    if (policy.contains(TopicConfig.CLEANUP_POLICY_COMPACT)) {
      return Optional.of(
          "The topic %s has cleanup.policy=%s, so Kafka would delete all events of an account but the last: set cleanup.policy=delete"
              .formatted(name, policy));
    }
    int maxBytes = number(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.MAX_VALUE);
    if (maxBytes < largestEvent) {
      return Optional.of(
          "The topic %s has max.message.bytes=%d, and an event may have %d bytes: set max.message.bytes to %d or more"
              .formatted(name, maxBytes, largestEvent, largestEvent));
    }
    int inSync = number(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, 0);
    if (inSync > replicas) {
      return Optional.of(
          "The topic %s has min.insync.replicas=%d, but only %d replicas, so it takes no event: change one of them"
              .formatted(name, inSync, replicas));
    }
    return Optional.empty();
  }

  private int number(String setting, int otherwise) {
    String value = settings.get(setting);
    return value == null ? otherwise : Integer.parseInt(value);
  }
}
