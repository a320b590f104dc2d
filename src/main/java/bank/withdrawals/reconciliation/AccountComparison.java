package bank.withdrawals.reconciliation;

import bank.withdrawals.domain.ControlTotal;
import bank.withdrawals.domain.Money;
import bank.withdrawals.ledger.AccountSettings;
import bank.withdrawals.reconciliation.Reconciliation.Check;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * I1: the opening balance of an account minus its debits plus its adjustments is its balance. If
 * other applications change balances too, only this: each debit is of an account, and no balance is
 * negative.
 *
 * <p>Merges the accounts with the debits and the adjustments, all in the order of account ids. They
 * are added up here and not by a GROUP BY, whose groups HSQLDB keeps in memory.
 */
final class AccountComparison {

  private static final String ACCOUNTS =
      """
      SELECT account_id, opening_balance, balance FROM account ORDER BY account_id
      """;

  private static final String DEBITS =
      """
      SELECT account_id, amount FROM withdrawal ORDER BY account_id
      """;

  private static final String ADJUSTMENTS =
      """
      SELECT account_id, amount FROM account_adjustment ORDER BY account_id
      """;

  private final JdbcTemplate jdbc;
  private final boolean balancesAreElsewhere;
  private final Tally tally;

  private record Balance(long accountId, BigDecimal opening, BigDecimal current) {}

  private record Change(long accountId, BigDecimal amount) {}

  AccountComparison(JdbcTemplate jdbc, AccountSettings.Balances balances) {
    this.jdbc = jdbc;
    this.balancesAreElsewhere = balances == AccountSettings.Balances.ELSEWHERE;
    this.tally =
        new Tally(
            "I1",
            balancesAreElsewhere
                ? "accounts: known, balance ≥ 0"
                : "accounts: opening − debits + adjusted = balance ≥ 0");
  }

  Check compare() {
    try (Stream<Balance> balances =
            jdbc.queryForStream(
                ACCOUNTS,
                (row, n) ->
                    new Balance(row.getLong(1), row.getBigDecimal(2), row.getBigDecimal(3)));
        Stream<Change> debited = changes(DEBITS);
        Stream<Change> adjusted = changes(ADJUSTMENTS)) {
      Changes debits = new Changes("debits", debited.iterator());
      Changes adjustments = new Changes("adjustments", adjusted.iterator());
      for (Balance balance : (Iterable<Balance>) balances::iterator) {
        reportUnknown(debits, balance.accountId());
        reportUnknown(adjustments, balance.accountId());
        compare(
            balance,
            debits.take(balance.accountId()).amount(),
            adjustments.take(balance.accountId()).amount());
      }
      reportUnknown(debits, Long.MAX_VALUE);
      reportUnknown(adjustments, Long.MAX_VALUE);
    }
    if (balancesAreElsewhere) {
      tally.note(
          "Other applications change balances (withdrawals.accounts.balances), so opening balances"
              + " and debits were not compared with them.");
    }
    return tally.check();
  }

  private Stream<Change> changes(String sql) {
    return jdbc.queryForStream(sql, (row, n) -> new Change(row.getLong(1), row.getBigDecimal(2)));
  }

  /** Reports the changes of accounts that do not exist: those before the next existing account. */
  private void reportUnknown(Changes changes, long nextAccountId) {
    for (Change change = changes.next(); change != null; change = changes.next()) {
      if (change.accountId() >= nextAccountId) {
        return;
      }
      ControlTotal total = changes.take(change.accountId());
      tally.wrong(
          "%,d %s of %s are of account %d, which does not exist."
              .formatted(
                  total.count(),
                  changes.name(),
                  Money.formatTotal(total.amount()),
                  change.accountId()));
    }
  }

  private void compare(Balance balance, BigDecimal debited, BigDecimal adjusted) {
    tally.compared(balance.current());
    if (balance.current().signum() < 0) {
      tally.wrong(
          "Account %d has a balance of %s."
              .formatted(balance.accountId(), Money.formatTotal(balance.current())));
    } else if (!balancesAreElsewhere
        && balance.opening().subtract(debited).add(adjusted).compareTo(balance.current()) != 0) {
      tally.wrong(
          "Account %d was opened with %s and debited %s%s, and its balance is %s."
              .formatted(
                  balance.accountId(),
                  Money.formatTotal(balance.opening()),
                  Money.formatTotal(debited),
                  adjusted.signum() == 0 ? "" : " and adjusted by " + Money.formatTotal(adjusted),
                  Money.formatTotal(balance.current())));
    }
  }

  /** Changes of balances in the order of account ids, one account at a time. */
  private static final class Changes {

    private final String name;
    private final Iterator<Change> rows;
    private @Nullable Change next;

    Changes(String name, Iterator<Change> rows) {
      this.name = name;
      this.rows = rows;
      advance();
    }

    String name() {
      return name;
    }

    /** The next change; null after the last. */
    @Nullable Change next() {
      return next;
    }

    /** Takes all changes of the account, if it is the next one. */
    ControlTotal take(long accountId) {
      ControlTotal total = ControlTotal.NONE;
      while (next != null && next.accountId() == accountId) {
        total = total.plus(new ControlTotal(1, next.amount()));
        advance();
      }
      return total;
    }

    private void advance() {
      next = rows.hasNext() ? rows.next() : null;
    }
  }
}
