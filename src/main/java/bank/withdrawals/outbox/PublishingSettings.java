package bank.withdrawals.outbox;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How events are published.
 *
 * @param topic the Kafka topic; created with the broker's defaults if it does not exist
 * @param chunkSize events in one Kafka transaction, 1 to 100,000
 * @param retries how often a chunk is sent again after a transient Kafka failure
 * @param firstDelay pause before the first retry; each next pause is twice as long
 * @param maxDelay longest pause
 * @param deliveryTimeout how long Kafka may take to acknowledge one chunk; the chunk's database
 *     transaction is open meanwhile
 * @param rejectEvents whether rejections have events too, in every file that is received from now
 *     on
 */
@ConfigurationProperties("withdrawals.publishing")
public record PublishingSettings(
    @DefaultValue("withdrawals") String topic,
    @DefaultValue("5000") int chunkSize,
    @DefaultValue("5") int retries,
    @DefaultValue("500ms") Duration firstDelay,
    @DefaultValue("10s") Duration maxDelay,
    @DefaultValue("30s") Duration deliveryTimeout,
    @DefaultValue("false") boolean rejectEvents) {

  private static final String TOPIC_NAME = "[a-zA-Z0-9._-]{1,249}";

  /** Refuses invalid values. */
  public PublishingSettings {
    if (!topic.matches(TOPIC_NAME) || topic.matches("\\.{1,2}")) {
      throw new IllegalArgumentException(
          "withdrawals.publishing.topic must be the name of a Kafka topic: 1 to 249 of the"
              + " characters a-z, A-Z, 0-9, '.', '_' and '-'");
    }
    if (chunkSize < 1 || chunkSize > 100_000) {
      throw new IllegalArgumentException(
          "withdrawals.publishing.chunk-size must be 1 to 100000, not " + chunkSize);
    }
    if (retries < 0) {
      throw new IllegalArgumentException("withdrawals.publishing.retries must not be negative");
    }
    if (firstDelay.isNegative() || maxDelay.compareTo(firstDelay) < 0) {
      throw new IllegalArgumentException(
          "withdrawals.publishing.max-delay must not be below first-delay");
    }
    if (deliveryTimeout.isNegative() || deliveryTimeout.isZero()) {
      throw new IllegalArgumentException(
          "withdrawals.publishing.delivery-timeout must be above zero");
    }
  }
}
