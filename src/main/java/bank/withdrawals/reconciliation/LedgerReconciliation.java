package bank.withdrawals.reconciliation;

import bank.withdrawals.domain.ControlTotal;
import bank.withdrawals.domain.Money;
import bank.withdrawals.files.Printable;
import bank.withdrawals.reconciliation.Reconciliation.Check;
import bank.withdrawals.reconciliation.Reconciliation.Tally;
import bank.withdrawals.report.Postgres;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Compares the books with themselves: accounts with the journal (I1), the journal with itself (I2),
 * input files with what became of their rows (I3). The database sorts, and results are read as they
 * come: memory grows with the number of files, and not with accounts or rows.
 */
@Component
public class LedgerReconciliation {

  private static final int FETCH_SIZE = 1_000;

  private static final String ACCOUNTS =
      "SELECT account_id, opening_balance, balance FROM account ORDER BY account_id";

  /** Sorted and added up here: HSQLDB keeps the groups of a GROUP BY in memory. */
  private static final String DEBITS_BY_ACCOUNT =
      "SELECT account_id, 1, amount FROM withdrawal ORDER BY account_id";

  private static final String DEBITS_BY_REQUEST =
      "SELECT request_id, amount FROM withdrawal ORDER BY request_id";

  private static final String FILES =
      "SELECT run_id, name, sha256, records, total_amount FROM input_file ORDER BY run_id";

  private static final String DEBITED_BY_FILE =
      "SELECT run_id, COUNT(*), SUM(amount) FROM withdrawal GROUP BY run_id";

  private static final String REJECTED_BY_FILE =
      "SELECT run_id, COUNT(*), SUM(amount) FROM rejection GROUP BY run_id";

  private final JdbcTemplate jdbc;
  private final TransactionTemplate transaction;

  /** The books in the database behind {@code jdbc}. */
  public LedgerReconciliation(JdbcTemplate jdbc, PlatformTransactionManager transactionManager) {
    this.jdbc = new JdbcTemplate(Objects.requireNonNull(jdbc.getDataSource()));
    this.jdbc.setFetchSize(FETCH_SIZE);
    this.transaction = new TransactionTemplate(transactionManager);
  }

  /**
   * Compares all books, in one transaction. Nobody may debit meanwhile.
   *
   * @param isDecided whether every row of the file with this SHA-256 should be decided
   */
  public List<Check> compare(Predicate<String> isDecided) {
    return Objects.requireNonNull(
        transaction.execute(
            status -> {
              keepLargeResultsOnDisk();
              return List.of(accounts(), requests(), files(isDecided));
            }));
  }

  /** PostgreSQL does so by itself. */
  private void keepLargeResultsOnDisk() {
    if (!Postgres.isBehind(jdbc)) {
      jdbc.execute("SET SESSION RESULT MEMORY ROWS 10000");
    }
  }

  private record Balance(long accountId, BigDecimal opened, BigDecimal now) {}

  private record Sum(long id, long count, BigDecimal amount) {}

  /** I1: a merge of accounts and the journal's sums, both in order of account ids. */
  private Check accounts() {
    Tally tally = new Tally("I1", "accounts: opening balance − debits = balance ≥ 0");
    try (Stream<Balance> balances =
            jdbc.queryForStream(
                ACCOUNTS,
                (row, n) ->
                    new Balance(row.getLong(1), row.getBigDecimal(2), row.getBigDecimal(3)));
        Stream<Sum> rows = sums(DEBITS_BY_ACCOUNT)) {
      Iterator<Sum> debits = new SumsOfEqualIds(rows.iterator());
      Sum next = nextOf(debits);
      for (Balance balance : (Iterable<Balance>) balances::iterator) {
        next = skipUnknown(next, balance.accountId(), debits, tally);
        boolean debited = next != null && next.id() == balance.accountId();
        compare(balance, debited && next != null ? next.amount() : BigDecimal.ZERO, tally);
        next = debited ? nextOf(debits) : next;
      }
      skipUnknown(next, Long.MAX_VALUE, debits, tally);
    }
    return tally.check();
  }

  private static @Nullable Sum skipUnknown(
      @Nullable Sum next, long accountId, Iterator<Sum> debits, Tally tally) {
    Sum sum = next;
    while (sum != null && sum.id() < accountId) {
      tally.wrong(
          "%,d debits of %s are of account %d, which does not exist."
              .formatted(sum.count(), plain(sum.amount()), sum.id()));
      sum = nextOf(debits);
    }
    return sum;
  }

  private static void compare(Balance balance, BigDecimal debited, Tally tally) {
    tally.compared(1, balance.now());
    if (balance.now().signum() < 0) {
      tally.wrong(
          "Account %d has a balance of %s.".formatted(balance.accountId(), plain(balance.now())));
    } else if (balance.opened().subtract(debited).compareTo(balance.now()) != 0) {
      tally.wrong(
          "Account %d was opened with %s and debited %s, and its balance is %s."
              .formatted(
                  balance.accountId(),
                  plain(balance.opened()),
                  plain(debited),
                  plain(balance.now())));
    }
  }

