package bank.withdrawals.remote;

import bank.withdrawals.job.RemoteSlices;
import bank.withdrawals.kafka.KafkaClients;
import bank.withdrawals.kafka.KafkaFailure;
import bank.withdrawals.kafka.TopicCheck;
import bank.withdrawals.kafka.TopicUnusableException;
import bank.withdrawals.ledger.Installation;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.messaging.MessagingException;
import org.springframework.stereotype.Component;

/** Sends requests to the workers, and receives them in a worker. */
@Component
class Requests {

  private static final Logger log = LoggerFactory.getLogger(Requests.class);

  private final RequestChannels channels;
  private final TopicCheck topics;
  private final KafkaClients kafka;
  private final Installation installation;
  private final WorkersSettings settings;
  private int topicPartitions;

  Requests(
      RequestChannels channels,
      TopicCheck topics,
      KafkaClients kafka,
      Installation installation,
      WorkersSettings settings) {
    this.channels = channels;
    this.topics = topics;
    this.kafka = kafka;
    this.installation = installation;
    this.settings = settings;
  }

  /**
   * Sends each request to one topic partition. A worker has neighbouring topic partitions, so few
   * requests are spread over all of them. If Kafka cannot be reached, says so and sends nothing:
   * whoever looks at the slices sends them again.
   *
   * @throws RemoteSlices.FailedException if the topic cannot be used
   */
  void send(List<SliceRequest> requests) {
    reaching(
        () -> {
          int all = topicPartitions();
          int step = Math.max(1, all / Math.max(1, requests.size()));
          for (int i = 0; i < requests.size(); i++) {
            channels.send(requests.get(i), i * step % all);
          }
        });
  }

  /**
   * Sends each request to every topic partition, as {@link #send} does: a consumer that has died
   * keeps its topic partitions until its session times out.
   */
  void sendToAll(List<SliceRequest> requests) {
    reaching(
        () -> {
          for (SliceRequest each : requests) {
            for (int i = 0; i < topicPartitions(); i++) {
              channels.send(each, i);
            }
          }
        });
  }

  /**
   * Lets requests arrive, those that no worker of this installation has received yet.
   *
   * @throws RemoteSlices.FailedException if the topic cannot be used, or Kafka cannot be reached
   */
  RequestChannels.Arrivals receive(Consumer<SliceRequest> consumer) {
    try {
      topicPartitions();
    } catch (KafkaException failure) {
      throw new RemoteSlices.FailedException(sentence(failure), failure);
    }
    log.info("Requests arrive from topic {} in consumer group {}.", settings.topic(), group());
    return channels.receive(group(), consumer);
  }

  /** The consumer group of the workers. */
  private String group() {
    return "withdrawals-workers-" + installation.identity().id();
  }

  private void reaching(Runnable work) {
    try {
      work.run();
    } catch (TopicUnusableException unusable) {
      throw new RemoteSlices.FailedException(sentence(unusable), unusable);
    } catch (KafkaException | MessagingException failure) {
      log.warn("{} No slice can be handed out; tried again.", sentence(failure));
    }
  }

  private String sentence(Exception failure) {
    return KafkaFailure.of(failure, kafka.address().bootstrapServers()) + ".";
  }

  private int topicPartitions() {
    if (topicPartitions == 0) {
      topics.prepareForRequests(settings.topic(), settings.topicPartitions());
      topicPartitions = channels.topicPartitions();
    }
    return topicPartitions;
  }
}
