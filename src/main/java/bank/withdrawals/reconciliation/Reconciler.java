package bank.withdrawals.reconciliation;

import bank.withdrawals.files.Home;
import bank.withdrawals.job.Run;
import bank.withdrawals.job.RunHistory;
import bank.withdrawals.ledger.ScratchDatabase;
import bank.withdrawals.lock.RunLock;
import bank.withdrawals.reconciliation.EventReconciliation.EventsNotReadException;
import bank.withdrawals.reconciliation.EventReconciliation.Result;
import bank.withdrawals.reconciliation.Reconciliation.Check;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/**
 * Checks the promises I1 to I4 over the whole database and the topic. Holds the run lock meanwhile,
 * so that nothing moves.
 */
@Component
public class Reconciler {

  private static final String EVENTS = "events: one for each debit, in file order";

  private final LedgerReconciliation books;
  private final EventReconciliation events;
  private final RunHistory history;
  private final RunLock lock;
  private final Home home;

  Reconciler(
      LedgerReconciliation books,
      EventReconciliation events,
      RunHistory history,
      RunLock lock,
      Home home) {
    this.books = books;
    this.events = events;
    this.history = history;
    this.lock = lock;
    this.home = home;
  }

  /**
   * Compares everything. Changes nothing.
   *
   * @throws RunLock.LockedException where a run is under way
   */
  public Reconciliation reconcile() {
    RunLock.Held held = lock.acquire();
    try {
      List<Check> checks =
          new ArrayList<>(
              books.compare(
                  sha256 -> history.findByContent(sha256).map(Run::isDebited).orElse(false)));
      checks.add(events());
      return new Reconciliation(checks);
    } finally {
      held.close();
    }
  }

  private Check events() {
    try (ScratchDatabase scratch = ScratchDatabase.open(home.data())) {
      Result result = events.compare(scratch.dataSource());
      return new Check(
          "I4",
          EVENTS,
          result.debits(),
          result.amount(),
          result.wrong(),
          result.findings(),
          notes(result),
          true);
    } catch (EventsNotReadException unreachable) {
      return new Check(
          "I4",
          EVENTS,
          0,
          BigDecimal.ZERO,
          0,
          List.of(),
          List.of(String.valueOf(unreachable.getMessage())),
          false);
    }
  }

  private static List<String> notes(Result result) {
    List<String> notes = new ArrayList<>();
    if (result.rejections() > 0) {
      notes.add("Rejections told as events, compared as well: %,d.".formatted(result.rejections()));
    }
    if (result.pending() > 0) {
      notes.add("%,d events are pending: run `publish`.".formatted(result.pending()));
    }
    if (result.parked() > 0) {
      notes.add("%,d events are parked.".formatted(result.parked()));
    }
    if (result.gone() > 0) {
      notes.add(
          "%,d rows have no event, and the topic's retention has taken events of that age away: these cannot be compared."
              .formatted(result.gone()));
    }
    return notes;
  }
}
