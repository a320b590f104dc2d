package bank.withdrawals.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.domain.ControlTotal;
import bank.withdrawals.domain.Debited;
import bank.withdrawals.domain.Decision;
import bank.withdrawals.domain.RejectReason;
import bank.withdrawals.domain.Rejected;
import bank.withdrawals.ledger.DecidedTotals.AccountTotal;
import bank.withdrawals.ledger.DecidedTotals.DebitDetails;
import bank.withdrawals.ledger.DecidedTotals.SecondTotal;
import bank.withdrawals.testing.LedgerTables;
import bank.withdrawals.testing.TestPostgres;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** What a {@link LedgerWriter} writes is what the repositories read, on both databases. */
class DecidedRowsTest {

  private static final Instant AT = Instant.parse("2030-01-02T03:04:05.623456Z");
  private static final long RUN = 7;
  private static final long OTHER_RUN = 8;

  private static final Debited FIRST = debited(2, "a", 1, "10.5000", "89.5000");
  private static final Debited SECOND = debited(5, "b", 2, "3.0000", "7.0000");
  private static final Debited THIRD = debited(6, "c", 1, "1.0000", "88.5000");
  private static final Rejected EMPTY =
      new Rejected(3, 3, null, null, null, RejectReason.MALFORMED_ROW, "Why");
  private static final Rejected FULL =
      new Rejected(
          7, 7, "d", 9L, new BigDecimal("4.0000"), RejectReason.ACCOUNT_NOT_FOUND, "Where");

  @ParameterizedTest
  @EnumSource
  void readsDecidedRowsInFileOrder(Database database) {
    try (Tables tables = new Tables(database)) {
      tables.write();
      DecidedRows rows = new DecidedRows(tables.jdbc);

      assertThat(rows.range(RUN, 0, 100))
          .isEqualTo(List.of(at(FIRST), at(EMPTY), at(SECOND), at(THIRD), at(FULL)));
      assertThat(rows.range(RUN, 2, 5)).isEqualTo(List.of(at(EMPTY), at(SECOND)));
      assertThat(rows.debits(RUN, 2, 6)).isEqualTo(List.of(at(SECOND), at(THIRD)));
      List<DecidedRow> all = new ArrayList<>();
      rows.forEach(RUN, all::add);
      assertThat(all).isEqualTo(rows.range(RUN, 0, 100));

      assertThat(rows.firstRejections(RUN, 1)).containsExactly(EMPTY);
      assertThat(rows.firstRejections(RUN, 9)).containsExactly(EMPTY, FULL);
      assertThat(rows.findRejection(RUN, 7)).contains(at(FULL));
      assertThat(rows.findRejection(RUN, 2)).isEmpty();
      assertThat(rows.findDebit(RUN, "b")).contains(at(SECOND));
      assertThat(rows.findDebit(OTHER_RUN, "b")).isEmpty();
      assertThat(rows.lastPosition(RUN)).isEqualTo(7);
      assertThat(rows.lastDebited(RUN)).isEqualTo(6);
      assertThat(rows.lastPosition(OTHER_RUN)).isZero();
      assertThat(rows.lastPosition(RUN, 2, 5)).as("of a range").isEqualTo(5);
      assertThat(rows.lastDebited(RUN, 6, 7)).as("none in a range").isEqualTo(6);
    }
  }

