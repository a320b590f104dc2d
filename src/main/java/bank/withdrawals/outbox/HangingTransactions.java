package bank.withdrawals.outbox;

import bank.withdrawals.kafka.Coordinators;
import bank.withdrawals.kafka.KafkaClients;
import bank.withdrawals.kafka.OpenTransaction;
import bank.withdrawals.kafka.OpenTransactions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Finds transactions of publishers that hang:
 *
 * <ol>
 *   <li>Find the transactions that are open in the topic partitions.
 *   <li>Ask the coordinators about their producers. A coordinator that has nothing open, and has
 *       given the transactional id a later epoch or another producer id, will not complete them.
 *   <li>Look into the topic partitions again. What is still open now hangs. What is not was being
 *       completed at step 1.
 * </ol>
 *
 * <p>In the embedded broker, it looks into all topics. Elsewhere it looks into the topics of the
 * events and of the positions, as far as it has the rights.
 */
@Component
final class HangingTransactions {

  private static final Logger log = LoggerFactory.getLogger(HangingTransactions.class);

  /** The publisher of a transaction that has a position and no event. */
  private static final String UNKNOWN = "a publisher";

  private static final Set<TransactionState> NOTHING_OPEN =
      Set.of(
          TransactionState.EMPTY,
          TransactionState.COMPLETE_COMMIT,
          TransactionState.COMPLETE_ABORT);

  private static final Duration READ_TIMEOUT = Duration.ofSeconds(5);

  private final KafkaClients kafka;
  private final String topic;

  HangingTransactions(KafkaClients kafka, PublishingSettings settings) {
    this.kafka = kafka;
    this.topic = settings.topic();
  }

  /**
   * What a coordinator has completed.
   *
   * @param before the transactions of earlier epochs
   */
  private record Completed(String publisher, int before) {}

  /**
   * Finds them, one for each topic partition in which a transaction is open.
   *
   * @throws KafkaException if Kafka cannot be asked
   */
  List<HangingTransaction> find() {
    try (OpenTransactions transactions = new OpenTransactions(kafka.admin())) {
      Set<String> topics = new HashSet<>(Set.of(topic, Coordinators.GROUPS));
      if (kafka.address().isEmbedded()) {
        topics.addAll(transactions.topics());
        topics.remove(Coordinators.TRANSACTIONS); // Nobody writes it in transactions.
      }
      List<TopicPartition> partitions = transactions.partitions(topics);
      List<OpenTransaction> open = transactions.in(partitions);
      Map<Long, Completed> completed = open.isEmpty() ? Map.of() : completed(transactions, open);
      return completed.isEmpty() ? List.of() : stillOpen(transactions.in(partitions), completed);
    }
  }

  /**
   * Describes those that hang: the beginning of a sentence, without a full stop. Empty if none
   * hangs, or if Kafka cannot be asked.
   */
  Optional<String> describe() {
    try {
      List<HangingTransaction> hanging = find();
      return hanging.isEmpty() ? Optional.empty() : Optional.of(describe(hanging));
    } catch (KafkaException | IllegalStateException failure) {
      log.debug("It is not known whether a transaction hangs", failure);
      return Optional.empty();
    }
  }

  private String describe(List<HangingTransaction> hanging) {
    String publishers =
        hanging.stream()
            .map(HangingTransaction::publisher)
            .distinct()
            .sorted()
            .collect(Collectors.joining(" and "));
    String partitions =
        hanging.stream()
            .map(each -> each.open().partition().toString())
            .distinct()
            .sorted()
            .collect(Collectors.joining(" and "));
    return kafka.address().isEmbedded()
        ? "A transaction of %s hangs in %s and hides later events: `publish` ends it"
            .formatted(publishers, partitions)
        : "A transaction of %s hangs in %s of Kafka at %s: `kafka-transactions.sh find-hanging` shows it, and an abort ends it, but may undo a commit that Kafka has acknowledged"
            .formatted(publishers, partitions, kafka.address().bootstrapServers());
  }

  /** What is completed of the publishers among the producers, by producer id. */
  private Map<Long, Completed> completed(
      OpenTransactions transactions, List<OpenTransaction> open) {
    Set<Long> unknown =
        open.stream().map(each -> each.producer().producerId()).collect(Collectors.toSet());
    Map<String, TransactionDescription> known =
        transactions.ofProducers(Set.copyOf(unknown), PublisherName.PREFIX);
    Map<Long, Completed> completed = new HashMap<>();
    known.forEach(
        (id, transaction) -> {
          unknown.remove(transaction.producerId());
          if (id.startsWith(PublisherName.PREFIX) && NOTHING_OPEN.contains(transaction.state())) {
            completed.put(transaction.producerId(), new Completed(id, transaction.producerEpoch()));
          }
        });
    if (kafka.address().isEmbedded()) {
      // A transactional id whose epochs are exhausted gets another producer id.
      open.stream()
          .filter(each -> unknown.contains(each.producer().producerId()))
          .forEach(
              each ->
                  sourceOf(each)
                      .ifPresent(
                          source ->
                              completed.merge(
                                  each.producer().producerId(),
                                  new Completed(source, Integer.MAX_VALUE),
                                  (one, other) -> one.publisher().equals(UNKNOWN) ? other : one)));
    }
    return completed;
  }

  private static List<HangingTransaction> stillOpen(
      List<OpenTransaction> open, Map<Long, Completed> completed) {
    List<HangingTransaction> hanging = new ArrayList<>();
    for (OpenTransaction each : open) {
      Completed of = completed.get(each.producer().producerId());
      if (of != null && each.producer().producerEpoch() < of.before()) {
        hanging.add(new HangingTransaction(of.publisher(), each));
      }
    }
    return hanging;
  }

  /** The source of the first event; empty if it is not an event of this program. */
  private Optional<String> sourceOf(OpenTransaction open) {
    if (open.partition().topic().equals(Coordinators.GROUPS)) {
      return Optional.of(UNKNOWN);
    }
    try (Consumer<String, byte[]> consumer = kafka.readerOfUncommitted()) {
      consumer.assign(List.of(open.partition()));
      consumer.seek(open.partition(), open.firstOffset());
      for (ConsumerRecord<String, byte[]> first : consumer.poll(READ_TIMEOUT)) {
        return Optional.of(new PublishedEvent(first).attribute("source"))
            .filter(source -> source.startsWith(EventSerializer.SOURCE));
      }
    }
    return Optional.empty();
  }
}
