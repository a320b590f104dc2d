package bank.withdrawals.run;

import bank.withdrawals.files.Home;
import bank.withdrawals.job.RunHistory;
import bank.withdrawals.job.RunSummaries;
import bank.withdrawals.ledger.ParkedEvents;
import bank.withdrawals.lock.RunLock;
import bank.withdrawals.outbox.ParkedEventSender;
import bank.withdrawals.outbox.PoisonEventException;
import bank.withdrawals.report.Reports;
import bank.withdrawals.report.Summary;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Sends parked events again, once their cause is fixed, oldest run first. Debits nothing. Stops at
 * the first run of which Kafka still refuses an event.
 */
@Component
public class ParkedEventResender {

  private static final Logger log = LoggerFactory.getLogger(ParkedEventResender.class);

  private final ExclusiveRun exclusive;
  private final ParkedEvents parkedEvents;
  private final ParkedEventSender sender;
  private final RunHistory history;
  private final RunSummaries summaries;
  private final Reports reports;
  private final Home home;

  ParkedEventResender(
      ExclusiveRun exclusive,
      ParkedEvents parkedEvents,
      ParkedEventSender sender,
      RunHistory history,
      RunSummaries summaries,
      Reports reports,
      Home home) {
    this.exclusive = exclusive;
    this.parkedEvents = parkedEvents;
    this.sender = sender;
    this.history = history;
    this.summaries = summaries;
    this.reports = reports;
    this.home = home;
  }

  /**
   * What became of the parked events of a run.
   *
   * @param sent how many this call has sent, or found to be sent already
   * @param summary the run as it is now
   * @param refusal Kafka's reason if it still refuses one of them; else null
   */
  public record Resent(long sent, Summary summary, @Nullable String refusal) {}

  /**
   * Sends the parked events.
   *
   * @param runId the only run to look at; null for all runs
   * @param outcomes receives the outcome of each run as soon as it is known
   * @throws RunLock.LockedException if another run is under way
   * @throws bank.withdrawals.outbox.EventsNotSentException if Kafka fails
   * @throws IOException if a report cannot be written
   */
  public void resend(@Nullable Long runId, Consumer<Resent> outcomes) throws IOException {
    exclusive.execute(
        () -> {
          List<Long> runs =
              parkedEvents.runs().stream().filter(id -> runId == null || runId.equals(id)).toList();
          for (long id : runs) {
            if (exclusive.isStopping()) {
              return;
            }
            Resent outcome = resend(id);
            outcomes.accept(outcome);
            if (outcome.refusal() != null) {
              return;
            }
          }
        });
  }

  private Resent resend(long runId) {
    long before = parked(runId);
    String refusal = null;
    try {
      sender.resend(runId, exclusive.guard());
    } catch (PoisonEventException refused) {
      refusal = refused.getMessage();
    } finally {
      log.info("Run {}: {} of {} parked events are sent.", runId, before - parked(runId), before);
    }
    Summary summary = summaries.of(history.find(runId).orElseThrow());
    reports.write(home.output(runId), summary);
    return new Resent(before - parked(runId), summary, refusal);
  }

  private long parked(long runId) {
    return parkedEvents.count(runId);
  }
}
