package bank.withdrawals.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.AbortTransactionOptions;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersOptions;
import org.apache.kafka.clients.admin.DescribeProducersResult;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.DescribeTransactionsOptions;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transactions of a broker, as its topic partitions and its coordinators know them. What is
 * missing, or what the user may not see, is left out. All methods throw a {@link KafkaException} if
 * Kafka cannot be asked.
 */
public final class OpenTransactions implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(OpenTransactions.class);

  /** The limit for one request. */
  private static final int TIMEOUT_MS = 5_000;

  private final Admin admin;

  /** The transactions of the broker of a client. Closing this closes the client. */
  public OpenTransactions(Admin admin) {
    this.admin = admin;
  }

  /** The names of all topics, internal ones included. */
  public Set<String> topics() {
    return Answer.await(
        admin.listTopics(new ListTopicsOptions().listInternal(true).timeoutMs(TIMEOUT_MS)).names());
  }

  /** The topic partitions of these topics. */
  public List<TopicPartition> partitions(Collection<String> topics) {
    List<TopicPartition> partitions = new ArrayList<>();
    admin
        .describeTopics(topics, new DescribeTopicsOptions().timeoutMs(TIMEOUT_MS))
        .topicNameValues()
        .forEach(
            (topic, description) ->
                find(description)
                    .ifPresent(
                        found ->
                            found
                                .partitions()
                                .forEach(
                                    each ->
                                        partitions.add(
                                            new TopicPartition(topic, each.partition())))));
    return partitions;
  }

  /** The transactions that are open in these topic partitions. */
  public List<OpenTransaction> in(Collection<TopicPartition> partitions) {
    DescribeProducersResult states =
        admin.describeProducers(partitions, new DescribeProducersOptions().timeoutMs(TIMEOUT_MS));
    List<OpenTransaction> open = new ArrayList<>();
    for (TopicPartition partition : partitions) {
      find(states.partitionResult(partition)).stream()
          .flatMap(state -> state.activeProducers().stream())
          .filter(producer -> producer.currentTransactionStartOffset().isPresent())
          .forEach(producer -> open.add(new OpenTransaction(partition, producer)));
    }
    return open;
  }

  /**
   * What the coordinators know of these producers, by transactional id.
   *
   * @param prefix the beginning of transactional ids for which the user has rights
   */
  public Map<String, TransactionDescription> ofProducers(Set<Long> producerIds, String prefix) {
    describe(
        Coordinators.oneIdPerPartition(
            admin,
            Coordinators.TRANSACTIONS,
            prefix,
            new DescribeTopicsOptions().timeoutMs(TIMEOUT_MS)));
    Collection<TransactionListing> listed =
        Answer.await(
            admin
                .listTransactions(
                    new ListTransactionsOptions()
                        .filterProducerIds(producerIds)
                        .timeoutMs(TIMEOUT_MS))
                .all());
    return describe(listed.stream().map(TransactionListing::transactionalId).toList());
  }

  private Map<String, TransactionDescription> describe(List<String> ids) {
    Map<String, TransactionDescription> found = new HashMap<>();
    if (!ids.isEmpty()) {
      var described =
          admin.describeTransactions(ids, new DescribeTransactionsOptions().timeoutMs(TIMEOUT_MS));
      ids.forEach(
          id ->
              find(described.description(id)).ifPresent(description -> found.put(id, description)));
    }
    return found;
  }

  /** Aborts a transaction in its topic partition. */
  public void abort(OpenTransaction open) {
    Answer.await(
        admin
            .abortTransaction(
                new AbortTransactionSpec(
                    open.partition(),
                    open.producer().producerId(),
                    (short) open.producer().producerEpoch(),
                    open.producer().coordinatorEpoch().orElse(0)),
                new AbortTransactionOptions().timeoutMs(TIMEOUT_MS))
            .all());
  }

  @Override
  public void close() {
    admin.close();
  }

  private static <T> Optional<T> find(KafkaFuture<T> future) {
    try {
      return Optional.of(Answer.await(future));
    } catch (AuthorizationException
        | UnknownTopicOrPartitionException
        | TransactionalIdNotFoundException leftOut) {
      log.debug("Left out", leftOut);
      return Optional.empty();
    }
  }
}
