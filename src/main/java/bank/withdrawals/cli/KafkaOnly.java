package bank.withdrawals.cli;

import bank.withdrawals.outbox.KafkaClients;
import bank.withdrawals.outbox.PublishingSettings;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.annotation.Import;

/**
 * What commands start that want the broker but not the database, which a run may be using. Not a
 * component, so that the whole application does not find it.
 */
@ImportAutoConfiguration(KafkaAutoConfiguration.class)
@Import(KafkaClients.class)
@EnableConfigurationProperties(PublishingSettings.class)
final class KafkaOnly {}
