package bank.withdrawals.ledger;

import bank.withdrawals.domain.Account;
import bank.withdrawals.domain.DayTotal;
import bank.withdrawals.domain.Limits;
import bank.withdrawals.domain.PriorDebit;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;

/** Reads what the decisions of a chunk need: one round trip for each question. */
final class LedgerReader {

  private static final String ACCOUNTS =
      """
      SELECT account_id, balance, currency, status, withdrawal_limit, daily_limit,
             daily_total_date, daily_total
      FROM account
      WHERE account_id %s
      """;

  private static final String LOCKED_ACCOUNTS =
      """
      SELECT account_id, balance, currency, status, withdrawal_limit, daily_limit,
             daily_total_date, daily_total
      FROM account
      WHERE account_id %s
      %s
      FOR UPDATE
      """;

  private static final String PRIOR_DEBITS =
      """
      SELECT request_id, account_id, amount
      FROM withdrawal
      WHERE request_id %s
      """;

  private final JdbcTemplate jdbc;
  private final String accounts;
  private final String lockedAccounts;
  private final String priorDebits;

  LedgerReader(Database database, JdbcTemplate jdbc) {
    this.jdbc = jdbc;
    this.accounts = ACCOUNTS.formatted(database.oneOf());
    this.lockedAccounts = LOCKED_ACCOUNTS.formatted(database.oneOf(), database.lockOrder());
    this.priorDebits = PRIOR_DEBITS.formatted(database.oneOf());
  }

  /**
   * Reads the existing accounts among {@code ids}, and locks their rows until the end of the
   * transaction.
   *
   * @return modifiable, by account id
   */
  Map<Long, Account> lockAccounts(Collection<Long> ids) {
    return accounts(lockedAccounts, ids);
  }

  /** Like {@link #lockAccounts}, but without a lock: the balances may change at any moment. */
  Map<Long, Account> accounts(Collection<Long> ids) {
    return accounts(accounts, ids);
  }

  private Map<Long, Account> accounts(String sql, Collection<Long> ids) {
    Map<Long, Account> found = new HashMap<>();
    query(sql, "BIGINT", ids, row -> found.put(row.getLong(1), account(row)));
    return found;
  }

  /**
   * Reads the earlier debits under {@code requestIds}.
   *
   * @return modifiable, by request id
   */
  Map<String, PriorDebit> priorDebits(Collection<String> requestIds) {
    Map<String, PriorDebit> found = new HashMap<>();
    query(
        priorDebits,
        "VARCHAR",
        requestIds,
        row -> found.put(row.getString(1), new PriorDebit(row.getLong(2), row.getBigDecimal(3))));
    return found;
  }

  /**
   * Makes an account of a row with the columns account_id, balance, currency, status,
   * withdrawal_limit, daily_limit, daily_total_date and daily_total.
   */
  static Account account(ResultSet row) throws SQLException {
    LocalDate day = row.getObject(7, LocalDate.class);
    return new Account(
        row.getLong(1),
        row.getBigDecimal(2),
        row.getString(3),
        Account.Status.valueOf(row.getString(4)),
        limits(row.getBigDecimal(5), row.getBigDecimal(6)),
        day == null ? null : new DayTotal(day, row.getBigDecimal(8)));
  }

  private static Limits limits(@Nullable BigDecimal perWithdrawal, @Nullable BigDecimal perDay) {
    return perWithdrawal == null && perDay == null
        ? Limits.NONE
        : new Limits(perWithdrawal, perDay);
  }

  /** Runs a query whose parameter is an array of {@code values}; none if there are no values. */
  void query(String sql, String type, Collection<?> values, RowCallbackHandler handler) {
    if (values.isEmpty()) {
      return;
    }
    jdbc.query(
        sql,
        statement -> {
          Array array = statement.getConnection().createArrayOf(type, values.toArray());
          statement.setArray(1, array);
        },
        handler);
  }
}
