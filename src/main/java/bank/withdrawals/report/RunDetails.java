package bank.withdrawals.report;

import bank.withdrawals.domain.Rejected;
import bank.withdrawals.ledger.Accounts;
import bank.withdrawals.ledger.Database;
import bank.withdrawals.ledger.DecidedRows;
import bank.withdrawals.ledger.DecidedTotals;
import bank.withdrawals.ledger.DecidedTotals.AccountTotal;
import bank.withdrawals.ledger.DecidedTotals.SecondTotal;
import java.util.List;
import org.springframework.stereotype.Component;

/** Reads what the HTML report adds to the summary. Memory is bounded for a file of any size. */
@Component
class RunDetails {

  static final int REJECTS = 200;
  private static final int ACCOUNTS = 10;

  /** About 60 MB on a database that keeps the groups of a GROUP BY in memory. */
  private static final long MOST_GROUPS_IN_MEMORY = 200_000;

  private final DecidedRows rows;
  private final DecidedTotals totals;
  private final Accounts accounts;
  private final Database database;

  RunDetails(DecidedRows rows, DecidedTotals totals, Accounts accounts, Database database) {
    this.rows = rows;
    this.totals = totals;
    this.accounts = accounts;
    this.database = database;
  }

  /**
   * The details of one run.
   *
   * @param seconds the debits by second
   * @param rejects the first rejections, in file order
   * @param accounts those with the most debits; also empty if grouping by account would take too
   *     much memory
   */
  record Details(List<SecondTotal> seconds, List<Rejected> rejects, List<AccountTotal> accounts) {

    /** The details of a run that has decided nothing. */
    static final Details NONE = new Details(List.of(), List.of(), List.of());
  }

  /** Reads the details of a run. */
  Details read(long runId) {
    return new Details(
        totals.debitedBySecond(runId),
        rows.firstRejections(runId, REJECTS),
        canGroupByAccount() ? totals.mostDebitedAccounts(runId, ACCOUNTS) : List.of());
  }

  private boolean canGroupByAccount() {
    return database.keepsGroupsOnDisk() || accounts.count() <= MOST_GROUPS_IN_MEMORY;
  }
}
