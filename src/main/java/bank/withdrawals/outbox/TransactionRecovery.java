package bank.withdrawals.outbox;

import bank.withdrawals.kafka.KafkaClients;
import bank.withdrawals.kafka.OpenTransactions;
import bank.withdrawals.ledger.FileRegister;
import bank.withdrawals.ledger.Installation;
import bank.withdrawals.ledger.ParkedEvents;
import bank.withdrawals.ledger.RegisteredFile;
import bank.withdrawals.ledger.Slices;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Ends transactions that hang in the embedded broker, and makes their events pending:
 *
 * <ol>
 *   <li>Find them: {@link HangingTransactions}.
 *   <li>Set the database's published-through position of their runs to 0. Kafka acknowledges a
 *       commit before it ends the transaction in the topic partitions, so the abort may undo what
 *       the database counts as published. From now on only Kafka's position counts, which the
 *       embedded broker never forgets. The same holds for parked events that were sent again.
 *   <li>Abort them in all their topic partitions, in that of the position too. The events before
 *       Kafka's position are published, and those after it are published again.
 * </ol>
 *
 * <p>A kill between any two of these changes nothing that the next start does not find again. In a
 * broker that is not embedded, nothing is ever aborted.
 */
@Component
public class TransactionRecovery {

  private static final Logger log = LoggerFactory.getLogger(TransactionRecovery.class);

  private final HangingTransactions transactions;
  private final FileRegister files;
  private final Slices slices;
  private final KafkaClients kafka;
  private final ParkedEvents parkedEvents;
  private final Installation installation;
  private boolean done;

  TransactionRecovery(
      HangingTransactions transactions,
      FileRegister files,
      Slices slices,
      KafkaClients kafka,
      ParkedEvents parkedEvents,
      Installation installation) {
    this.transactions = transactions;
    this.files = files;
    this.slices = slices;
    this.kafka = kafka;
    this.parkedEvents = parkedEvents;
    this.installation = installation;
  }

  /**
   * Ends them, once in the life of a process. Call it before the pending runs are listed, with the
   * run lock and without a database transaction. If Kafka cannot be asked, it leaves them: the
   * caller needs Kafka next, and reports it then.
   */
  public void endHanging() {
    if (done || !kafka.address().isEmbedded()) {
      return;
    }
    try {
      List<HangingTransaction> hanging = transactions.find();
      for (long runId : runsOf(hanging)) {
        slices.forgetPublishedThrough(runId);
        parkedEvents.forgetResent(runId);
      }
      if (!hanging.isEmpty()) {
        abort(hanging);
      }
      done = true;
    } catch (KafkaException | IllegalStateException failure) {
      log.debug("Kafka cannot be asked for transactions that hang", failure);
    }
  }

  private void abort(List<HangingTransaction> hanging) {
    try (OpenTransactions open = new OpenTransactions(kafka.admin())) {
      for (HangingTransaction each : hanging) {
        open.abort(each.open());
        log.warn(
            "A transaction of {} hung in {} and is aborted; its events are sent again.",
            each.publisher(),
            each.open().partition());
      }
    }
  }

  private Set<Long> runsOf(List<HangingTransaction> hanging) {
    Set<Long> runs = new TreeSet<>();
    for (HangingTransaction each : hanging) {
      String publisher = each.publisher();
      if (publisher.startsWith(EventSerializer.SOURCE)) {
        files.withHash(publisher.substring(EventSerializer.SOURCE.length())).stream()
            .map(RegisteredFile::runId)
            .forEach(runs::add);
      } else {
        PublisherName.runIdOf(installation.identity(), publisher).ifPresent(runs::add);
      }
    }
    return runs;
  }
}
