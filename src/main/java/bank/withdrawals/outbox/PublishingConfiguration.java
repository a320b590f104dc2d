package bank.withdrawals.outbox;

import bank.withdrawals.kafka.TopicCheck;
import bank.withdrawals.ledger.FileRegister;
import bank.withdrawals.ledger.ParkedEvents;
import bank.withdrawals.lock.RunLock;
import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The reader and the writer of the publish step. Each execution of the step has its own. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PublishingSettings.class)
class PublishingConfiguration {

  @Bean(destroyMethod = "")
  @StepScope
  TransactionalEventSender eventSender(
      Publishers publishers,
      TopicCheck topics,
      RestoreGuard restored,
      FileRegister files,
      PublishingSettings settings,
      @Value("#{jobParameters['runId']}") Long runId) {
    return new TransactionalEventSender(publishers, topics, restored, files, settings, runId);
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
      RunLock lock,
      @Value("#{jobParameters['runId']}") Long runId) {
    return new EventWriter(files, parkedEvents, sender, lock, runId);
  }
}
