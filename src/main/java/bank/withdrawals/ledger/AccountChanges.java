package bank.withdrawals.ledger;

import bank.withdrawals.domain.Account;
import bank.withdrawals.domain.AccountChange;
import bank.withdrawals.domain.Limits;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Changes the status and the limits of accounts, and records who did it and when: the repository of
 * the table {@code account_change}. If a run is under way, a change applies from its next chunk.
 */
@Component
public class AccountChanges {

  private static final String SET_STATUS =
      """
      UPDATE account SET status = ? WHERE account_id = ?
      """;

  private static final String SET_LIMITS =
      """
      UPDATE account SET withdrawal_limit = ?, daily_limit = ? WHERE account_id = ?
      """;

  private static final String RECORD =
      """
      INSERT INTO account_change (account_id, changed_at, changed_by, field, old_value, new_value)
      VALUES (?, ?, ?, ?, ?, ?)
      """;

  private static final String OF_ACCOUNT =
      """
      SELECT changed_at, changed_by, field, old_value, new_value
      FROM account_change
      WHERE account_id = ?
      ORDER BY change_id
      """;

  private final JdbcTemplate jdbc;
  private final LedgerReader reader;
  private final TransactionTemplate transaction;
  private final Clock clock;

  /** The changes in the database that {@code jdbc} is connected to. */
  public AccountChanges(
      JdbcTemplate jdbc, PlatformTransactionManager transactionManager, Clock clock) {
    this.jdbc = jdbc;
    this.reader = new LedgerReader(Database.of(jdbc), jdbc);
    this.transaction = new TransactionTemplate(transactionManager);
    this.clock = clock;
  }

  /**
   * Sets the status of an account that exists.
   *
   * @param by who does it, at most 200 characters
   */
  public void setStatus(long accountId, Account.Status status, String by) {
    transaction.executeWithoutResult(
        inTransaction -> {
          Account before = lock(accountId);
          jdbc.update(SET_STATUS, status.name(), accountId);
          record(accountId, by, "status", before.status().name(), status.name());
        });
  }

  /**
   * Sets both limits of an account that exists.
   *
   * @param by who does it, at most 200 characters
   */
  public void setLimits(long accountId, Limits limits, String by) {
    transaction.executeWithoutResult(
        inTransaction -> {
          Account before = lock(accountId);
          String currency = before.currency();
          jdbc.update(SET_LIMITS, limits.perWithdrawal(), limits.perDay(), accountId);
          record(
              accountId,
              by,
              "withdrawal_limit",
              Limits.format(before.limits().perWithdrawal(), currency),
              Limits.format(limits.perWithdrawal(), currency));
          record(
              accountId,
              by,
              "daily_limit",
              Limits.format(before.limits().perDay(), currency),
              Limits.format(limits.perDay(), currency));
        });
  }

  /** The changes of an account, oldest first. */
  public List<AccountChange> of(long accountId) {
    return jdbc.query(OF_ACCOUNT, AccountChanges::change, accountId);
  }

  private Account lock(long accountId) {
    return Objects.requireNonNull(
        reader.lockAccounts(Set.of(accountId)).get(accountId), "The account must exist");
  }

  private void record(long accountId, String by, String field, String before, String after) {
    if (!before.equals(after)) {
      OffsetDateTime now = OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
      jdbc.update(RECORD, accountId, now, by, field, orNull(before), orNull(after));
    }
  }

  private static @Nullable String orNull(String value) {
    return value.isEmpty() ? null : value;
  }

  private static AccountChange change(ResultSet row, int n) throws SQLException {
    return new AccountChange(
        row.getObject(1, OffsetDateTime.class).toInstant(),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getString(5));
  }
}
