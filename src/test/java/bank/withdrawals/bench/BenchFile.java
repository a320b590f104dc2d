package bank.withdrawals.bench;

import bank.withdrawals.domain.Account;
import bank.withdrawals.domain.Account.Status;
import bank.withdrawals.ledger.Accounts;
import bank.withdrawals.ledger.Database;
import bank.withdrawals.testing.WithdrawalsTester;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * One file for all contenders, and its accounts. All rows are well-formed, because not every
 * contender handles others.
 *
 * @param rows the number of rows
 * @param accounts the number of accounts, whose ids start at 1
 * @param skew share of the rows that are about the first hundredth of the accounts
 * @param rejects share of the rows whose account does not exist
 */
record BenchFile(Path path, int rows, int accounts, double skew, double rejects) {

  static final String HEADER = "request_id,account_id,amount";

  private static final String OPEN =
      """
      INSERT INTO account (account_id, balance, currency, status, opening_balance)
      SELECT id, 100000000, 'USD', 'ACTIVE', 100000000 FROM generate_series(1, ?) AS id
      """;

  private static final int MAX_CENTS = 50_000;
  private static final int BATCH = 1_000;

  /** Request ids. */
  enum Ids {
    /** Each follows the one before it in order. */
    SEQUENTIAL,
    /** Random UUIDs. */
    UUID
  }

  /** Writes the file; the same arguments write the same bytes. */
  static BenchFile write(
      Path directory, long seed, int rows, int accounts, double skew, double rejects, Ids ids)
      throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    Path path = path(directory, seed, rows);
    try (Writer csv = Files.newBufferedWriter(path)) {
      csv.write(HEADER + "\n");
      for (int i = 1; i <= rows; i++) {
        int among = random.nextDouble() < skew ? Math.max(1, accounts / 100) : accounts;
        int account = random.nextDouble() < rejects ? accounts + 1 : 1 + random.nextInt(among);
        int cents = 1 + random.nextInt(MAX_CENTS);
        String id =
            ids == Ids.UUID
                ? new UUID(random.nextLong(), random.nextLong()).toString()
                : "b%d-%d".formatted(seed, i);
        csv.write(row(id, account, cents));
      }
    }
    return new BenchFile(path, rows, accounts, skew, rejects);
  }

  /**
   * Writes a file whose accounts are drawn by Zipf's law: the share of account n is in proportion
   * to 1 / n<sup>exponent</sup>. No row is rejected.
   */
  static BenchFile zipf(Path directory, long seed, int rows, int accounts, double exponent)
      throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    double[] upTo = new double[accounts];
    double sum = 0;
    for (int n = 0; n < accounts; n++) {
      sum += Math.pow(n + 1, -exponent);
      upTo[n] = sum;
    }
    Path path = path(directory, seed, rows);
    try (Writer csv = Files.newBufferedWriter(path)) {
      csv.write(HEADER + "\n");
      for (int i = 1; i <= rows; i++) {
        int place = Arrays.binarySearch(upTo, random.nextDouble() * sum);
        int account = Math.min(accounts, (place < 0 ? -place - 1 : place) + 1);
        csv.write(row("z%d-%d".formatted(seed, i), account, 1 + random.nextInt(MAX_CENTS)));
      }
    }
    return new BenchFile(path, rows, accounts, 0, 0);
  }

  private static Path path(Path directory, long seed, int rows) {
    return directory.resolve("bench-%d-%d.csv".formatted(seed, rows));
  }

  private static String row(String id, int account, int cents) {
    return "%s,%d,%d.%02d\n".formatted(id, account, cents / 100, cents % 100);
  }

  /** Opens the accounts, each with more money than its rows need. */
  void openAccounts(WithdrawalsTester tester) {
    if (Database.of(tester.jdbc()) == Database.POSTGRESQL) {
      openAccounts(tester.jdbc(), accounts);
      return;
    }
    Accounts into = tester.get(Accounts.class);
    List<Account> batch = new ArrayList<>(BATCH);
    for (long id = 1; id <= accounts; id++) {
      batch.add(new Account(id, new BigDecimal("100000000.00"), "USD", Status.ACTIVE));
      if (batch.size() == BATCH || id == accounts) {
        into.open(batch);
        batch.clear();
      }
    }
  }

  /** Opens so many accounts in a PostgreSQL that has the tables. */
  static void openAccounts(JdbcTemplate jdbc, int accounts) {
    jdbc.update(OPEN, accounts);
    jdbc.execute("VACUUM ANALYZE account");
  }
}
