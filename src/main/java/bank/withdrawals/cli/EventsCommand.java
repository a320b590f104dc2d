package bank.withdrawals.cli;

import bank.withdrawals.console.CommandFailedException;
import bank.withdrawals.outbox.KafkaAddress;
import bank.withdrawals.outbox.KafkaFailure;
import bank.withdrawals.outbox.PublishingSettings;
import bank.withdrawals.report.ExitCode;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Prints the events as a {@code read_committed} consumer sees them. */
@Command(
    name = "events",
    description = {
      "Prints events as JSON, one a line, each with its CloudEvents attributes.",
      "With --from-beginning: all there are, then ends. Without: new ones, until stopped."
    })
final class EventsCommand implements Callable<Integer> {

  private static final Duration POLL = Duration.ofMillis(500);
  private static final String ATTRIBUTE = "ce_";

  private final JsonMapper json = new JsonMapper();
  private final Backend backend;

  @Spec private CommandSpec spec;

  @Option(names = "--from-beginning", description = "print the events there are, then end")
  private boolean fromBeginning;

  EventsCommand(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Integer call() throws InterruptedException {
    String topic = backend.getKafka(PublishingSettings.class).topic();
    try (Consumer<?, ?> consumer =
        backend.getKafka(DefaultKafkaConsumerFactory.class).createConsumer()) {
      if (fromBeginning) {
        List<TopicPartition> partitions = partitions(consumer, topic);
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        printUntil(consumer, consumer.endOffsets(partitions));
      } else {
        spec.commandLine().getErr().println("Waiting for new events; Ctrl-C ends.");
        seekToNewEvents(consumer, topic);
        printUntil(consumer, Map.of(new TopicPartition(topic, -1), Long.MAX_VALUE));
      }
    } catch (KafkaException failure) {
      String address = backend.getKafka(KafkaAddress.class).bootstrapServers();
      throw new CommandFailedException(
          KafkaFailure.of(failure, address) + "; mend that, or the SPRING_KAFKA_ settings.",
          failure);
    }
    return ExitCode.SUCCESS.code();
  }

  /** The first run makes the topic, and all its events are new ones then. */
  private static void seekToNewEvents(Consumer<?, ?> consumer, String topic)
      throws InterruptedException {
    boolean isThere = true;
    List<TopicPartition> partitions = partitions(consumer, topic);
    while (partitions.isEmpty()) {
      isThere = false;
      Thread.sleep(POLL.toMillis());
      partitions = partitions(consumer, topic);
    }
    consumer.assign(partitions);
    if (isThere) {
      consumer.seekToEnd(partitions);
    } else {
      consumer.seekToBeginning(partitions);
    }
    partitions.forEach(consumer::position);
  }

  /** Empty where there is no such topic yet. */
  private static List<TopicPartition> partitions(Consumer<?, ?> consumer, String topic) {
    return consumer.listTopics().getOrDefault(topic, List.of()).stream()
        .map(partition -> new TopicPartition(topic, partition.partition()))
        .toList();
  }

  private void printUntil(Consumer<?, ?> consumer, Map<TopicPartition, Long> ends) {
    PrintWriter out = spec.commandLine().getOut();
    Map<TopicPartition, Long> open =
        ends.entrySet().stream()
            .filter(end -> end.getValue() > 0)
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    while (!open.isEmpty()) {
      for (ConsumerRecord<?, ?> record : consumer.poll(POLL)) {
        out.println(line(record));
      }
      out.flush();
      open.entrySet()
          .removeIf(
              end ->
                  end.getKey().partition() >= 0
                      && consumer.position(end.getKey()) >= end.getValue());
    }
  }

  private String line(ConsumerRecord<?, ?> record) {
    ObjectNode event = json.createObjectNode();
    for (Header header : record.headers()) {
      if (header.key().startsWith(ATTRIBUTE)) {
        event.put(
            header.key().substring(ATTRIBUTE.length()),
            new String(header.value(), StandardCharsets.UTF_8));
      }
    }
    event.set("data", json.readTree((byte[]) record.value()));
    return event.toString();
  }
}
