package bank.withdrawals.reconciliation;

import bank.withdrawals.files.Home;
import bank.withdrawals.ledger.RegisteredFile;
import bank.withdrawals.ledger.ScratchDatabase;
import bank.withdrawals.lock.RunLock;
import bank.withdrawals.reconciliation.Reconciliation.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;

/**
 * Checks the promises I1 to I4 over the whole database and the topic. It holds the run lock, so
 * that nothing changes meanwhile.
 */
@Component
public class Reconciler {

  private final LedgerReconciliation ledger;
  private final EventReconciliation events;
  private final RunLock lock;
  private final Home home;

  Reconciler(LedgerReconciliation ledger, EventReconciliation events, RunLock lock, Home home) {
    this.ledger = ledger;
    this.events = events;
    this.lock = lock;
    this.home = home;
  }

  /**
   * Compares everything. Changes nothing.
   *
   * @param isDebited whether the debit step of a file is complete
   * @throws RunLock.LockedException if a run is under way
   */
  public Reconciliation reconcile(Predicate<RegisteredFile> isDebited) {
    RunLock.Held held = lock.acquire();
    try (held) {
      List<Check> checks = new ArrayList<>(ledger.compare(isDebited));
      try (ScratchDatabase scratch = ScratchDatabase.open(home.data())) {
        checks.add(events.compare(scratch));
      }
      return new Reconciliation(checks);
    }
  }
}
