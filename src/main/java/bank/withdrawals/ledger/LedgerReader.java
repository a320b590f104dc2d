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

/** What a chunk has to know before it is decided: one round trip for each question. */
final class LedgerReader {

  /** The columns of which {@link #account} makes an account. */
  static final String ACCOUNT =
      "account_id, balance, currency, status, withdrawal_limit, daily_limit, daily_total_date, daily_total";

  private final JdbcTemplate jdbc;
  private final String accounts;
  private final String accountsLocked;
  private final String prior;

  private LedgerReader(JdbcTemplate jdbc, String oneOf, String inOrder) {
    this.jdbc = jdbc;
    this.accounts = "SELECT " + ACCOUNT + " FROM account WHERE account_id " + oneOf;
    this.accountsLocked = accounts + inOrder + " FOR UPDATE";
    this.prior = "SELECT request_id, account_id, amount FROM withdrawal WHERE request_id " + oneOf;
  }

  /** The look-ups in the dialect of the database behind {@code jdbc}. */
  static LedgerReader of(JdbcTemplate jdbc) {
    // One order of locking, against deadlocks. HSQLDB locks the table, and nothing at all where a
    // FOR UPDATE has an ORDER BY.
    return LedgerWriter.isPostgres(jdbc)
        ? new LedgerReader(jdbc, "= ANY (?)", " ORDER BY account_id")
        : new LedgerReader(jdbc, "IN (UNNEST(?))", "");
  }

  /**
   * The accounts there are of {@code ids}, their rows locked to the end of the transaction.
   *
   * @return modifiable, by account id
   */
  Map<Long, Account> lockAccounts(Collection<Long> ids) {
    return accounts(accountsLocked, ids);
  }

  /** As {@link #lockAccounts}, but locks nothing: their balances may change the next moment. */
  Map<Long, Account> accounts(Collection<Long> ids) {
    return accounts(accounts, ids);
  }

  private Map<Long, Account> accounts(String sql, Collection<Long> ids) {
    Map<Long, Account> found = new HashMap<>();
    query(sql, "BIGINT", ids, row -> found.put(row.getLong(1), account(row)));
    return found;
  }

  /**
   * What those of {@code requestIds} that were debited before stand for.
   *
   * @return modifiable, by request id
   */
  Map<String, PriorDebit> priorDebits(Collection<String> requestIds) {
    Map<String, PriorDebit> found = new HashMap<>();
    query(
        prior,
        "VARCHAR",
        requestIds,
        row -> found.put(row.getString(1), new PriorDebit(row.getLong(2), row.getBigDecimal(3))));
    return found;
  }

  static Account account(ResultSet row) throws SQLException {
    LocalDate withdrawnOn = row.getObject(7, LocalDate.class);
    return new Account(
        row.getLong(1),
        row.getBigDecimal(2),
        row.getString(3),
        Account.Status.valueOf(row.getString(4)),
        limits(row.getBigDecimal(5), row.getBigDecimal(6)),
        withdrawnOn == null ? null : new DayTotal(withdrawnOn, row.getBigDecimal(8)));
  }

  private static Limits limits(@Nullable BigDecimal perWithdrawal, @Nullable BigDecimal perDay) {
    return perWithdrawal == null && perDay == null
        ? Limits.NONE
        : new Limits(perWithdrawal, perDay);
  }

  private void query(String sql, String type, Collection<?> values, RowReader reader) {
    if (values.isEmpty()) {
      return;
    }
    jdbc.query(
        sql,
        statement -> {
          Array array = statement.getConnection().createArrayOf(type, values.toArray());
          statement.setArray(1, array);
        },
        row -> {
          reader.read(row);
        });
  }

  private interface RowReader {
    void read(ResultSet row) throws SQLException;
  }
}
