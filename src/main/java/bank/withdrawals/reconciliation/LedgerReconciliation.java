package bank.withdrawals.reconciliation;

import bank.withdrawals.ledger.AccountSettings;
import bank.withdrawals.ledger.Database;
import bank.withdrawals.ledger.FileRegister;
import bank.withdrawals.ledger.RegisteredFile;
import bank.withdrawals.reconciliation.Reconciliation.Check;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Compares the tables with each other: accounts with the journal (I1), the journal with itself
 * (I2), input files with their decided rows (I3). The database sorts, and results are streamed:
 * memory grows with the number of files, not with accounts or rows.
 */
@Component
class LedgerReconciliation {

  private static final int FETCH_SIZE = 1_000;

  private final Database database;
  private final AccountSettings accounts;
  private final FileRegister files;
  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;

  LedgerReconciliation(
      Database database,
      AccountSettings accounts,
      FileRegister files,
      JdbcTemplate jdbc,
      PlatformTransactionManager transactionManager) {
    this.database = database;
    this.accounts = accounts;
    this.files = files;
    this.jdbc = new JdbcTemplate(Objects.requireNonNull(jdbc.getDataSource()));
    this.jdbc.setFetchSize(FETCH_SIZE);
    this.transaction = new TransactionTemplate(transactionManager);
  }

  /**
   * Compares all tables, in one transaction. Nobody may debit meanwhile.
   *
   * @param isDebited whether every row of a file should be decided
   */
  List<Check> compare(Predicate<RegisteredFile> isDebited) {
    return Objects.requireNonNull(
        transaction.execute(
            status -> {
              database.keepLargeResultsOnDisk(jdbc);
              return List.of(
                  new AccountComparison(jdbc, accounts.balances()).compare(),
                  new RequestComparison(jdbc).compare(),
                  new FileComparison(files, jdbc).compare(isDebited));
            }));
  }
}
