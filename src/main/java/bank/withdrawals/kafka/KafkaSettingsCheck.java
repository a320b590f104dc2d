package bank.withdrawals.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;

/**
 * Refuses Kafka settings with which events could be lost, doubled, changed or put out of order. A
 * setting has several forms: {@code spring.kafka.producer.acks}, {@code
 * spring.kafka.producer.properties.acks} and {@code spring.kafka.properties.acks}.
 */
final class KafkaSettingsCheck {

  private static final String COMMON = "spring.kafka.properties.";
  private static final String PRODUCER = "spring.kafka.producer.";
  private static final String CONSUMER = "spring.kafka.consumer.";
  private static final String PROPERTIES = "properties.";
  private static final int MOST_IN_FLIGHT = 5;

  private static final Rule NO_OTHER_PARTITIONER =
      new Rule("unset: an account's events would lose their order", value -> false);

  private static final Map<String, Rule> PRODUCERS =
      Map.of(
          ProducerConfig.ACKS_CONFIG,
          new Rule("all: an event could be lost with a broker", List.of("all", "-1")::contains),
          ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
          new Rule("true: an event could be sent twice", "true"::equals),
          ProducerConfig.TRANSACTIONAL_ID_CONFIG,
          new Rule("unset: each run has a transactional id of its own", value -> false),
          ProducerConfig.RETRIES_CONFIG,
          new Rule("above 0: an event could be lost", value -> number(value) > 0),
          ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
          new Rule(
              "1 to 5: events could lose their order", value -> number(value) <= MOST_IN_FLIGHT),
          ProducerConfig.PARTITIONER_CLASS_CONFIG,
          NO_OTHER_PARTITIONER,
          ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG,
          new Rule("false: an account's events would lose their order", "false"::equals),
          ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
          isClass(StringSerializer.class),
          ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
          isClass(ByteArraySerializer.class));

  private static final Map<String, Rule> CONSUMERS =
      Map.of(
          ConsumerConfig.ISOLATION_LEVEL_CONFIG,
          new Rule("read_committed: an aborted event would count", "read_committed"::equals),
          ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
          isClass(StringDeserializer.class),
          ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
          isClass(ByteArrayDeserializer.class));

  private KafkaSettingsCheck() {}

  /**
   * What the value of a setting must be.
   *
   * @param must the value, and why
   */
  private record Rule(String must, Predicate<String> fits) {}

  private static Rule isClass(Class<?> type) {
    return new Rule(
        type.getSimpleName() + ": events would be changed",
        value -> value.equalsIgnoreCase(type.getName()));
  }

  /**
   * Checks every form of every setting.
   *
   * @throws IllegalArgumentException with the first setting that is refused
   */
  static void requireKept(KafkaProperties settings) {
    KafkaProperties.Producer producer = settings.getProducer();
    KafkaProperties.Consumer consumer = settings.getConsumer();
    require(PRODUCERS, COMMON, settings.getProperties());
    require(CONSUMERS, COMMON, settings.getProperties());
    require(PRODUCERS, PRODUCER + PROPERTIES, producer.getProperties());
    require(CONSUMERS, CONSUMER + PROPERTIES, consumer.getProperties());
    if (producer.getTransactionIdPrefix() != null) {
      throw refused(
          PRODUCER + "transaction-id-prefix",
          PRODUCERS.get(ProducerConfig.TRANSACTIONAL_ID_CONFIG));
    }
    Map<String, @Nullable Object> own = new HashMap<>();
    own.put(ProducerConfig.ACKS_CONFIG, producer.getAcks());
    own.put(ProducerConfig.RETRIES_CONFIG, producer.getRetries());
    own.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, name(producer.getKeySerializer()));
    own.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, name(producer.getValueSerializer()));
    require(PRODUCERS, PRODUCER, own);
    own.clear();
    own.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, consumer.getIsolationLevel());
    own.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, name(consumer.getKeyDeserializer()));
    own.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, name(consumer.getValueDeserializer()));
    require(CONSUMERS, CONSUMER, own);
  }

  private static void require(
      Map<String, Rule> rules, String prefix, Map<String, ? extends @Nullable Object> settings) {
    rules.forEach(
        (name, rule) -> {
          Object value = settings.get(name);
          if (value != null
              && !rule.fits().test(value.toString().strip().toLowerCase(Locale.ROOT))) {
            String path = prefix.endsWith(PROPERTIES) ? name : name.replace('.', '-');
            throw refused(prefix + path, rule);
          }
        });
  }

  private static IllegalArgumentException refused(String setting, @Nullable Rule rule) {
    return new IllegalArgumentException(
        "%s must be %s".formatted(setting, rule == null ? "unset" : rule.must()));
  }

  private static @Nullable String name(@Nullable Class<?> type) {
    return type == null ? null : type.getName();
  }

  private static int number(String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException unreadable) {
      return Integer.MIN_VALUE;
    }
  }
}
