package bank.withdrawals.ledger;

import bank.withdrawals.ledger.DecidedTotals.AccountTotal;
import bank.withdrawals.ledger.DecidedTotals.DebitDetails;
import bank.withdrawals.ledger.DecidedTotals.SecondTotal;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Adds up the details of a run's debits in one pass over the journal, page by page. For a database
 * in the same process, which would read it once for each question, and group in memory as well.
 */
final class DebitPass {

  private static final int PAGE_ROWS = 5_000;

  /** About 130 bytes each. */
  private static final int MOST_ACCOUNTS = 200_000;

  private static final String PAGE =
      """
      SELECT account_id, amount, currency, debited_at
      FROM withdrawal
      WHERE run_id = ? AND position > ? AND position <= ?
      """;

  private final SortedMap<Instant, Long> seconds = new TreeMap<>();
  private final Map<Long, Account> accounts = new HashMap<>();

  private boolean tooManyAccounts;

  private DebitPass() {}

  private static final class Account {
    private final String currency;
    private long debits;
    private BigDecimal amount = BigDecimal.ZERO;

    private Account(String currency) {
      this.currency = currency;
    }
  }

  /** The details of a run; without accounts if it has debited more of them than fit in memory. */
  static DebitDetails read(JdbcTemplate jdbc, long runId, int limit) {
    DebitPass pass = new DebitPass();
    long last = new DecidedRows(jdbc).lastDebited(runId);
    for (long after = 0; after < last; after += PAGE_ROWS) {
      jdbc.query(
          PAGE,
          row -> {
            pass.add(
                row.getLong(1),
                row.getBigDecimal(2),
                row.getString(3),
                row.getObject(4, OffsetDateTime.class).toInstant());
          },
          runId,
          after,
          after + PAGE_ROWS);
    }
    return new DebitDetails(pass.bySecond(), pass.mostDebited(limit));
  }

  private void add(long accountId, BigDecimal amount, String currency, Instant at) {
    seconds.merge(at.truncatedTo(ChronoUnit.SECONDS), 1L, Long::sum);
    if (tooManyAccounts) {
      return;
    }
    Account account = accounts.computeIfAbsent(accountId, id -> new Account(currency));
    account.debits++;
    account.amount = account.amount.add(amount);
    if (accounts.size() > MOST_ACCOUNTS) {
      tooManyAccounts = true;
      accounts.clear();
    }
  }

  private List<SecondTotal> bySecond() {
    return seconds.entrySet().stream()
        .map(second -> new SecondTotal(second.getKey(), second.getValue()))
        .toList();
  }

  private List<AccountTotal> mostDebited(int limit) {
    return accounts.entrySet().stream()
        .map(
            entry ->
                new AccountTotal(
                    entry.getKey(),
                    entry.getValue().debits,
                    entry.getValue().amount,
                    entry.getValue().currency))
        .sorted(
            Comparator.comparingLong(AccountTotal::debits)
                .reversed()
                .thenComparingLong(AccountTotal::accountId))
        .limit(limit)
        .toList();
  }
}
