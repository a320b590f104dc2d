package bank.withdrawals.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.domain.AccountChange;
import bank.withdrawals.ledger.AccountChanges;
import bank.withdrawals.reconciliation.Reconciliation.Check;
import bank.withdrawals.testing.DatabaseContract;
import bank.withdrawals.testing.TestDatabase;
import bank.withdrawals.testing.WithdrawalsTester;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;

/** {@code reconcile} finds every corruption of the tables, and nothing in intact ones. */
abstract class LedgerReconciliationContract extends DatabaseContract {

  LedgerReconciliationContract(TestDatabase database) {
    super(database);
  }

  /** Drops the constraints that prevent a corruption. */
  private static void dropConstraints(WithdrawalsTester tester) {
    List<Map<String, Object>> constraints =
        tester
            .jdbc()
            .queryForList(
                "SELECT TABLE_NAME, CONSTRAINT_NAME FROM INFORMATION_SCHEMA.TABLE_CONSTRAINTS"
                    + " WHERE UPPER(TABLE_NAME) IN ('ACCOUNT', 'WITHDRAWAL')"
                    + " AND CONSTRAINT_TYPE IN ('CHECK', 'UNIQUE')"
                    + " AND UPPER(CONSTRAINT_NAME) NOT LIKE '%NOT_NULL'");
    for (Map<String, Object> constraint : constraints) {
      try {
        tester
            .jdbc()
            .execute(
                "ALTER TABLE %s DROP CONSTRAINT \"%s\""
                    .formatted(constraint.get("TABLE_NAME"), constraint.get("CONSTRAINT_NAME")));
      } catch (DataAccessException ofTheSystem) {
        assertThat(constraint.get("CONSTRAINT_NAME").toString()).containsAnyOf("SYS", "not_null");
      }
    }
  }

  /**
   * A corruption of the tables, and how to undo it.
   *
   * @param expected what is found, by promise; nothing is found for the others
   */
  private record Corruption(String corrupt, String restore, Map<String, String> expected) {}

  @Test
  void everyCorruptionOfTheLedgerIsFound() {
    try (WithdrawalsTester tester =
        testerOverNewDatabase(Map.of("withdrawals.job.chunk-size", 10))) {
      tester.account(1, "100.00").account(2, "200.00").account(3, "300.00");
      long run =
          tester
              .run(
                  tester.file(
                      "books.csv", HEADER, "a,1,10.00", "b,2,20.00", "c,0,30.00", "d,2,5.00"))
              .totals()
              .runId();
      AccountChanges changes = tester.get(AccountChanges.class);
      changes.adjust(3, new BigDecimal("50.00"), "tester", "deposit");
      changes.adjust(3, new BigDecimal("-50.00"), "tester", "deposit of another account");
      dropConstraints(tester);
      assertThat(tester.reconcile())
          .satisfies(
              found -> {
                assertThat(found.holds()).isTrue();
                assertThat(found.checks())
                    .extracting(Check::promise, Check::count, check -> plain(check))
                    .containsExactly(
                        Tuple.tuple("I1", 3L, "565"),
                        Tuple.tuple("I2", 3L, "35"),
                        Tuple.tuple("I3", 1L, "65"),
                        Tuple.tuple("I4", 3L, "35"));
              });
      for (Corruption corruption : corruptions(run)) {
        tester.jdbc().execute(corruption.corrupt());
        Reconciliation found = tester.reconcile();
        assertThat(found.holds()).as(corruption.corrupt()).isFalse();
        for (Check check : found.checks()) {
          String expected = corruption.expected().get(check.promise());
          if (expected == null) {
            assertThat(check.findings()).as(corruption.corrupt()).isEmpty();
          } else {
            assertThat(String.join("\n", check.findings()))
                .as(corruption.corrupt())
                .isNotEmpty()
                .contains(expected);
          }
        }
        tester.jdbc().execute(corruption.restore());
        assertThat(tester.reconcile().holds()).as(corruption.restore()).isTrue();
      }
    }
  }