  /** I2. A unique index sees to it, unless somebody has taken that away. */
  private Check requests() {
    Tally tally = new Tally("I2", "debits: each request id once");
    String[] last = {""};
    long[] times = {0};
    jdbc.query(
        DEBITS_BY_REQUEST,
        row -> {
          tally.compared(1, row.getBigDecimal(2));
          String request = row.getString(1);
          times[0] = request.equals(last[0]) ? times[0] + 1 : 1;
          last[0] = request;
          if (times[0] == 2) {
            tally.wrong("Request %s was debited more than once.".formatted(request));
          }
        });
    return tally.check();
  }

  /** Adds up neighbours that have the same id. */
  private static final class SumsOfEqualIds implements Iterator<Sum> {

    private final Iterator<Sum> rows;
    private @Nullable Sum ahead;

    SumsOfEqualIds(Iterator<Sum> rows) {
      this.rows = rows;
      this.ahead = nextOf(rows);
    }

    @Override
    public boolean hasNext() {
      return ahead != null;
    }

    @Override
    public Sum next() {
      Sum sum = ahead;
      if (sum == null) {
        throw new NoSuchElementException();
      }
      ahead = nextOf(rows);
      while (ahead != null && ahead.id() == sum.id()) {
        sum = new Sum(sum.id(), sum.count() + ahead.count(), sum.amount().add(ahead.amount()));
        ahead = nextOf(rows);
      }
      return sum;
    }
  }

  private record File(long runId, String name, String sha256, long records, BigDecimal amount) {}

  /** I3. */
  private Check files(Predicate<String> isDecided) {
    Tally tally = new Tally("I3", "files: rows read = debited + rejected");
    Map<Long, Sum> debited = sumsByFile(DEBITED_BY_FILE);
    Map<Long, Sum> rejected = sumsByFile(REJECTED_BY_FILE);
    try (Stream<File> files =
        jdbc.queryForStream(
            FILES,
            (row, n) ->
                new File(
                    row.getLong(1),
                    row.getString(2),
                    row.getString(3),
                    row.getLong(4),
                    row.getBigDecimal(5)))) {
      for (File file : (Iterable<File>) files::iterator) {
        ControlTotal decided =
            counted(debited.remove(file.runId())).plus(counted(rejected.remove(file.runId())));
        tally.compared(1, file.amount());
        compare(file, decided, isDecided.test(file.sha256()), tally);
      }
    }
    debited.values().forEach(sum -> tally.wrong(ofNoFile(sum, "debits")));
    rejected.values().forEach(sum -> tally.wrong(ofNoFile(sum, "rejections")));
    return tally.check();
  }

  private static void compare(File file, ControlTotal decided, boolean shouldBe, Tally tally) {
    boolean addsUp =
        decided.count() == file.records() && decided.amount().compareTo(file.amount()) == 0;
    String sentence =
        "Run %d (%s): the file has %,d rows of %s, and %,d of %s are decided."
            .formatted(
                file.runId(),
                Printable.text(file.name()),
                file.records(),
                plain(file.amount()),
                decided.count(),
                plain(decided.amount()));
    if (shouldBe ? !addsUp : decided.count() > file.records()) {
      tally.wrong(sentence);
    } else if (!shouldBe) {
      tally.note(sentence + " It is not finished: `run` goes on.");
    }
  }

  private static String ofNoFile(Sum sum, String what) {
    return "%,d %s of %s are of run %d, whose file is not registered."
        .formatted(sum.count(), what, plain(sum.amount()), sum.id());
  }

  private Map<Long, Sum> sumsByFile(String sql) {
    Map<Long, Sum> byFile = new HashMap<>();
    try (Stream<Sum> sums = sums(sql)) {
      sums.forEach(sum -> byFile.put(sum.id(), sum));
    }
    return byFile;
  }

  private Stream<Sum> sums(String sql) {
    return jdbc.queryForStream(
        sql,
        (row, n) -> {
          BigDecimal amount = row.getBigDecimal(3);
          return new Sum(row.getLong(1), row.getLong(2), amount == null ? BigDecimal.ZERO : amount);
        });
  }

  private static ControlTotal counted(@Nullable Sum sum) {
    return sum == null ? ControlTotal.NONE : new ControlTotal(sum.count(), sum.amount());
  }

  private static <T> @Nullable T nextOf(Iterator<T> iterator) {
    return iterator.hasNext() ? iterator.next() : null;
  }

  private static String plain(BigDecimal amount) {
    return Money.formatTotal(amount);
  }
}
