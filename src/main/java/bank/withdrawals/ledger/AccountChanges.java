package bank.withdrawals.ledger;

import bank.withdrawals.domain.Account;
import bank.withdrawals.domain.AccountChange;
import bank.withdrawals.domain.Limits;
import bank.withdrawals.domain.Money;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Changes the status, the limits and the balance of accounts by hand, and records who did it and
 * when: the repository of the tables {@code account_change} and {@code account_adjustment}. If a
 * run is under way, a change applies from its next chunk.
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

  private static final String ADJUST =
      """
      UPDATE account SET balance = balance + ? WHERE account_id = ? AND balance + ? >= 0
      """;

  private static final String RECORD_ADJUSTMENT =
      """
      INSERT INTO account_adjustment (account_id, amount, balance_after, adjusted_at, adjusted_by,
                                      reason)
      VALUES (?, ?, ?, ?, ?, ?)
      """;

  private static final String ADJUSTMENTS_OF_ACCOUNT =
      """
      SELECT n.adjusted_at, n.adjusted_by, n.balance_after - n.amount, n.balance_after, n.reason,
             a.currency
      FROM account_adjustment n
      JOIN account a ON a.account_id = n.account_id
      WHERE n.account_id = ?
      ORDER BY n.adjustment_id
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

  /**
   * Adds an amount to the balance of an account that exists.
   *
   * @param amount in units of the account's currency, with at most its decimals; below zero to
   *     subtract
   * @param by who does it, at most 200 characters
   * @param reason at most 200 characters
   * @return the new balance; empty if it would be below zero, and nothing was changed
   */
  public Optional<BigDecimal> adjust(long accountId, BigDecimal amount, String by, String reason) {
    return Objects.requireNonNull(
        transaction.execute(
            inTransaction -> {
              BigDecimal after = lock(accountId).balance().add(amount);
              if (jdbc.update(ADJUST, amount, accountId, amount) == 0) {
                return Optional.<BigDecimal>empty();
              }
              jdbc.update(RECORD_ADJUSTMENT, accountId, amount, after, now(), by, reason);
              return Optional.of(after);
            }));
  }

  /** The changes of an account, oldest first. */
  public List<AccountChange> of(long accountId) {
    return Stream.concat(
            jdbc.query(OF_ACCOUNT, AccountChanges::change, accountId).stream(),
            jdbc.query(ADJUSTMENTS_OF_ACCOUNT, AccountChanges::adjustment, accountId).stream())
        .sorted(Comparator.comparing(AccountChange::at))
        .toList();
  }

  private Account lock(long accountId) {
    return Objects.requireNonNull(
        reader.lockAccounts(Set.of(accountId)).get(accountId), "The account must exist");
  }

  private void record(long accountId, String by, String field, String before, String after) {
    if (!before.equals(after)) {
      jdbc.update(RECORD, accountId, now(), by, field, orNull(before), orNull(after));
    }
  }

  private OffsetDateTime now() {
    return OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
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
        row.getString(5),
        null);
  }

  private static AccountChange adjustment(ResultSet row, int n) throws SQLException {
    String currency = row.getString(6);
    return new AccountChange(
        row.getObject(1, OffsetDateTime.class).toInstant(),
        row.getString(2),
        "balance",
        Money.format(row.getBigDecimal(3), currency),
        Money.format(row.getBigDecimal(4), currency),
        row.getString(5));
  }
}