  @Test
  void adjustmentsExplainABalance() {
    try (WithdrawalsTester tester = tester()) {
      tester.account(1, "100.00").account(2, "200.00");
      tester.run(tester.file("books.csv", HEADER, "a,1,10.00"));
      AccountChanges changes = tester.get(AccountChanges.class);
      assertThat(changes.adjust(1, new BigDecimal("25.50"), "ann", "deposit"))
          .hasValueSatisfying(after -> assertThat(after).isEqualByComparingTo("115.50"));
      assertThat(changes.adjust(2, new BigDecimal("-200.00"), "ann", "closed")).isPresent();
      assertThat(changes.adjust(2, new BigDecimal("-0.01"), "ann", "too much")).isEmpty();
      assertThat(tester.balances()).isEqualTo(Map.of(1L, "115.5", 2L, "0"));
      assertThat(tester.reconcile().holds()).isTrue();
      assertThat(changes.of(1))
          .extracting(
              AccountChange::by,
              AccountChange::field,
              AccountChange::before,
              AccountChange::after,
              AccountChange::reason)
          .containsExactly(Tuple.tuple("ann", "balance", "90.00", "115.50", "deposit"));
    }
  }

  /** A run locks the account before it decides, so both changes count. */
  @Test
  void anAdjustmentBetweenTwoChunksCountsFromTheNextOne() {
    try (WithdrawalsTester tester = tester(1)) {
      tester.account(1, "10.00");
      AccountChanges changes = tester.get(AccountChanges.class);
      CompletableFuture<Void> adjusted = new CompletableFuture<>();
      // In another thread, because it waits for the chunk.
      Thread other =
          new Thread(
              () -> {
                changes.adjust(1, new BigDecimal("5.00"), "ann", "deposit");
                adjusted.complete(null);
              });
      tester.faults().meanwhile("INSERT INTO withdrawal", other::start);
      tester.run(tester.file("books.csv", HEADER, "a,1,10.00", "b,1,1.00", "c,1,1.00"));
      assertThat(adjusted).succeedsWithin(Duration.ofMinutes(1));
      assertThat(changes.of(1)).hasSize(1);
      assertThat(tester.reconcile().holds()).isTrue();
    }
  }

  @Test
  void withBalancesElsewhereOnlyTheDebitsAreChecked() {
    try (WithdrawalsTester tester = tester()) {
      tester.account(1, "100.00").account(2, "200.00");
      tester.run(tester.file("books.csv", HEADER, "a,1,10.00"));
      tester.jdbc().execute("UPDATE account SET balance = balance + 7 WHERE account_id = 1");
      assertThat(tester.reconcile().holds()).isFalse();

      tester.restart(Map.of("withdrawals.accounts.balances", "elsewhere"));
      Reconciliation found = tester.reconcile();
      assertThat(found.holds()).isTrue();
      assertThat(found.checks().get(0).what()).isEqualTo("accounts: known, balance ≥ 0");
      assertThat(found.checks().get(0).notes())
          .singleElement()
          .asString()
          .startsWith("Other applications change balances");
      tester.jdbc().execute("UPDATE account SET account_id = 3 WHERE account_id = 1");
      assertThat(tester.reconcile().checks().get(0).findings())
          .containsExactly("1 debits of 10.00 are of account 1, which does not exist.");
    }
  }

