package bank.withdrawals.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bank.withdrawals.domain.Account;
import bank.withdrawals.domain.Account.Status;
import bank.withdrawals.domain.DayTotal;
import bank.withdrawals.domain.Debited;
import bank.withdrawals.domain.Decision;
import bank.withdrawals.domain.Limits;
import bank.withdrawals.domain.RejectReason;
import bank.withdrawals.domain.Rejected;
import bank.withdrawals.domain.ValidatedRow;
import bank.withdrawals.domain.WithdrawalRequest;
import bank.withdrawals.testing.LedgerTables;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementSetter;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Chunks through the ledger, over a new database for each test. */
abstract class LedgerContract {

  private static final Instant NOW = Instant.parse("2030-01-02T03:04:05Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.ofHours(5));
  private static final LocalDate DAY = LocalDate.parse("2030-01-02");
  private static final long FILE = 20300102L;

  private final SingleConnectionDataSource database = newDatabase();
  private final JdbcTransactionManager transactions = new JdbcTransactionManager(database);
  private final JdbcTemplate jdbc = new JdbcTemplate(database);
  private final Accounts accounts = new Accounts(jdbc, transactions);
  private final AccountChanges changes = new AccountChanges(jdbc, transactions, CLOCK);
  private Ledger ledger;

  /** A new, empty database. */
  abstract SingleConnectionDataSource newDatabase();

  @BeforeEach
  void openAccounts() {
    LedgerTables.create(database);
    accounts.open(
        List.of(
            account(1, "100.00", "USD", Status.ACTIVE),
            account(2, "50.00", "EUR", Status.ACTIVE),
            account(3, "70.00", "USD", Status.FROZEN),
            account(4, "1000", "JPY", Status.ACTIVE)));
    ledger = new Ledger(jdbc, CLOCK);
  }

  @AfterEach
  void closeDatabase() {
    database.destroy();
  }

  /** Rows {@code line request account amount [currency]}; decisions {@code line balance|reason}. */
  static List<Arguments> chunks() {
    return List.of(
        Arguments.of("nothing", List.of(), List.of(), Map.of()),
        Arguments.of("one debit", List.of("2 a 1 60.25"), List.of("2 39.75"), Map.of(1L, "39.75")),
        Arguments.of(
            "each on what the one before left",
            List.of("2 a 1 60", "3 b 1 40.01", "4 c 1 40", "5 d 1 0.01"),
            List.of("2 40", "3 INSUFFICIENT_FUNDS", "4 0", "5 INSUFFICIENT_FUNDS"),
            Map.of(1L, "0")),
        Arguments.of(
            "several accounts, none mixed up",
            List.of("2 a 4 999", "3 b 2 0.50 EUR", "4 c 1 1", "5 d 2 0.25"),
            List.of("2 1", "3 49.5", "4 99", "5 49.25"),
            Map.of(1L, "99", 2L, "49.25", 4L, "1")),
        Arguments.of(
            "the same request twice in a chunk",
            List.of("2 a 1 10", "3 a 1 10.00", "4 a 1 11", "5 a 2 10"),
            List.of("2 90", "3 DUPLICATE_REQUEST", "4 REQUEST_ID_REUSED", "5 REQUEST_ID_REUSED"),
            Map.of(1L, "90")),
        Arguments.of(
            "a request that was rejected may come again",
            List.of("2 a 1 101", "3 a 1 100"),
            List.of("2 INSUFFICIENT_FUNDS", "3 0"),
            Map.of(1L, "0")),
        Arguments.of(
            "none debited",
            List.of("2 a 9 1", "3 b 3 1", "4 c 2 1 USD", "5 d 4 1.5"),
            List.of(
                "2 ACCOUNT_NOT_FOUND",
                "3 ACCOUNT_NOT_ACTIVE",
                "4 CURRENCY_MISMATCH",
                "5 INVALID_AMOUNT"),
            Map.of()),
        Arguments.of(
            "rows rejected before, among others",
            List.of("2", "3 a 1 1", "4"),
            List.of("2 MALFORMED_ROW", "3 99", "4 MALFORMED_ROW"),
            Map.of(1L, "99")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("chunks")
  void decidesAndDebits(
      String name, List<String> rows, List<String> expected, Map<Long, String> changed) {
    List<ValidatedRow> chunk = rows.stream().map(LedgerContract::row).toList();
    List<Decision> decisions = decide(ledger, chunk);

    assertThat(decisions).extracting(LedgerContract::text).isEqualTo(expected);
    Map<Long, String> balances = new TreeMap<>(Map.of(1L, "100", 2L, "50", 3L, "70", 4L, "1000"));
    balances.putAll(changed);
    assertThat(balances()).isEqualTo(balances);
    assertThat(journal()).isEqualTo(journalOf(decisions));
    assertThat(rejections()).isEqualTo(rejectionsOf(decisions));
  }

  @Test
  void seesTheDebitsOfEarlierChunks() {
    decide(ledger, List.of(row("2 a 1 10"), row("3 b 1 20")));
    assertThat(decide(ledger, List.of(row("4 a 1 10"), row("5 b 1 21"), row("6 c 1 30"))))
        .extracting(LedgerContract::text)
        .containsExactly("4 DUPLICATE_REQUEST", "5 REQUEST_ID_REUSED", "6 40");
    assertThat(balances()).containsEntry(1L, "40");
  }

  @Test
  void storesEveryFieldOfADebit() {
    decide(ledger, List.of(row("7 a 2 10.50")));
    List<List<String>> journal =
        jdbc.query(
            "SELECT run_id, position, line_number, request_id, account_id, amount, currency,"
                + " balance_after, debited_at FROM withdrawal",
            (row, n) -> {
              List<String> columns = columns(row, 8);
              columns.add(row.getObject(9, OffsetDateTime.class).toInstant().toString());
              return columns;
            });
    assertThat(journal)
        .containsExactly(
            List.of(FILE + "", "7", "7", "a", "2", "10.5000", "EUR", "39.5000", NOW.toString()));
  }

  @Test
  void storesEveryFieldOfARejection() {
    decide(ledger, List.of(row("2"), row("3 a 9 1.50")));
    assertThat(
            jdbc.query("SELECT * FROM rejection ORDER BY line_number", (row, n) -> columns(row, 8)))
        .containsExactly(
            List.of(FILE + "", "2", "2", "null", "null", "null", "MALFORMED_ROW", "Why"),
            List.of(
                FILE + "",
                "3",
                "3",
                "a",
                "9",
                "1.5000",
                "ACCOUNT_NOT_FOUND",
                "Account 9 not found."));
  }

  /**
   * The guard in the UPDATE: even if the balance has changed meanwhile, no account is overdrawn.
   */
  @Test
  void failsIfABalanceChangedUnderItsLock() {
    Ledger disturbed = disturbedBy("balance = 9.99");
    assertThatThrownBy(() -> decide(disturbed, List.of(row("2 a 1 10"))))
        .isInstanceOf(ConcurrencyFailureException.class)
        .hasMessage("A balance or limit changed while its account was locked");
    assertThat(balances()).containsEntry(1L, "100");
    assertThat(journal()).isEmpty();
  }

  /** As {@link #chunks}, over account 1 with 100.00 and limits per withdrawal and per day. */
  static List<Arguments> limits() {
    return List.of(
        Arguments.of(
            "40",
            null,
            List.of("2 a 1 40", "3 b 1 40.01", "4 c 1 40"),
            "2 60,3 LIMIT_EXCEEDED,4 20"),
        Arguments.of(
            null,
            "50",
            List.of("2 a 1 30", "3 b 1 20.01", "4 c 1 20", "5 d 1 0.01"),
            "2 70,3 LIMIT_EXCEEDED,4 50,5 LIMIT_EXCEEDED"),
        Arguments.of(
            "30",
            "50",
            List.of("2 a 1 31", "3 b 1 30", "4 c 1 21", "5 d 1 20"),
            "2 LIMIT_EXCEEDED,3 70,4 LIMIT_EXCEEDED,5 50"),
        // Rejected amounts do not count, and a repeated request is reported before a limit.
        Arguments.of(
            null,
            "50",
            List.of("2 a 1 500", "3 b 1 50", "4 b 1 50", "5 c 2 50"),
            "2 LIMIT_EXCEEDED,3 50,4 DUPLICATE_REQUEST,5 0"),
        Arguments.of("1000", "1000", List.of("2 a 1 100.01"), "2 INSUFFICIENT_FUNDS"));
  }

  @ParameterizedTest
  @MethodSource("limits")
  void enforcesTheLimitsOfAnAccount(
      BigDecimal perWithdrawal, BigDecimal perDay, List<String> rows, String expected) {
    changes.setLimits(1, new Limits(perWithdrawal, perDay), "tester");
    List<Decision> decisions = decide(ledger, rows.stream().map(LedgerContract::row).toList());
    assertThat(decisions).extracting(LedgerContract::text).containsExactly(expected.split(",", -1));
    assertThat(journal()).isEqualTo(journalOf(decisions));
    assertThat(rejections()).isEqualTo(rejectionsOf(decisions));
  }

  /** Also debits from before the limit was set. The day of an account never goes back. */
  @Test
  void countsAllDebitsOfADay() {
    decide(ledger, List.of(row("2 a 1 30")));
    changes.setLimits(1, new Limits(null, new BigDecimal("50")), "tester");
    assertThat(accounts.find(1).orElseThrow().withdrawn())
        .isEqualTo(new DayTotal(DAY, new BigDecimal("30.0000")));
    assertThat(decide(ledger, DAY, row("3 b 1 20.01"))).isEqualTo("3 LIMIT_EXCEEDED");
    assertThat(decide(ledger, DAY, row("4 c 1 20"))).isEqualTo("4 50");
    assertThat(decide(ledger, DAY.minusDays(1), row("5 d 1 1"))).isEqualTo("5 LIMIT_EXCEEDED");
    assertThat(decide(ledger, DAY.plusDays(1), row("6 e 1 40"))).isEqualTo("6 10");
    assertThat(decide(ledger, DAY, row("7 f 1 10"))).isEqualTo("7 0");
    assertThat(accounts.find(1).orElseThrow().withdrawn())
        .isEqualTo(new DayTotal(DAY.plusDays(1), new BigDecimal("50.0000")));
  }

  /** The guard in the UPDATE also enforces limits that were set meanwhile. */
  @ParameterizedTest
  @ValueSource(strings = {"withdrawal_limit = 9.99", "daily_limit = 19.99"})
  void failsIfALimitChangedUnderItsLock(String changed) {
    decide(ledger, List.of(row("2 a 1 5")));
    Ledger disturbed = disturbedBy(changed);
    assertThatThrownBy(() -> decide(disturbed, List.of(row("3 b 1 5"), row("4 c 1 10"))))
        .isInstanceOf(ConcurrencyFailureException.class);
    assertThat(balances()).containsEntry(1L, "95");
  }

  @ParameterizedTest
  @ValueSource(strings = {"withdrawal_limit = 10", "daily_limit = 20"})
  void debitsUpToALimitThatChangedUnderItsLock(String changed) {
    decide(ledger, List.of(row("2 a 1 5")));
    Ledger disturbed = disturbedBy(changed);
    decide(disturbed, List.of(row("3 b 1 5"), row("4 c 1 10")));
    assertThat(balances()).containsEntry(1L, "80");
  }

  /** A balance that just suffices is debited; if one account's does not, the whole chunk fails. */
  @Test
  void debitsDownToTheLastCent() {
    Ledger disturbed = disturbedBy("balance = 10");
    decide(disturbed, List.of(row("2 a 1 10"), row("3 b 2 50")));
    assertThat(balances()).containsEntry(1L, "0").containsEntry(2L, "0");
  }

  @Test
  void failsIfOneDebitChangesTwoAccounts() {
    Ledger wrong = ledgerWhere(count -> count + 1, () -> {});
    assertThatThrownBy(() -> decide(wrong, List.of(row("2 a 1 10"))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("1 debits changed 2 accounts");
    assertThat(balances()).containsEntry(1L, "100");
  }

  /** Only the look-up knows, because a rejected row is not written into the journal. */
  @Test
  void anIdDebitedBeforeIsReportedBeforeAnyOtherReason() {
    decide(ledger, List.of(row("2 a 1 10")));
    assertThat(decide(new Ledger(jdbc, CLOCK), DAY, row("3 a 1 1000")))
        .isEqualTo("3 REQUEST_ID_REUSED");
    assertThat(balances()).containsEntry(1L, "90");
  }

  /** Whether the last chunks had repeated ids or not, which decides how the next ones are seen. */
  @Test
  void decidesTheSameWhetherOrNotIdsWereRepeatedLately() {
    SplittableRandom random = new SplittableRandom(5);
    Set<String> debited = new HashSet<>();
    int line = 1;
    for (int chunk = 0; chunk < 120; chunk++) {
      List<ValidatedRow> rows = new ArrayList<>();
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        line++;
        // Forty chunks without repeated ids follow forty with some.
        String id = "r" + (chunk % 80 < 40 ? random.nextInt(line) : line + 10_000);
        rows.add(row("%d %s 1 0.01".formatted(line, id)));
        expected.add(debited.add(id) ? "debited" : "DUPLICATE_REQUEST");
      }
      assertThat(decide(ledger, rows))
          .extracting(d -> d instanceof Rejected no ? no.reason().name() : "debited")
          .isEqualTo(expected);
    }
    assertThat(balances())
        .containsEntry(1L, plain(new BigDecimal("100").subtract(cents(debited.size()))));
    assertThat(journal()).hasSize(debited.size());
  }

  /** A file that repeats one row often repeats many, so the next chunks are not tried without. */
  @Test
  void looksUpTheNextTwentyChunksAfterARepeatedId() {
    AtomicInteger lookUps = new AtomicInteger();
    JdbcTemplate counting =
        new JdbcTemplate(database) {
          @Override
          public void query(
              String sql, PreparedStatementSetter setter, RowCallbackHandler handler) {
            if (sql.contains("FROM withdrawal")) {
              lookUps.incrementAndGet();
            }
            super.query(sql, setter, handler);
          }
        };
    Ledger counted = new Ledger(counting, CLOCK);
    assertThat(decide(counted, DAY, row("2 a 1 0.01"))).isEqualTo("2 99.99");
    assertThat(lookUps).hasValue(0);
    assertThat(decide(counted, DAY, row("3 a 1 0.01"))).isEqualTo("3 DUPLICATE_REQUEST");
    assertThat(lookUps).hasValue(1);
    for (int chunk = 1; chunk <= 22; chunk++) {
      decide(counted, List.of(row("%d new%d 1 0.01".formatted(chunk + 3, chunk))));
      assertThat(lookUps).describedAs("after chunk " + chunk).hasValue(1 + Math.min(chunk, 20));
    }
  }

  private static BigDecimal cents(int cents) {
    return BigDecimal.valueOf(cents, 2);
  }

  /** The unique index: an id that the look-up missed fails the INSERT, and so the chunk. */
  @Test
  void requestIdThatTheLookUpMissedFailsTheChunk() {
    decide(ledger, List.of(row("2 a 1 10")));
    AtomicBoolean armed = new AtomicBoolean();
    Ledger blind =
        ledgerWhere(
            IntUnaryOperator.identity(),
            () ->
                jdbc.update(
                    "UPDATE withdrawal SET request_id = ? WHERE request_id = 'a'",
                    armed.get() ? "b" : "a"));
    // After a repeated id, the next chunk is looked up.
    assertThat(decide(blind, DAY, row("3 a 1 10"))).isEqualTo("3 DUPLICATE_REQUEST");
    armed.set(true);
    assertThatThrownBy(() -> decide(blind, List.of(row("4 b 1 10"))))
        .isInstanceOf(DataIntegrityViolationException.class);
    assertThat(balances()).containsEntry(1L, "90");
    assertThat(journal()).containsExactly("2 a 1 10 90");
  }

  /** A ledger that finds account 1 changed between its lock and its debit. */
  private Ledger disturbedBy(String change) {
    return ledgerWhere(
        IntUnaryOperator.identity(),
        () -> jdbc.update("UPDATE account SET " + change + " WHERE account_id = 1"));
  }

  /** A ledger whose debits are preceded by something, and whose count of them is changed. */
  private Ledger ledgerWhere(IntUnaryOperator count, Runnable before) {
    LedgerWriter writer = LedgerWriter.of(Database.of(jdbc), jdbc);
    return new Ledger(
        jdbc,
        new LedgerReader(Database.of(jdbc), jdbc),
        new LedgerWriter() {
          @Override
          public int debit(SortedMap<Long, AccountDebit> debits) {
            before.run();
            return count.applyAsInt(writer.debit(debits));
          }

          @Override
          public void journal(long runId, List<Debited> debits, OffsetDateTime at) {
            writer.journal(runId, debits, at);
          }

          @Override
          public void reject(long runId, List<Rejected> rejections, OffsetDateTime at) {
            writer.reject(runId, rejections, at);
          }
        },
        CLOCK);
  }

  private List<Decision> decide(Ledger by, List<? extends ValidatedRow> chunk) {
    return new TransactionTemplate(transactions).execute(status -> by.decide(FILE, DAY, chunk));
  }

  private String decide(Ledger by, LocalDate day, ValidatedRow row) {
    return new TransactionTemplate(transactions)
        .execute(status -> text(by.decide(FILE, day, List.of(row)).get(0)));
  }

  private static ValidatedRow row(String text) {
    String[] cells = text.split(" ", -1);
    long line = Long.parseLong(cells[0]);
    if (cells.length == 1) {
      return new Rejected(line, line, null, null, null, RejectReason.MALFORMED_ROW, "Why");
    }
    return new WithdrawalRequest(
        line,
        line,
        cells[1],
        Long.parseLong(cells[2]),
        new BigDecimal(cells[3]),
        cells.length > 4 ? cells[4] : null);
  }

  private static String text(Decision decision) {
    return decision.line()
        + " "
        + (decision instanceof Debited debited
            ? plain(debited.balanceAfter())
            : ((Rejected) decision).reason());
  }

  private static List<String> journalOf(List<Decision> decisions) {
    List<String> expected = new ArrayList<>();
    for (Decision decision : decisions) {
      if (decision instanceof Debited debited) {
        expected.add(
            "%d %s %d %s %s"
                .formatted(
                    debited.line(),
                    debited.requestId(),
                    debited.accountId(),
                    plain(debited.amount()),
                    plain(debited.balanceAfter())));
      }
    }
    return expected;
  }

  private static List<String> rejectionsOf(List<Decision> decisions) {
    return decisions.stream()
        .filter(Rejected.class::isInstance)
        .map(decision -> decision.line() + " " + ((Rejected) decision).reason())
        .toList();
  }

  private Map<Long, String> balances() {
    Map<Long, String> balances = new TreeMap<>();
    accounts.forEach(account -> balances.put(account.accountId(), plain(account.balance())));
    return balances;
  }

  private List<String> journal() {
    return jdbc.query(
        "SELECT line_number, request_id, account_id, amount, balance_after FROM withdrawal"
            + " ORDER BY line_number",
        (row, n) ->
            "%d %s %d %s %s"
                .formatted(
                    row.getLong(1),
                    row.getString(2),
                    row.getLong(3),
                    plain(row.getBigDecimal(4)),
                    plain(row.getBigDecimal(5))));
  }

  private List<String> rejections() {
    return jdbc.query(
        "SELECT line_number, reason FROM rejection ORDER BY line_number",
        (row, n) -> row.getLong(1) + " " + row.getString(2));
  }

  private static List<String> columns(ResultSet row, int count) throws SQLException {
    List<String> columns = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      columns.add(String.valueOf(row.getObject(i)));
    }
    return columns;
  }

  private static Account account(long id, String balance, String currency, Status status) {
    return new Account(id, new BigDecimal(balance), currency, status);
  }

  private static String plain(BigDecimal amount) {
    return amount.stripTrailingZeros().toPlainString();
  }
}
