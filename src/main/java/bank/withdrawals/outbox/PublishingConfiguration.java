package bank.withdrawals.outbox;

import bank.withdrawals.kafka.KafkaClients;
import bank.withdrawals.ledger.FileRegister;
import bank.withdrawals.ledger.ParkedEvents;
import org.apache.kafka.clients.admin.NewTopic;
import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.TopicBuilder;

/** The reader and the writer of the publish step. Each execution of the step has its own. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PublishingSettings.class)
class PublishingConfiguration {

  @Bean
  NewTopic topic(PublishingSettings settings) {
    return TopicBuilder.name(settings.topic()).build();
  }

  @Bean(destroyMethod = "")
  @StepScope
  TransactionalEventSender eventSender(
      KafkaClients kafka,
      RestoreGuard restored,
      FileRegister files,
      HangingTransactions hanging,
      PublishingSettings settings,
      @Value("#{jobParameters['runId']}") Long runId) {
    return new TransactionalEventSender(kafka, restored, files, hanging, settings, runId);
  }

  @Bean
  @StepScope
  OutboxReader outboxReader(
      FileRegister files,
      Outbox outbox,
      TransactionRecovery recovery,
      TransactionalEventSender sender,
      PublishingSettings settings,
      @Value("#{jobParameters['runId']}") Long runId,
      @Value("#{jobParameters['decidedThrough'] ?: T(Long).MAX_VALUE}") Long decidedThrough) {
    return new OutboxReader(
        files, outbox, recovery, sender, runId, decidedThrough, settings.chunkSize());
  }

  @Bean(destroyMethod = "")
  @StepScope
  EventWriter eventWriter(
      FileRegister files,
      ParkedEvents parkedEvents,
      TransactionalEventSender sender,
      @Value("#{jobParameters['runId']}") Long runId) {
    return new EventWriter(files, parkedEvents, sender, runId);
  }
}
