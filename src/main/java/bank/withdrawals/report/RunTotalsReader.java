package bank.withdrawals.report;

import bank.withdrawals.domain.ControlTotal;
import bank.withdrawals.domain.RejectReason;
import bank.withdrawals.ledger.DecidedTotals;
import bank.withdrawals.ledger.DecidedTotals.Total;
import bank.withdrawals.ledger.FileRegister;
import bank.withdrawals.ledger.ParkedEvents;
import bank.withdrawals.ledger.RegisteredFile;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Reads the totals of a run. The tables are added up each time, so that no copy can differ. */
@Component
public class RunTotalsReader {

  private final FileRegister files;
  private final DecidedTotals decided;
  private final ParkedEvents parkedEvents;

  RunTotalsReader(FileRegister files, DecidedTotals decided, ParkedEvents parkedEvents) {
    this.files = files;
    this.decided = decided;
    this.parkedEvents = parkedEvents;
  }

  /** The totals of a run; empty if its file was not accepted. */
  public Optional<RunTotals> find(long runId) {
    return files.find(runId).map(this::read);
  }

  /** The debited amounts of a run by currency, in order of the codes. */
  public Map<String, BigDecimal> debitedByCurrency(long runId) {
    return decided.debitedByCurrency(runId);
  }

  private RunTotals read(RegisteredFile file) {
    Total debited = decided.debited(file.runId(), file.publishedThrough());
    Map<RejectReason, Total> rejected = decided.rejected(file.runId(), file.publishedThrough());
    Map<RejectReason, ControlTotal> byReason = new EnumMap<>(RejectReason.class);
    long events = debited.rows().count();
    long passed = debited.through();
    for (Map.Entry<RejectReason, Total> reason : rejected.entrySet()) {
      byReason.put(reason.getKey(), reason.getValue().rows());
      if (file.rejectEvents()) {
        events += reason.getValue().rows().count();
        passed += reason.getValue().through();
      }
    }
    return new RunTotals(
        file.runId(),
        file.name(),
        file.sha256(),
        file.rows(),
        file.blankRows(),
        file.receivedAt(),
        debited.rows(),
        byReason,
        events(file, events, passed));
  }

  /**
   * The events by state.
   *
   * @param all events of the run
   * @param passed those of lines up to the published-through position: each is sent or parked
   */
  private EventCounts events(RegisteredFile file, long all, long passed) {
    long parked = parkedEvents.countThrough(file.runId(), Long.MAX_VALUE);
    long sent = passed - parkedEvents.countThrough(file.runId(), file.publishedThrough());
    return new EventCounts(sent, all - sent - parked, parked);
  }
}
