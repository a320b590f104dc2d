package bank.withdrawals.ledger;

import bank.withdrawals.domain.Account;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The accounts: the repository of the table {@code account}. Only the {@link Ledger} debits them,
 * and only {@link AccountChanges} changes them by hand.
 */
@Component
public class Accounts {

  private static final String OPEN =
      """
      INSERT INTO account (account_id, balance, currency, status, opening_balance,
                           withdrawal_limit, daily_limit, daily_total_date, daily_total, number)
      SELECT n.account_id, n.balance, n.currency, n.status, n.balance,
             n.withdrawal_limit, n.daily_limit, n.daily_total_date, n.daily_total, n.number
      FROM (VALUES (CAST(? AS BIGINT), CAST(? AS NUMERIC(19, 4)), CAST(? AS CHAR(3)),
                    CAST(? AS VARCHAR(6)), CAST(? AS NUMERIC(19, 4)), CAST(? AS NUMERIC(19, 4)),
                    CAST(? AS DATE), CAST(? AS NUMERIC(19, 4)), CAST(? AS VARCHAR(64))))
           AS n (account_id, balance, currency, status, withdrawal_limit, daily_limit,
                 daily_total_date, daily_total, number)
      WHERE NOT EXISTS (SELECT 1 FROM account a WHERE a.account_id = n.account_id)
      """;

  private static final String ALL =
      """
      SELECT account_id, balance, currency, status, withdrawal_limit, daily_limit,
             daily_total_date, daily_total, number
      FROM account
      ORDER BY account_id
      """;

  private static final String FIRST =
      """
      SELECT account_id, balance, currency, status, withdrawal_limit, daily_limit,
             daily_total_date, daily_total, number
      FROM account
      ORDER BY account_id
      FETCH FIRST ? ROWS ONLY
      """;

  private static final String ONE =
      """
      SELECT account_id, balance, currency, status, withdrawal_limit, daily_limit,
             daily_total_date, daily_total, number
      FROM account
      WHERE account_id = ?
      """;

  private static final String IDS_BY_NUMBER =
      """
      SELECT number, account_id FROM account WHERE number %s
      """;

  private static final String NUMBERS_BY_ID =
      """
      SELECT account_id, number FROM account WHERE account_id %s AND number IS NOT NULL
      """;

  private static final String ANY_OF =
      """
      SELECT account_id FROM account WHERE account_id %s FETCH FIRST 1 ROW ONLY
      """;

  /** Both databases answer this from the index, however many accounts have no number. */
  private static final String ANY_NUMBER =
      """
      SELECT MAX(number) FROM account
      """;

  private static final int FETCH_SIZE = 1_000;

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;
  private final Database database;
  private final LedgerReader reader;

  /** The accounts in the database that {@code jdbc} is connected to. */
  public Accounts(JdbcTemplate jdbc, PlatformTransactionManager transactionManager) {
    this.jdbc = jdbc;
    this.transaction = new TransactionTemplate(transactionManager);
    this.database = Database.of(jdbc);
    this.reader = new LedgerReader(database, jdbc);
  }

  /** How many accounts there are. */
  public long count() {
    Long count = jdbc.queryForObject("SELECT COUNT(*) FROM account", Long.class);
    return count == null ? 0 : count;
  }

  /** The first {@code limit} accounts, lowest id first. */
  public List<Account> first(int limit) {
    return jdbc.query(FIRST, (row, n) -> account(row), limit);
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
                consumer.accept(account(row));
              });
        });
  }

  /** An account by its id; empty if it does not exist. */
  public Optional<Account> find(long accountId) {
    return jdbc.query(ONE, (row, n) -> account(row), accountId).stream().findFirst();
  }

  /** An account by its number in normal form; empty if no account has it. */
  public Optional<Account> find(String number) {
    return Optional.ofNullable(idsByNumber(List.of(number)).get(number)).flatMap(this::find);
  }

  /**
   * The ids of the accounts with these numbers.
   *
   * @param numbers in their normal form
   * @return by number, without the numbers that no account has
   */
  public Map<String, Long> idsByNumber(Collection<String> numbers) {
    Map<String, Long> ids = new HashMap<>();
    reader.query(
        IDS_BY_NUMBER.formatted(database.oneOf()),
        "VARCHAR",
        numbers,
        row -> ids.put(row.getString(1), row.getLong(2)));
    return ids;
  }

  /**
   * The numbers of these accounts.
   *
   * @return by id, without the accounts that have no number
   */
  public Map<Long, String> numbersById(Collection<Long> accountIds) {
    Map<Long, String> numbers = new HashMap<>();
    reader.query(
        NUMBERS_BY_ID.formatted(database.oneOf()),
        "BIGINT",
        accountIds,
        row -> numbers.put(row.getLong(1), row.getString(2)));
    return numbers;
  }

  /** Whether any of these accounts exists. */
  public boolean anyExists(Collection<Long> accountIds) {
    AtomicBoolean found = new AtomicBoolean();
    reader.query(ANY_OF.formatted(database.oneOf()), "BIGINT", accountIds, row -> found.set(true));
    return found.get();
  }

  /** Where the accounts are, in the words of an operator: the database and its schema. */
  public String place() {
    return database.place(jdbc);
  }

  /** Whether any account has a number. */
  public boolean haveNumbers() {
    return jdbc.queryForObject(ANY_NUMBER, String.class) != null;
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
                      account.withdrawn() == null ? null : account.withdrawn().amount(),
                      account.number()
                    })
            .toList();
    int opened = 0;
    for (int count : jdbc.batchUpdate(OPEN, rows)) {
      opened += count;
    }
    return opened;
  }

  /**
   * Makes an account of a row with the columns of {@link LedgerReader#account}, then the number.
   */
  private static Account account(ResultSet row) throws SQLException {
    return LedgerReader.account(row).withNumber(row.getString(9));
  }
}
