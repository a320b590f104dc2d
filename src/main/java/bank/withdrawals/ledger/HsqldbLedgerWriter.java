package bank.withdrawals.ledger;

import bank.withdrawals.domain.DayTotal;
import bank.withdrawals.domain.Debited;
import bank.withdrawals.domain.Rejected;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementCallback;

/**
 * For HSQLDB, which runs in the same process: one statement a row, in batches, with setters of each
 * type, because HSQLDB converts and pools a value that is an object.
 */
final class HsqldbLedgerWriter implements LedgerWriter {

  private static final String DEBIT =
      """
      UPDATE account
      SET balance = balance - ?, daily_total_date = ?, daily_total = ?
      WHERE account_id = ?
        AND balance >= ?
        AND (withdrawal_limit IS NULL OR withdrawal_limit >= ?)
        AND (daily_limit IS NULL OR daily_limit >= ?)
      """;

  private static final String JOURNAL =
      """
      INSERT INTO withdrawal (run_id, position, line_number, request_id, account_id, amount, currency,
                              balance_after, debited_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String REJECTION =
      """
      INSERT INTO rejection (run_id, position, line_number, request_id, account_id, amount, reason, message,
                             rejected_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private final JdbcTemplate jdbc;

  HsqldbLedgerWriter(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public int debit(SortedMap<Long, AccountDebit> debits) {
    PreparedStatementCallback<int[]> update =
        statement -> {
          LocalDate day = null;
          for (Map.Entry<Long, AccountDebit> entry : debits.entrySet()) {
            AccountDebit debit = entry.getValue();
            DayTotal dayTotal = debit.dayTotal();
            statement.setBigDecimal(1, debit.sum());
            if (!dayTotal.day().equals(day)) { // A parameter keeps its value for the next rows.
              day = dayTotal.day();
              statement.setObject(2, day);
            }
            statement.setBigDecimal(3, dayTotal.amount());
            statement.setLong(4, entry.getKey());
            statement.setBigDecimal(5, debit.sum());
            statement.setBigDecimal(6, debit.largest());
            statement.setBigDecimal(7, dayTotal.amount());
            statement.addBatch();
          }
          return statement.executeBatch();
        };
    int debited = 0;
    for (int updated : execute(DEBIT, update)) {
      if (updated > 1) {
        throw new IllegalStateException("One debit changed %d accounts".formatted(updated));
      }
      debited += updated;
    }
    return debited;
  }

  @Override
  public void journal(long runId, List<Debited> debits, OffsetDateTime at) {
    PreparedStatementCallback<int[]> insert =
        statement -> {
          // A parameter keeps its value for the next rows.
          statement.setLong(1, runId);
          statement.setObject(9, at);
          for (Debited debited : debits) {
            statement.setLong(2, debited.position());
            statement.setLong(3, debited.line());
            statement.setString(4, debited.requestId());
            statement.setLong(5, debited.accountId());
            statement.setBigDecimal(6, debited.amount());
            statement.setString(7, debited.currency());
            statement.setBigDecimal(8, debited.balanceAfter());
            statement.addBatch();
          }
          return statement.executeBatch();
        };
    execute(JOURNAL, insert);
  }

  private int[] execute(String sql, PreparedStatementCallback<int[]> batch) {
    return Objects.requireNonNull(jdbc.execute(sql, batch));
  }

  @Override
  public void reject(long runId, List<Rejected> rejections, OffsetDateTime at) {
    List<@Nullable Object[]> rows = new ArrayList<>(rejections.size());
    for (Rejected rejected : rejections) {
      rows.add(
          new Object[] {
            runId,
            rejected.position(),
            rejected.line(),
            rejected.requestId(),
            rejected.accountId(),
            rejected.amount(),
            rejected.reason().name(),
            rejected.message(),
            at
          });
    }
    jdbc.batchUpdate(REJECTION, rows);
  }
}
