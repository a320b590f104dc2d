package bank.withdrawals.outbox;

import java.util.OptionalLong;

/** The name of a run's publisher. It is a transactional id and the id of a consumer group. */
final class PublisherName {

  /** The beginning of all names, for rights in Kafka. */
  static final String PREFIX = "withdrawals-publisher-";

  private PublisherName() {}

  /** The name of the publisher of a run. */
  static String of(long runId) {
    return PREFIX + runId;
  }

  /** The run of a name; empty if it is not the name of a publisher. */
  static OptionalLong runIdOf(String name) {
    if (!name.startsWith(PREFIX)) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(name.substring(PREFIX.length())));
    } catch (NumberFormatException another) {
      return OptionalLong.empty();
    }
  }
}
