package bank.withdrawals.report;

import bank.withdrawals.domain.Rejected;
import bank.withdrawals.ledger.DecidedRows;
import bank.withdrawals.ledger.DecidedTotals;
import bank.withdrawals.ledger.DecidedTotals.AccountTotal;
import bank.withdrawals.ledger.DecidedTotals.DebitDetails;
import bank.withdrawals.ledger.DecidedTotals.SecondTotal;
import java.util.List;
import org.springframework.stereotype.Component;

/** Reads what the HTML report adds to the summary. Memory is bounded for a file of any size. */
@Component
class RunDetails {

  static final int REJECTS = 200;
  private static final int ACCOUNTS = 10;

  private final DecidedRows rows;
  private final DecidedTotals totals;

  RunDetails(DecidedRows rows, DecidedTotals totals) {
    this.rows = rows;
    this.totals = totals;
  }

  /**
   * The details of one run.
   *
   * @param seconds the debits by second
   * @param rejects the first rejections, in file order
   * @param accounts those with the most debits; also empty if they would take too much memory
   */
  record Details(List<SecondTotal> seconds, List<Rejected> rejects, List<AccountTotal> accounts) {

    /** The details of a run that has decided nothing. */
    static final Details NONE = new Details(List.of(), List.of(), List.of());
  }

  /** Reads the details of a run. */
  Details read(long runId) {
    DebitDetails debits = totals.details(runId, ACCOUNTS);
    return new Details(
        debits.bySecond(), rows.firstRejections(runId, REJECTS), debits.mostDebited());
  }
}
