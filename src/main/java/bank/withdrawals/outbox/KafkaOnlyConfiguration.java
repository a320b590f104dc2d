package bank.withdrawals.outbox;

import bank.withdrawals.kafka.KafkaClients;
import bank.withdrawals.kafka.KafkaClientsConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.annotation.Import;

/**
 * An application that uses Kafka but not the database, which a run may have locked. It has no
 * stereotype annotation, so that the component scan of the whole application does not find it.
 */
@ImportAutoConfiguration(KafkaAutoConfiguration.class)
@Import({
  KafkaClientsConfiguration.class,
  KafkaClients.class,
  HangingTransactions.class,
  EventTail.class
})
@EnableConfigurationProperties(PublishingSettings.class)
public final class KafkaOnlyConfiguration {}
