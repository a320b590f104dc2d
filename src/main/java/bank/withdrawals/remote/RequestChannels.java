package bank.withdrawals.remote;

import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.integration.partition.StepExecutionRequest;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.integration.endpoint.EventDrivenConsumer;
import org.springframework.integration.kafka.inbound.KafkaMessageDrivenChannelAdapter;
import org.springframework.integration.kafka.outbound.KafkaProducerMessageHandler;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.kafka.support.KafkaHeaders;
import org.springframework.kafka.support.converter.ByteArrayJacksonJsonMessageConverter;
import org.springframework.messaging.MessageChannel;
import org.springframework.stereotype.Component;

/**
 * The message channels of requests over Kafka. They are in an application context of their own,
 * because Spring Integration adds a dozen parts to its context, and few commands need channels.
 */
@Component
final class RequestChannels implements DisposableBean {

  private static final Duration POLL = Duration.ofMillis(200);

  /** A thread that becomes free waits so long for the next request. */
  private static final Duration PAUSED_POLL = Duration.ofMillis(10);

  private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(10);

  private final ProducerFactory<String, byte[]> producers;
  private final ConsumerFactory<String, byte[]> consumers;
  private final WorkersSettings settings;
  private @Nullable AnnotationConfigApplicationContext context;
  private @Nullable KafkaTemplate<String, byte[]> template;
  private @Nullable MessageChannel requests;

  RequestChannels(
      ProducerFactory<String, byte[]> producers,
      ConsumerFactory<String, byte[]> consumers,
      WorkersSettings settings) {
    this.producers = producers;
    this.consumers = consumers;
    this.settings = settings;
  }

  /** Requests that arrive, one at a time. */
  interface Arrivals {

    /** Lets no further one arrive. The consumer stays in its group. */
    void pause();

    /** Lets them arrive again. */
    void resume();

    /** Leaves the group. */
    void stop();
  }

  /**
   * Sends a request to one topic partition, without waiting for Kafka to acknowledge it.
   *
   * @throws org.springframework.messaging.MessagingException if Kafka is not reachable
   */
  synchronized void send(SliceRequest request, int topicPartition) {
    outbound().send(request.toMessage().setHeader(KafkaHeaders.PARTITION, topicPartition).build());
  }

  /**
   * How many topic partitions the topic has.
   *
   * @throws org.apache.kafka.common.KafkaException if Kafka is not reachable
   */
  synchronized int topicPartitions() {
    outbound();
    return Objects.requireNonNull(template).partitionsFor(settings.topic()).size();
  }

  /**
   * Joins a group and lets requests arrive. A request counts as done when {@code consumer} returns.
   */
  synchronized Arrivals receive(String group, Consumer<SliceRequest> consumer) {
    ContainerProperties properties = new ContainerProperties(settings.topic());
    properties.setGroupId(group);
    properties.setAckMode(ContainerProperties.AckMode.RECORD);
    properties.setPollTimeout(POLL.toMillis());
    properties.setPollTimeoutWhilePaused(PAUSED_POLL);
    Properties kafka = new Properties();
    kafka.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "1");
    kafka.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    kafka.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, Long.toString(SESSION_TIMEOUT.toMillis()));
    properties.setKafkaConsumerProperties(kafka);
    KafkaMessageDrivenChannelAdapter<String, byte[]> adapter =
        new KafkaMessageDrivenChannelAdapter<>(
            new KafkaMessageListenerContainer<>(consumers, properties));
    adapter.setRecordMessageConverter(new ByteArrayJacksonJsonMessageConverter());
    adapter.setPayloadType(StepExecutionRequest.class);
    DirectChannel arrived = register("arrived", new DirectChannel());
    arrived.subscribe(message -> consumer.accept(SliceRequest.of(message)));
    adapter.setOutputChannel(arrived);
    register("arrivals", adapter);
    adapter.start();
    return new Arrivals() {
      @Override
      public void pause() {
        adapter.pause();
      }

      @Override
      public void resume() {
        adapter.resume();
      }

      @Override
      public void stop() {
        adapter.stop();
      }
    };
  }

  private MessageChannel outbound() {
    MessageChannel existing = requests;
    if (existing != null) {
      return existing;
    }
    KafkaTemplate<String, byte[]> made = new KafkaTemplate<>(producers);
    made.setDefaultTopic(settings.topic());
    made.setMessageConverter(new ByteArrayJacksonJsonMessageConverter());
    KafkaProducerMessageHandler<String, byte[]> handler = new KafkaProducerMessageHandler<>(made);
    handler.setUseTemplateConverter(true);
    DirectChannel channel = register("requests", new DirectChannel());
    register("sender", handler);
    register("sending", new EventDrivenConsumer(channel, handler)).start();
    template = made;
    requests = channel;
    return channel;
  }

  private <T> T register(String name, T part) {
    AnnotationConfigApplicationContext existing = context;
    if (existing == null) {
      existing = new AnnotationConfigApplicationContext(IntegrationParts.class);
      context = existing;
    }
    @SuppressWarnings("unchecked")
    T initialized = (T) existing.getBeanFactory().initializeBean(part, name);
    existing.getBeanFactory().registerSingleton(name, initialized);
    return initialized;
  }

  @Override
  public synchronized void destroy() {
    if (context != null) {
      context.close();
    }
  }
}