  @ParameterizedTest
  @EnumSource
  void addsUpDecidedRows(Database database) {
    try (Tables tables = new Tables(database)) {
      tables.write();
      DecidedTotals totals = new DecidedTotals(tables.jdbc);

      assertThat(totals.debited(RUN)).isEqualTo(total(3, "14.5000"));
      assertThat(totals.debited(OTHER_RUN)).isEqualTo(ControlTotal.NONE);
      assertThat(totals.rejected(RUN))
          .containsExactly(
              Map.entry(RejectReason.MALFORMED_ROW, total(1, "0")),
              Map.entry(RejectReason.ACCOUNT_NOT_FOUND, total(1, "4.0000")));
      assertThat(totals.debitedByCurrency(RUN)).isEqualTo(Map.of("USD", total(3, "14.5000")));
      assertThat(totals.details(RUN, 1))
          .isEqualTo(
              new DebitDetails(
                  List.of(new SecondTotal(Instant.parse("2030-01-02T03:04:05Z"), 3)),
                  List.of(new AccountTotal(1, 2, new BigDecimal("11.5000"), "USD"))));
      assertThat(totals.details(OTHER_RUN, 1)).isEqualTo(new DebitDetails(List.of(), List.of()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void theDetailsOfDebitsAreThoseOfAllPages(Database database) {
    try (Tables tables = new Tables(database)) {
      tables.write();
      LedgerWriter writer = LedgerWriter.of(database, tables.jdbc);
      writer.journal(
          RUN,
          List.of(debited(5_000, "e", 2, "5", "2"), debited(5_001, "f", 2, "1", "1")),
          AT.plusSeconds(1).atOffset(ZoneOffset.UTC));
      writer.journal(
          RUN,
          List.of(debited(12_001, "g", 1, "2", "86"), debited(12_002, "h", 0, "2", "0")),
          AT.plusSeconds(60).atOffset(ZoneOffset.UTC));
      writer.journal(OTHER_RUN, List.of(debited(1, "i", 9, "1", "1")), AT.atOffset(ZoneOffset.UTC));

      DebitDetails details = new DecidedTotals(tables.jdbc).details(RUN, 2);
      assertThat(details.bySecond())
          .containsExactly(
              new SecondTotal(Instant.parse("2030-01-02T03:04:05Z"), 3),
              new SecondTotal(Instant.parse("2030-01-02T03:04:06Z"), 2),
              new SecondTotal(Instant.parse("2030-01-02T03:05:05Z"), 2));
      assertThat(details.mostDebited())
          .as("as many debits of each, so by account")
          .containsExactly(
              new AccountTotal(1, 3, new BigDecimal("13.5000"), "USD"),
              new AccountTotal(2, 3, new BigDecimal("9.0000"), "USD"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void eventsArePendingUntilTheyArePublishedOrParked(Database database) {
    try (Tables tables = new Tables(database)) {
      tables.write();
      Slices slices = new Slices(tables.jdbc);
      FileRegister files = new FileRegister(tables.jdbc);
      ParkedEvents parked = new ParkedEvents(tables.jdbc, Clock.fixed(AT, ZoneOffset.UTC));
      RegisteredFile file = file(true);
      assertThat(slices.runsWithPendingEvents()).isEmpty();

      files.register(file, List.of(new RunSlice(RUN, 1, 1, 4), new RunSlice(RUN, 2, 5, 7)));
      assertThat(slices.runsWithPendingEvents()).containsExactly(RUN);
      assertThat(slices.pendingEvents(file)).isEqualTo(5);
      assertThat(slices.pendingEvents(file(false))).as("debits").isEqualTo(3);
      slices.advancePublishedThrough(slices.get(RUN, 2), 6);
      slices.advancePublishedThrough(slices.get(RUN, 2), 5);
      assertThat(slices.of(RUN))
          .extracting(RunSlice::publishedThrough)
          .as("the second slice is ahead of the first one, and never goes back")
          .containsExactly(0L, 6L);
      long inFirst = slices.pendingEvents(file) - 1;
      assertThat(inFirst).isPositive();
      slices.advancePublishedThrough(slices.get(RUN, 1), 4);
      assertThat(slices.pendingEvents(file)).as("a rejection").isEqualTo(1);
      assertThat(slices.runsWithPendingEvents()).containsExactly(RUN);
      parked.park(RUN, 7, "x".repeat(2_000));
      assertThat(slices.runsWithPendingEvents()).isEmpty();
      assertThat(slices.pendingEvents(file)).isZero();

      assertThat(parked.positions(RUN, 6, 7)).containsExactly(7L);
      assertThat(parked.positions(RUN, 0, 6)).isEmpty();
      assertThat(parked.count(RUN)).isEqualTo(1);
      assertThat(parked.first(slices.get(RUN, 1))).isEmpty();
      assertThat(parked.last(slices.get(RUN, 2))).hasValue(7);
      assertThat(parked.unpark(RUN, 0, 4, 1)).as("in the other slice").isFalse();
      assertThat(parked.countEver(RUN, 4, 7)).isEqualTo(1);

      slices.forgetPublishedThrough(RUN);
      assertThat(slices.of(RUN)).extracting(RunSlice::publishedThrough).containsExactly(0L, 4L);
    }
  }

  private static Debited debited(
      long line, String requestId, long accountId, String amount, String balanceAfter) {
    return new Debited(
        line,
        line,
        requestId,
        accountId,
        new BigDecimal(amount),
        "USD",
        new BigDecimal(balanceAfter));
  }

  private static DecidedRow at(Decision decision) {
    return new DecidedRow(decision, AT);
  }

  private static ControlTotal total(long count, String amount) {
    return new ControlTotal(count, new BigDecimal(amount));
  }

  private static RegisteredFile file(boolean rejectEvents) {
    return new RegisteredFile(
        RUN,
        "ab".repeat(32),
        "ab".repeat(32),
        "a.csv",
        100,
        new ControlTotal(5, BigDecimal.TEN),
        AT,
        LocalDate.parse("2030-01-02"),
        rejectEvents,
        new WorkFileRecipe("default", "", "", 50_000, "cd".repeat(32)),
        0);
  }

  /** The tables in an empty database. */
  private static final class Tables implements AutoCloseable {

    final JdbcTemplate jdbc;
    private final Database kind;
    private final SingleConnectionDataSource database;

    Tables(Database kind) {
      this.kind = kind;
      this.database = kind == Database.HSQLDB ? hsqldb() : postgres();
      LedgerTables.create(database);
      this.jdbc = new JdbcTemplate(database);
      assertThat(Database.of(jdbc)).isEqualTo(kind);
    }

    void write() {
      LedgerWriter writer = LedgerWriter.of(kind, jdbc);
      writer.journal(RUN, List.of(THIRD, FIRST, SECOND), AT.atOffset(ZoneOffset.UTC));
      writer.reject(RUN, List.of(FULL, EMPTY), AT.atOffset(ZoneOffset.UTC));
    }

    @Override
    public void close() {
      database.destroy();
    }

    private static SingleConnectionDataSource hsqldb() {
      return new SingleConnectionDataSource("jdbc:hsqldb:mem:" + UUID.randomUUID(), "SA", "", true);
    }

    private static SingleConnectionDataSource postgres() {
      Map<String, String> properties = TestPostgres.newDatabase();
      return new SingleConnectionDataSource(
          properties.get("spring.datasource.url"),
          properties.get("spring.datasource.username"),
          properties.get("spring.datasource.password"),
          true);
    }
  }
}
