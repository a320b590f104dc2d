package bank.withdrawals.ledger;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bank.withdrawals.domain.DayTotal;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementCallback;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** The contract of the ledger on HSQLDB, in memory. */
class HsqldbLedgerTest extends LedgerContract {

  private static final AccountDebit ONE =
      new AccountDebit(
          BigDecimal.ONE, BigDecimal.ONE, new DayTotal(LocalDate.EPOCH, BigDecimal.ONE));

  @Override
  SingleConnectionDataSource newDatabase() {
    return new SingleConnectionDataSource("jdbc:hsqldb:mem:" + UUID.randomUUID(), "SA", "", true);
  }

  /** One debit of two accounts and one of no account must not count as two debits. */
  @Test
  void countsEachDebitOfABatch() {
    LedgerWriter writer =
        new HsqldbLedgerWriter(
            new JdbcTemplate() {
              @Override
              @SuppressWarnings("unchecked") // The writer's callbacks return counts.
              public <T> T execute(String sql, PreparedStatementCallback<T> action) {
                return (T) new int[] {0, 2};
              }
            });
    assertThatThrownBy(() -> writer.debit(new TreeMap<>(Map.of(1L, ONE, 2L, ONE))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("One debit changed 2 accounts");
  }
}
