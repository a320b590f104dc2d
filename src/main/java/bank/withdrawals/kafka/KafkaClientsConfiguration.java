package bank.withdrawals.kafka;

import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.springframework.boot.kafka.autoconfigure.DefaultKafkaConsumerFactoryCustomizer;
import org.springframework.boot.kafka.autoconfigure.DefaultKafkaProducerFactoryCustomizer;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.KafkaAdmin;

/**
 * Adapts Spring Kafka's factories to this program. An embedded broker may still be starting, so its
 * address is resolved at first use.
 */
@Configuration(proxyBeanMethods = false)
public class KafkaClientsConfiguration {

  private static final String UNREADABLE_LOGIN =
      "spring.kafka.properties.sasl.jaas.config must be a login module, `required`,"
          + " name=\"value\" pairs with the values in double quotes, and a semicolon";

  KafkaClientsConfiguration(KafkaAdmin admin, KafkaAddress address, KafkaProperties settings) {
    KafkaSettingsCheck.requireKept(settings);
    requireReadableLogin(admin.getConfigurationProperties());
    admin.setBootstrapServersSupplier(address::bootstrapServers);
  }

  @Bean
  static DefaultKafkaProducerFactoryCustomizer producers(KafkaAddress address) {
    return producers -> {
      requireReadableLogin(producers.getConfigurationProperties());
      producers.setBootstrapServersSupplier(address::bootstrapServers);
    };
  }

  @Bean
  static DefaultKafkaConsumerFactoryCustomizer consumers(KafkaAddress address) {
    return consumers -> {
      requireReadableLogin(consumers.getConfigurationProperties());
      consumers.setBootstrapServersSupplier(address::bootstrapServers);
    };
  }

  /** Kafka's own message would quote the unreadable text, which may be the password. */
  private static void requireReadableLogin(Map<String, Object> settings) {
    Object login = settings.get(SaslConfigs.SASL_JAAS_CONFIG);
    if (login == null) {
      return;
    }
    try {
      JaasContext.loadClientContext(
          Map.of(SaslConfigs.SASL_JAAS_CONFIG, new Password(login.toString())));
    } catch (IllegalArgumentException | KafkaException quotesIt) {
      throw new IllegalArgumentException(UNREADABLE_LOGIN);
    }
  }
}
