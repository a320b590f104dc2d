package bank.withdrawals.remote;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How a run hands out slices to workers.
 *
 * @param topic the Kafka topic of the requests; created if it does not exist
 * @param topicPartitions how many topic partitions it then gets, 1 to 1,000; no more workers than
 *     topic partitions get requests
 * @param pollInterval the longest pause between two looks at the job repository, 50 ms to 10 s
 * @param patience how long no worker has to work before the run says so, and again each time; with
 *     {@code prefer} the run then debits by itself
 * @param name how this process calls itself in sessions of PostgreSQL, in {@code status}, in
 *     reports and in metrics: 1 to 64 letters, digits, dots, dashes, underscores and blanks; if
 *     empty, its machine and its number there
 */
@ConfigurationProperties("withdrawals.workers")
public record WorkersSettings(
    @DefaultValue("withdrawals-partitions") String topic,
    @DefaultValue("16") int topicPartitions,
    @DefaultValue("500ms") Duration pollInterval,
    @DefaultValue("10s") Duration patience,
    @DefaultValue("") String name) {

  private static final String TOPIC_NAME = "[a-zA-Z0-9._-]{1,249}";
  private static final int MOST_LETTERS = 64;
  private static final String NAME = "[a-zA-Z0-9._ -]{1,64}";
  private static final int MOST_TOPIC_PARTITIONS = 1_000;
  private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(50);
  private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(10);

  /** Refuses invalid values. */
  public WorkersSettings {
    if (!topic.matches(TOPIC_NAME) || topic.matches("\\.{1,2}")) {
      throw new IllegalArgumentException(
          "withdrawals.workers.topic must be the name of a Kafka topic: 1 to 249 of the"
              + " characters a-z, A-Z, 0-9, '.', '_' and '-'");
    }
    if (topicPartitions < 1 || topicPartitions > MOST_TOPIC_PARTITIONS) {
      throw new IllegalArgumentException(
          "withdrawals.workers.topic-partitions must be 1 to %d, not %d"
              .formatted(MOST_TOPIC_PARTITIONS, topicPartitions));
    }
    if (pollInterval.compareTo(SHORTEST_INTERVAL) < 0
        || pollInterval.compareTo(LONGEST_INTERVAL) > 0) {
      throw new IllegalArgumentException("withdrawals.workers.poll-interval must be 50ms to 10s");
    }
    if (patience.compareTo(pollInterval) < 0) {
      throw new IllegalArgumentException(
          "withdrawals.workers.patience must not be below poll-interval");
    }
    name = name.isBlank() ? machineAndProcess() : name.strip();
    if (!name.matches(NAME)) {
      throw new IllegalArgumentException(
          "withdrawals.workers.name must be 1 to 64 of the characters a-z, A-Z, 0-9, '.', '_', '-'"
              + " and blanks");
    }
  }

  private static String machineAndProcess() {
    long process = ProcessHandle.current().pid();
    try {
      String machine = InetAddress.getLocalHost().getHostName();
      String name = "%s %d".formatted(machine.replaceAll("[^a-zA-Z0-9._-]", "_"), process);
      return name.substring(Math.max(0, name.length() - MOST_LETTERS));
    } catch (UnknownHostException unnamed) {
      return "process %d".formatted(process);
    }
  }
}
