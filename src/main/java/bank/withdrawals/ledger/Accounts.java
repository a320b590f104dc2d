package bank.withdrawals.ledger;

import bank.withdrawals.domain.Account;
import bank.withdrawals.domain.Limits;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The accounts: opened here, listed here, debited by the {@link Ledger} alone. */
@Component
public class Accounts {

  private static final String OPEN =
      "INSERT INTO account (account_id, balance, currency, status, opening_balance,"
          + " withdrawal_limit, daily_limit, daily_total_date, daily_total)"
          + " SELECT n.account_id, n.balance, n.currency, n.status, n.balance,"
          + " n.withdrawal_limit, n.daily_limit, n.daily_total_date, n.daily_total"
          + " FROM (VALUES (CAST(? AS BIGINT), CAST(? AS NUMERIC(19, 4)), CAST(? AS CHAR(3)),"
          + " CAST(? AS VARCHAR(6)), CAST(? AS NUMERIC(19, 4)), CAST(? AS NUMERIC(19, 4)),"
          + " CAST(? AS DATE), CAST(? AS NUMERIC(19, 4))))"
          + " AS n (account_id, balance, currency, status, withdrawal_limit, daily_limit,"
          + " daily_total_date, daily_total)"
          + " WHERE NOT EXISTS (SELECT 1 FROM account a WHERE a.account_id = n.account_id)";

  private static final String ALL =
      "SELECT " + LedgerReader.ACCOUNT + " FROM account ORDER BY account_id";

  private static final String LIMIT =
      "UPDATE account SET withdrawal_limit = ?, daily_limit = ? WHERE account_id = ?";

  private static final int FETCH_SIZE = 1_000;

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;

  /** The accounts of the database behind {@code jdbc}. */
  public Accounts(JdbcTemplate jdbc, PlatformTransactionManager transactionManager) {
    this.jdbc = jdbc;
    this.transaction = new TransactionTemplate(transactionManager);
  }

  /** How many accounts there are. */
  public long count() {
    Long count = jdbc.queryForObject("SELECT COUNT(*) FROM account", Long.class);
    return count == null ? 0 : count;
  }

  /** The first {@code limit} accounts, lowest id first. */
  public List<Account> first(int limit) {
    return jdbc.query(
        ALL + " FETCH FIRST " + limit + " ROWS ONLY", (row, n) -> LedgerReader.account(row));
  }

  /** Hands over every account, lowest id first, without holding them all in memory. */
  public void forEach(Consumer<Account> consumer) {
    // A cursor lives in a transaction: PostgreSQL fetches the whole result without one.
    transaction.executeWithoutResult(
        status -> {
          JdbcTemplate cursor =
              new JdbcTemplate(java.util.Objects.requireNonNull(jdbc.getDataSource()));
          cursor.setFetchSize(FETCH_SIZE);
          cursor.query(
              ALL,
              row -> {
                consumer.accept(LedgerReader.account(row));
              });
        });
  }

  /** One account; empty where there is none of that id. */
  public Optional<Account> find(long accountId) {
    return jdbc
        .query(
            "SELECT " + LedgerReader.ACCOUNT + " FROM account WHERE account_id = ?",
            (row, n) -> LedgerReader.account(row),
            accountId)
        .stream()
        .findFirst();
  }

  /** Sets both limits of an account; they hold for the next chunk of a run under way. */
  public void limit(long accountId, Limits limits) {
    jdbc.update(LIMIT, limits.perWithdrawal(), limits.perDay(), accountId);
  }

  /**
   * Opens the accounts that do not exist yet, in one transaction; those that do stay as they are.
   *
   * @param accounts no account id twice
   * @return how many were opened
   */
  public int open(List<Account> accounts) {
    Integer opened = transaction.execute(status -> insert(accounts));
    return opened == null ? 0 : opened;
  }

  private int insert(List<Account> accounts) {
    List<@Nullable Object[]> rows =
        accounts.stream()
            .map(
                account ->
                    new Object[] {
                      account.accountId(),
                      account.balance(),
                      account.currency(),
                      account.status().name(),
                      account.limits().perWithdrawal(),
                      account.limits().perDay(),
                      account.withdrawn() == null ? null : account.withdrawn().day(),
                      account.withdrawn() == null ? null : account.withdrawn().amount()
                    })
            .toList();
    int opened = 0;
    for (int count : jdbc.batchUpdate(OPEN, rows)) {
      opened += count;
    }
    return opened;
  }
}
