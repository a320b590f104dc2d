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
 *   <li>Note that Kafka and the database may differ, as after a restore. From now on nothing is
 *       published until the topic is compared.
 *   <li>Set the database's published-through positions of their runs back. Kafka acknowledges a
 *       commit before it ends the transaction in the topic partitions, so the abort may undo what
 *       the database counts as published. The same holds for parked events that were sent again.
 *   <li>Note that the abort begins.
 *   <li>Abort them in the topic partitions in which they hang. In the others, they are committed or
 *       aborted already: the events without the position, or the position without the events.
 *   <li>So no position in Kafka counts any more: {@link RestoreComparison} keeps the ids of the
 *       events that the topic has, and gives the publishers new names. The publisher then sends all
 *       other events of these runs.
 * </ol>
 *
 * <p>A kill before the abort changes nothing that the next start does not find again. After it, the
 * note stands: the next start compares the topic even if nothing hangs any more. In a broker that
 * is not embedded, nothing is ever aborted.
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
  private final RestoreComparison comparison;
  private State state = State.NOT_LOOKED;

  TransactionRecovery(
      HangingTransactions transactions,
      FileRegister files,
      Slices slices,
      KafkaClients kafka,
      ParkedEvents parkedEvents,
      Installation installation,
      RestoreComparison comparison) {
    this.transactions = transactions;
    this.files = files;
    this.slices = slices;
    this.kafka = kafka;
    this.parkedEvents = parkedEvents;
    this.installation = installation;
    this.comparison = comparison;
  }

  private enum State {
    NOT_LOOKED,
    /** Kafka cannot be asked. */
    UNKNOWN,
    NONE_FOUND,
    ENDED
  }

  /**
   * Ends them, and what a former process has begun, once in the life of a process. Call it before
   * the pending runs are listed, with the run lock and without a database transaction. If Kafka
   * cannot be asked, it leaves them: the caller needs Kafka next, and reports it then.
   */
  public void endHanging() {
    if (state == State.NONE_FOUND || state == State.ENDED || !kafka.address().isEmbedded()) {
      return;
    }
    try {
      List<HangingTransaction> hanging = transactions.find();
      boolean ended = !hanging.isEmpty() || installation.isAborting();
      if (ended) {
        end(hanging);
      }
      state = ended ? State.ENDED : State.NONE_FOUND;
    } catch (KafkaException | IllegalStateException | EventsNotReadException failure) {
      log.debug("Kafka cannot be asked for transactions that hang", failure);
      state = State.UNKNOWN;
    }
  }

  /**
   * Ends them if nobody has asked for it yet.
   *
   * @return whether this process has ended some, so that events of earlier runs may be pending
   */
  public boolean hasEndedHanging() {
    if (state == State.NOT_LOOKED) {
      endHanging();
    }
    return state == State.ENDED;
  }

  private void end(List<HangingTransaction> hanging) {
    installation.markRestored();
    for (long runId : runsOf(hanging)) {
      slices.forgetPublishedThrough(runId);
      parkedEvents.forgetResent(runId);
    }
    installation.markAborting();
    abort(hanging);
    RestoreComparison.Found found = comparison.compare();
    log.info(
        "The topic has {} events, {} of them of runs that are pending.",
        found.events(),
        found.kept());
  }

  private void abort(List<HangingTransaction> hanging) {
    try (OpenTransactions open = new OpenTransactions(kafka.admin())) {
      for (HangingTransaction each : hanging) {
        open.abort(each.open());
        log.warn(
            "A transaction of {} hung in {} and is aborted; its events are sent again unless the topic has them.",
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
