package bank.withdrawals.reconciliation;

import bank.withdrawals.domain.ControlTotal;
import bank.withdrawals.domain.Money;
import bank.withdrawals.reconciliation.Reconciliation.Check;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * I1: the opening balance of an account minus its debits is its balance. Merges the accounts with
 * the debits, both in the order of account ids. The debits are added up here and not by a GROUP BY,
 * whose groups HSQLDB keeps in memory.
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

  private final JdbcTemplate jdbc;
  private final Tally tally = new Tally("I1", "accounts: opening balance − debits = balance ≥ 0");

  private record Balance(long accountId, BigDecimal opening, BigDecimal current) {}

  private record Debit(long accountId, BigDecimal amount) {}

  AccountComparison(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  Check compare() {
    try (Stream<Balance> balances =
            jdbc.queryForStream(
                ACCOUNTS,
                (row, n) ->
                    new Balance(row.getLong(1), row.getBigDecimal(2), row.getBigDecimal(3)));
        Stream<Debit> rows =
            jdbc.queryForStream(
                DEBITS, (row, n) -> new Debit(row.getLong(1), row.getBigDecimal(2)))) {
      Debits debits = new Debits(rows.iterator());
      for (Balance balance : (Iterable<Balance>) balances::iterator) {
        reportUnknown(debits, balance.accountId());
        compare(balance, debits.take(balance.accountId()).amount());
      }
      reportUnknown(debits, Long.MAX_VALUE);
    }
    return tally.check();
  }

  /** Reports the debits of accounts that do not exist: those before the next existing account. */
  private void reportUnknown(Debits debits, long nextAccountId) {
    for (Debit debit = debits.next(); debit != null; debit = debits.next()) {
      if (debit.accountId() >= nextAccountId) {
        return;
      }
      ControlTotal total = debits.take(debit.accountId());
      tally.wrong(
          "%,d debits of %s are of account %d, which does not exist."
              .formatted(total.count(), Money.formatTotal(total.amount()), debit.accountId()));
    }
  }

  private void compare(Balance balance, BigDecimal debited) {
    tally.compared(balance.current());
    if (balance.current().signum() < 0) {
      tally.wrong(
          "Account %d has a balance of %s."
              .formatted(balance.accountId(), Money.formatTotal(balance.current())));
    } else if (balance.opening().subtract(debited).compareTo(balance.current()) != 0) {
      tally.wrong(
          "Account %d was opened with %s and debited %s, and its balance is %s."
              .formatted(
                  balance.accountId(),
                  Money.formatTotal(balance.opening()),
                  Money.formatTotal(debited),
                  Money.formatTotal(balance.current())));
    }
  }

  /** The debits in the order of account ids, one account at a time. */
  private static final class Debits {

    private final Iterator<Debit> rows;
    private @Nullable Debit next;

    Debits(Iterator<Debit> rows) {
      this.rows = rows;
      advance();
    }

    /** The next debit; null after the last. */
    @Nullable Debit next() {
      return next;
    }

    /** Takes all debits of the account, if it is the next one. */
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
