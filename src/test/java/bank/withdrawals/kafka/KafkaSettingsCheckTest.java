package bank.withdrawals.kafka;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class KafkaSettingsCheckTest {

  private static final Map<String, Object> OF_THE_APPLICATION =
      Map.of(
          "SPRING_KAFKA_PRODUCER_VALUESERIALIZER", ByteArraySerializer.class.getName(),
          "SPRING_KAFKA_CONSUMER_VALUEDESERIALIZER", ByteArrayDeserializer.class.getName(),
          "SPRING_KAFKA_CONSUMER_ISOLATIONLEVEL", "read_committed");

  @ParameterizedTest
  @CsvSource({
    "SPRING_KAFKA_PRODUCER_ACKS, 1, spring.kafka.producer.acks must be all",
    "SPRING_KAFKA_PRODUCER_PROPERTIES_ACKS, 0, spring.kafka.producer.properties.acks must be all",
    "SPRING_KAFKA_PROPERTIES_ACKS, 1, spring.kafka.properties.acks must be all",
    "SPRING_KAFKA_PRODUCER_PROPERTIES_ENABLE_IDEMPOTENCE, false, enable.idempotence must be true",
    "SPRING_KAFKA_PROPERTIES_ENABLE_IDEMPOTENCE, False, enable.idempotence must be true",
    "SPRING_KAFKA_PRODUCER_TRANSACTIONIDPREFIX, tx-, transaction-id-prefix must be unset",
    "SPRING_KAFKA_PRODUCER_PROPERTIES_TRANSACTIONAL_ID, mine, transactional.id must be unset",
    "SPRING_KAFKA_PROPERTIES_TRANSACTIONAL_ID, mine, transactional.id must be unset",
    "SPRING_KAFKA_CONSUMER_ISOLATIONLEVEL, read_uncommitted, isolation-level must be read_comm",
    "SPRING_KAFKA_CONSUMER_PROPERTIES_ISOLATION_LEVEL, read_uncommitted, must be read_committed",
    "SPRING_KAFKA_PROPERTIES_ISOLATION_LEVEL, read_uncommitted, must be read_committed",
    "SPRING_KAFKA_PRODUCER_RETRIES, 0, retries must be above 0",
    "SPRING_KAFKA_PRODUCER_PROPERTIES_MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 6, must be 1 to 5",
    "SPRING_KAFKA_PRODUCER_PROPERTIES_PARTITIONER_IGNORE_KEYS, true, must be false",
    "SPRING_KAFKA_PROPERTIES_PARTITIONER_CLASS, x.RoundRobin, partitioner.class must be unset",
    "SPRING_KAFKA_PRODUCER_VALUESERIALIZER, java.lang.String, must be ByteArraySerializer",
    "SPRING_KAFKA_PRODUCER_PROPERTIES_KEY_SERIALIZER, x.Y, must be StringSerializer",
    "SPRING_KAFKA_PRODUCER_KEYSERIALIZER, java.lang.String, key-serializer must be StringSerial",
    "SPRING_KAFKA_CONSUMER_VALUEDESERIALIZER, java.lang.String, must be ByteArrayDeserializer",
    "SPRING_KAFKA_CONSUMER_KEYDESERIALIZER, java.lang.String, must be StringDeserializer",
    "SPRING_KAFKA_PROPERTIES_KEY_DESERIALIZER, x.Y, key.deserializer must be StringDeserializer",
  })
  void aSettingThatBreaksThePromiseIsRefused(String variable, String value, String sentence) {
    assertThatThrownBy(() -> KafkaSettingsCheck.requireKept(settings(Map.of(variable, value))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("spring.kafka.")
        .hasMessageContaining(sentence);
  }

  @Test
  void otherSettingsAreLeftToKafka() {
    Map<String, Object> fine =
        Map.of(
            "SPRING_KAFKA_PRODUCER_ACKS", "-1",
            "SPRING_KAFKA_PROPERTIES_ACKS", "all",
            "SPRING_KAFKA_PRODUCER_PROPERTIES_ENABLE_IDEMPOTENCE", "true",
            "SPRING_KAFKA_CONSUMER_ISOLATIONLEVEL", "READ_COMMITTED",
            "SPRING_KAFKA_PRODUCER_PROPERTIES_MAX_REQUEST_SIZE", "570",
            "SPRING_KAFKA_PRODUCER_RETRIES", "3");
    assertThatCode(() -> KafkaSettingsCheck.requireKept(settings(fine))).doesNotThrowAnyException();
  }

  /** These settings over those of the application. */
  static KafkaProperties settings(Map<String, Object> variables) {
    Map<String, Object> all = new HashMap<>(OF_THE_APPLICATION);
    all.putAll(variables);
    StandardEnvironment environment = new StandardEnvironment();
    environment
        .getPropertySources()
        .replace(
            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
            new SystemEnvironmentPropertySource(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, all));
    ConfigurationPropertySources.attach(environment);
    return Binder.get(environment).bindOrCreate("spring.kafka", KafkaProperties.class);
  }
}