  private static List<Corruption> corruptions(long run) {
    String row =
        "INSERT INTO withdrawal SELECT run_id, position + (%d), %d, %s, account_id, %s, currency, balance_after,"
            + " debited_at FROM withdrawal WHERE line_number = 2";
    return List.of(
        new Corruption(
            "UPDATE account SET balance = balance + 0.01 WHERE account_id = 2",
            "UPDATE account SET balance = balance - 0.01 WHERE account_id = 2",
            Map.of(
                "I1",
                "Account 2 was opened with 200.00 and debited 25.00, and its balance is 175.01.")),
        new Corruption(
            "UPDATE account SET opening_balance = 299 WHERE account_id = 3",
            "UPDATE account SET opening_balance = 300 WHERE account_id = 3",
            Map.of("I1", "Account 3 was opened with 299.00")),
        new Corruption(
            "UPDATE account SET balance = -1, opening_balance = -1 WHERE account_id = 3",
            "UPDATE account SET balance = 300, opening_balance = 300 WHERE account_id = 3",
            Map.of("I1", "Account 3 has a balance of -1.00.")),
        new Corruption(
            "UPDATE account_adjustment SET amount = 49 WHERE amount = 50",
            "UPDATE account_adjustment SET amount = 50 WHERE amount = 49",
            Map.of(
                "I1",
                "Account 3 was opened with 300.00 and debited 0.00 and adjusted by -1.00, and its"
                    + " balance is 300.00.")),
        new Corruption(
            "UPDATE account_adjustment SET account_id = 4",
            "UPDATE account_adjustment SET account_id = 3",
            Map.of("I1", "2 adjustments of 0.00 are of account 4, which does not exist.")),
        new Corruption(
            "UPDATE account SET account_id = 4 WHERE account_id = 1",
            "UPDATE account SET account_id = 1 WHERE account_id = 4",
            Map.of("I1", "1 debits of 10.00 are of account 1, which does not exist.")),
        new Corruption(
            "UPDATE withdrawal SET amount = 10.01 WHERE line_number = 2",
            "UPDATE withdrawal SET amount = 10.00 WHERE line_number = 2",
            Map.of(
                "I1", "Account 1 was opened with 100.00 and debited 10.01",
                "I3", "the file has 4 rows of 65.00, and 4 of 65.01 are decided",
                "I4", "Event a (run %d, line 2) says request a, account 1, 10 USD".formatted(run))),
        new Corruption(
            "UPDATE withdrawal SET request_id = 'b' WHERE line_number = 2",
            "UPDATE withdrawal SET request_id = 'a' WHERE line_number = 2",
            Map.of("I2", "Request b was debited more than once.", "I4", "says request a")),
        new Corruption(
            "UPDATE withdrawal SET balance_after = 91 WHERE line_number = 2",
            "UPDATE withdrawal SET balance_after = 90 WHERE line_number = 2",
            Map.of("I4", "balance after it 90; the journal says")),
        new Corruption(
            "UPDATE rejection SET run_id = 7",
            "UPDATE rejection SET run_id = " + run,
            Map.of("I3", "1 rejections of 30.00 are of run 7, whose file is not registered.")),
        new Corruption(
            "DELETE FROM rejection",
            "INSERT INTO rejection (run_id, position, line_number, amount, reason, message, rejected_at)"
                + " VALUES (%d, 1, 4, 30, 'ACCOUNT_NOT_FOUND', 'x', CURRENT_TIMESTAMP)"
                    .formatted(run),
            Map.of("I3", "the file has 4 rows of 65.00, and 3 of 35.00 are decided")),
        new Corruption(
            "DELETE FROM withdrawal WHERE line_number = 3",
            "INSERT INTO withdrawal VALUES (%d, 3, 3, 'b', 2, 20, 'USD', 180, CURRENT_TIMESTAMP)"
                .formatted(run),
            Map.of(
                "I1",
                "Account 2 was opened with 200.00 and debited 5.00, and its balance is 175.00.",
                "I3",
                "the file has 4 rows of 65.00, and 3 of 45.00 are decided",
                "I4",
                "Event b (run %d, line 3) stands for no debit.".formatted(run))),
        new Corruption(
            row.formatted(-1, 4, "'e'", "0"),
            "DELETE FROM withdrawal WHERE line_number = 4",
            Map.of(
                "I3",
                "5 of 65.00 are decided",
                "I4",
                "Debit e (run %d, line 4) has no event.".formatted(run))),
        new Corruption(
            "INSERT INTO parked_event (run_id, position, error, parked_at)"
                + " SELECT run_id, position, 'x', debited_at FROM withdrawal"
                + " WHERE line_number = 3",
            "DELETE FROM parked_event",
            Map.of("I4", "Event b (run %d, line 3) is parked, and on the topic.".formatted(run))));
  }

  private static String plain(Check check) {
    return check.amount().stripTrailingZeros().toPlainString();
  }
}
