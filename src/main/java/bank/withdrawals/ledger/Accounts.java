package bank.withdrawals.ledger;

import bank.withdrawals.domain.Account;
import bank.withdrawals.domain.Limits;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The accounts: the repository of the table {@code account}. Only the {@link Ledger} debits them.
 */
@Component
public class Accounts {

  private static final String OPEN =
      """
      INSERT INTO account (account_id, balance, currency, status, opening_balance,
                           withdrawal_limit, daily_limit, daily_total_date, daily_total)
      SELECT n.account_id, n.balance, n.currency, n.status, n.balance,
             n.withdrawal_limit, n.daily_limit, n.daily_total_date, n.daily_total
      FROM (VALUES (CAST(? AS BIGINT), CAST(? AS NUMERIC(19, 4)), CAST(? AS CHAR(3)),
                    CAST(? AS VARCHAR(6)), CAST(? AS NUMERIC(19, 4)), CAST(? AS NUMERIC(19, 4)),
                    CAST(? AS DATE), CAST(? AS NUMERIC(19, 4))))
           AS n (account_id, balance, currency, status, withdrawal_limit, daily_limit,
                 daily_total_date, daily_total)
      WHERE NOT EXISTS (SELECT 1 FROM account a WHERE a.account_id = n.account_id)
      """;

  private static final String ALL =
      """
      SELECT account_id, balance, currency, status, withdrawal_limit, daily_limit,
             daily_total_date, daily_total
      FROM account
      ORDER BY account_id
      """;

  private static final String FIRST =
      """
      SELECT account_id, balance, currency, status, withdrawal_limit, daily_limit,
             daily_total_date, daily_total
      FROM account
      ORDER BY account_id
      FETCH FIRST ? ROWS ONLY
      """;

  private static final String ONE =
      """
      SELECT account_id, balance, currency, status, withdrawal_limit, daily_limit,
             daily_total_date, daily_total
      FROM account
      WHERE account_id = ?
      """;

  private static final String LIMIT =
      """
      UPDATE account SET withdrawal_limit = ?, daily_limit = ? WHERE account_id = ?
      """;

  private static final int FETCH_SIZE = 1_000;

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;

  /** The accounts in the database that {@code jdbc} is connected to. */
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
    return jdbc.query(FIRST, (row, n) -> LedgerReader.account(row), limit);
  }

  /** Passes every account to {@code consumer}, lowest id first, with few of them in memory. */
  public void forEach(Consumer<Account> consumer) {
    // Without a transaction, PostgreSQL would fetch the whole result at once.
    transaction.executeWithoutResult(
        status -> {
          JdbcTemplate cursor = new JdbcTemplate(Objects.requireNonNull(jdbc.getDataSource()));
          cursor.setFetchSize(FETCH_SIZE);
          cursor.query(
              ALL,
              row -> {
                consumer.accept(LedgerReader.account(row));
              });
        });
  }

  /** An account by its id; empty if it does not exist. */
  public Optional<Account> find(long accountId) {
    return jdbc.query(ONE, (row, n) -> LedgerReader.account(row), accountId).stream().findFirst();
  }

  /** Sets both limits of an account. If a run is under way, they apply from its next chunk. */
  public void limit(long accountId, Limits limits) {
    jdbc.update(LIMIT, limits.perWithdrawal(), limits.perDay(), accountId);
  }

  /**
   * Opens the accounts that do not exist yet, in one transaction. Existing accounts stay as they
   * are.
   *
   * @param accounts with distinct account ids
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
