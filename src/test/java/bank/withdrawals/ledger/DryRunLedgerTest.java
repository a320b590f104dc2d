package bank.withdrawals.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.domain.Account;
import bank.withdrawals.domain.Account.Status;
import bank.withdrawals.domain.Debited;
import bank.withdrawals.domain.Decision;
import bank.withdrawals.domain.Limits;
import bank.withdrawals.domain.RejectReason;
import bank.withdrawals.domain.Rejected;
import bank.withdrawals.domain.ValidatedRow;
import bank.withdrawals.domain.WithdrawalRequest;
import bank.withdrawals.testing.LedgerTables;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Chunks through a dry run, compared with the same chunks through the ledger. */
class DryRunLedgerTest {

  private static final LocalDate DAY = LocalDate.parse("2030-01-02");

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2030-01-02T03:04:05Z"), ZoneOffset.UTC);

  private final SingleConnectionDataSource real = newDatabase();
  private final SingleConnectionDataSource scratch = newDatabase();
  private final JdbcTemplate jdbc = new JdbcTemplate(real);
  private final TransactionTemplate transaction =
      new TransactionTemplate(new JdbcTransactionManager(real));
  private final Ledger ledger = new Ledger(jdbc, CLOCK);
  private final DryRunLedger dryRun = new DryRunLedger(jdbc, scratch, CLOCK);

  private static SingleConnectionDataSource newDatabase() {
    SingleConnectionDataSource database =
        new SingleConnectionDataSource("jdbc:hsqldb:mem:" + UUID.randomUUID(), "SA", "", true);
    LedgerTables.create(database);
    return database;
  }

  @BeforeEach
  void openAccountsAndDebitThem() {
    new Accounts(jdbc, new JdbcTransactionManager(real))
        .open(
            List.of(
                new Account(1, new BigDecimal("100.00"), "USD", Status.ACTIVE),
                new Account(2, new BigDecimal("50.00"), "EUR", Status.ACTIVE),
                new Account(3, new BigDecimal("70.00"), "USD", Status.FROZEN),
                new Account(
                    4,
                    new BigDecimal("70.00"),
                    "USD",
                    Status.ACTIVE,
                    new Limits(new BigDecimal("20"), new BigDecimal("30")),
                    null)));
    decideForReal(row("2 before 1 10"), row("3 earlier 2 10"), row("4 limited 4 5"));
  }

  @AfterEach
  void dropDatabases() {
    for (SingleConnectionDataSource database : List.of(real, scratch)) {
      new JdbcTemplate(database).execute("SHUTDOWN");
      database.destroy();
    }
  }

  @Test
  void decidesAsTheLedgerAndLeavesTheRealDatabaseUnchanged() {
    List<List<ValidatedRow>> chunks =
        List.of(
            List.of(row("12 a 1 40"), row("13 before 1 10"), row("14 earlier 2 9"), row("15")),
            List.of(row("16 b 1 50"), row("17 c 1 0.01"), row("18 a 1 40"), row("19 before 1 10")),
            List.of(),
            List.of(row("20 d 2 40"), row("21 e 2 1"), row("22 f 3 1"), row("23 g 9 1")),
            List.of(row("24 before 2 10"), row("25 b 2 1"), row("26 g 2 1")),
            List.of(row("27 h 4 20.01"), row("28 i 4 20"), row("29 j 4 5.01"), row("30 k 4 5")));
    String before = contents();
    List<Decision> dryRunDecisions = new ArrayList<>();
    chunks.forEach(chunk -> dryRunDecisions.addAll(dryRun.decide(0, DAY, chunk)));
    assertThat(contents()).isEqualTo(before);

    List<Decision> decided = new ArrayList<>();
    chunks.forEach(chunk -> decided.addAll(decideForReal(chunk.toArray(ValidatedRow[]::new))));
    assertThat(dryRunDecisions).usingRecursiveComparison().isEqualTo(decided);
    assertThat(decided).hasSize(19);
    assertThat(decided.subList(15, 19))
        .extracting(Decision::getClass)
        .isEqualTo(List.of(Rejected.class, Debited.class, Rejected.class, Debited.class));
  }

  /** The balance of an account is read once, at the account's first row. */
  @Test
  void copiedAccountKeepsTheBalanceOfTheDryRun() {
    assertThat(dryRun.decide(0, DAY, List.of(row("12 a 1 90"))))
        .singleElement()
        .isInstanceOf(Debited.class);
    jdbc.update("UPDATE account SET balance = 1000 WHERE account_id = 1");
    assertThat(dryRun.decide(0, DAY, List.of(row("13 b 1 1"))))
        .singleElement()
        .extracting(decision -> ((Rejected) decision).reason())
        .isEqualTo(RejectReason.INSUFFICIENT_FUNDS);
  }

  private List<Decision> decideForReal(ValidatedRow... chunk) {
    return transaction.execute(status -> ledger.decide(7, DAY, List.of(chunk)));
  }

  private String contents() {
    return jdbc.queryForList("SELECT * FROM account ORDER BY account_id")
        + "\n"
        + jdbc.queryForList("SELECT * FROM withdrawal ORDER BY line_number")
        + jdbc.queryForList("SELECT * FROM rejection ORDER BY line_number");
  }

  private static ValidatedRow row(String text) {
    String[] cells = text.split(" ", -1);
    long line = Long.parseLong(cells[0]);
    return cells.length == 1
        ? new Rejected(line, line, null, null, null, RejectReason.MALFORMED_ROW, "Why")
        : new WithdrawalRequest(
            line, line, cells[1], Long.parseLong(cells[2]), new BigDecimal(cells[3]), null);
  }
}
