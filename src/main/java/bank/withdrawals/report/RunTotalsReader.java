package bank.withdrawals.report;

import bank.withdrawals.domain.ControlTotal;
import bank.withdrawals.domain.RejectReason;
import bank.withdrawals.ledger.DecidedTotals;
import bank.withdrawals.ledger.FileRegister;
import bank.withdrawals.ledger.ParkedEvents;
import bank.withdrawals.ledger.RegisteredFile;
import bank.withdrawals.ledger.Slices;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Reads the totals of a run. The tables are added up, so that no copy can differ. The debits of a
 * run whose rows are all decided are added up once in each process: the journal is append-only, and
 * a run is summarised several times when it ends.
 */
@Component
public class RunTotalsReader {

  private final FileRegister files;
  private final DecidedTotals decided;
  private final Slices slices;
  private final ParkedEvents parkedEvents;

  /** The latest run whose rows were all decided. */
  private volatile @Nullable Debited latest;

  RunTotalsReader(
      FileRegister files, DecidedTotals decided, Slices slices, ParkedEvents parkedEvents) {
    this.files = files;
    this.decided = decided;
    this.slices = slices;
    this.parkedEvents = parkedEvents;
  }

  /** The totals of a run; empty if its file was not accepted. */
  public Optional<RunTotals> find(long runId) {
    return files.find(runId).map(this::read);
  }

  /** The debits of a run by currency, in order of the codes. */
  public Map<String, ControlTotal> debitedByCurrency(long runId) {
    return files
        .find(runId)
        .map(file -> debited(file, decided.rejected(runId)))
        .map(Debited::byCurrency)
        .orElse(Map.of());
  }

  private RunTotals read(RegisteredFile file) {
    OutcomeTotals outcomes = outcomes(file);
    return new RunTotals(
        file.runId(),
        file.name(),
        file.sha256(),
        file.rows(),
        file.blankRows(),
        file.receivedAt(),
        outcomes.debited(),
        outcomes.byReason(),
        events(file, outcomes));
  }

  private record Debited(RegisteredFile file, Map<String, ControlTotal> byCurrency) {

    ControlTotal total() {
      return byCurrency.values().stream().reduce(ControlTotal.NONE, ControlTotal::plus);
    }
  }

  private OutcomeTotals outcomes(RegisteredFile file) {
    Map<RejectReason, ControlTotal> rejected = decided.rejected(file.runId());
    return new OutcomeTotals(debited(file, rejected).total(), rejected);
  }

  private Debited debited(RegisteredFile file, Map<RejectReason, ControlTotal> rejected) {
    long toBeDebited = file.rows().count();
    for (ControlTotal ofReason : rejected.values()) {
      toBeDebited -= ofReason.count();
    }
    Debited known = latest;
    if (known == null || !known.file().equals(file) || known.total().count() != toBeDebited) {
      known = new Debited(file, decided.debitedByCurrency(file.runId()));
      latest = known.total().count() == toBeDebited ? known : null;
    }
    return known;
  }

  private EventCounts events(RegisteredFile file, OutcomeTotals outcomes) {
    long all = outcomes.debited().count();
    if (file.rejectEvents()) {
      for (ControlTotal rejected : outcomes.byReason().values()) {
        all += rejected.count();
      }
    }
    long pending = slices.pendingEvents(file);
    long parked = parkedEvents.count(file.runId());
    return new EventCounts(all - pending - parked, pending, parked);
  }
}
