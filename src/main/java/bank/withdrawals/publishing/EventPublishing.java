package bank.withdrawals.publishing;

import org.apache.kafka.clients.admin.NewTopic;
import org.springframework.batch.core.configuration.annotation.StepScope;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.TopicBuilder;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.ProducerFactory;

/** The parts of the publish step. Each execution of the step has its own. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PublishingSettings.class)
class EventPublishing {

  @Bean
  NewTopic topic(PublishingSettings settings) {
    return TopicBuilder.name(settings.topic()).build();
  }

  @Bean(destroyMethod = "")
  @StepScope
  EventTransactions eventTransactions(
      ProducerFactory<String, byte[]> producers,
      ConsumerFactory<String, byte[]> consumers,
      KafkaAdmin admin,
      KafkaAddress address,
      Journal journal,
      PublishingSettings settings,
      @Value("#{jobParameters['run']}") Long fileId) {
    return new EventTransactions(producers, consumers, admin, address, journal, settings, fileId);
  }

  @Bean
  @StepScope
  JournalReader journalReader(
      Journal journal,
      EventTransactions transactions,
      PublishingSettings settings,
      @Value("#{jobParameters['run']}") Long fileId,
      @Value("#{jobParameters['decidedThrough']}") Long decidedThrough) {
    return new JournalReader(journal, transactions, fileId, decidedThrough, settings.chunkSize());
  }

  @Bean(destroyMethod = "")
  @StepScope
  EventWriter eventWriter(
      Journal journal,
      EventTransactions transactions,
      @Value("#{jobParameters['run']}") Long fileId) {
    return new EventWriter(journal, transactions, fileId);
  }
}
