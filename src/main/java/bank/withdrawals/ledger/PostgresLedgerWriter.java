package bank.withdrawals.ledger;

import bank.withdrawals.domain.Debited;
import bank.withdrawals.domain.Rejected;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * For PostgreSQL, where each statement is a round trip and planned again: one statement a table,
 * with an array a column.
 */
final class PostgresLedgerWriter implements LedgerWriter {

  private static final String DEBIT =
      """
      UPDATE account a
      SET balance = a.balance - d.amount,
          daily_total_date = d.day,
          daily_total = d.daily_total
      FROM unnest(?::bigint[], ?::numeric[], ?::numeric[], ?::date[], ?::numeric[])
           AS d (account_id, amount, largest, day, daily_total)
      WHERE a.account_id = d.account_id
        AND a.balance >= d.amount
        AND (a.withdrawal_limit IS NULL OR a.withdrawal_limit >= d.largest)
        AND (a.daily_limit IS NULL OR a.daily_limit >= d.daily_total)
      """;

  private static final String JOURNAL =
      """
      INSERT INTO withdrawal (run_id, position, line_number, request_id, account_id, amount, currency,
                              balance_after, debited_at)
      SELECT ?, d.*, ?
      FROM unnest(?::bigint[], ?::bigint[], ?::varchar[], ?::bigint[], ?::numeric[], ?::varchar[],
                  ?::numeric[]) AS d
      """;

  private static final String REJECTION =
      """
      INSERT INTO rejection (run_id, rejected_at, position, line_number, request_id, account_id, amount,
                             reason, message)
      SELECT ?, ?, d.*
      FROM unnest(?::bigint[], ?::bigint[], ?::varchar[], ?::bigint[], ?::numeric[], ?::varchar[],
                  ?::varchar[]) AS d
      """;

  private final JdbcTemplate jdbc;

  PostgresLedgerWriter(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public int debit(SortedMap<Long, AccountDebit> debits) {
    return jdbc.update(
        connection -> {
          PreparedStatement statement = connection.prepareStatement(DEBIT);
          List<AccountDebit> sums = List.copyOf(debits.values());
          set(statement, 1, "bigint", debits.keySet().toArray());
          set(statement, 2, "numeric", column(sums, AccountDebit::sum));
          set(statement, 3, "numeric", column(sums, AccountDebit::largest));
          set(statement, 4, "date", column(sums, sum -> sum.dayTotal().day()));
          set(statement, 5, "numeric", column(sums, sum -> sum.dayTotal().amount()));
          return statement;
        });
  }

  @Override
  public void journal(long runId, List<Debited> debits, OffsetDateTime at) {
    jdbc.update(
        connection -> {
          PreparedStatement statement = connection.prepareStatement(JOURNAL);
          statement.setLong(1, runId);
          statement.setObject(2, at);
          set(statement, 3, "bigint", column(debits, Debited::position));
          set(statement, 4, "bigint", column(debits, Debited::line));
          set(statement, 5, "varchar", column(debits, Debited::requestId));
          set(statement, 6, "bigint", column(debits, Debited::accountId));
          set(statement, 7, "numeric", column(debits, Debited::amount));
          set(statement, 8, "varchar", column(debits, Debited::currency));
          set(statement, 9, "numeric", column(debits, Debited::balanceAfter));
          return statement;
        });
  }

  @Override
  public void reject(long runId, List<Rejected> rejections, OffsetDateTime at) {
    jdbc.update(
        connection -> {
          PreparedStatement statement = connection.prepareStatement(REJECTION);
          statement.setLong(1, runId);
          statement.setObject(2, at);
          set(statement, 3, "bigint", column(rejections, Rejected::position));
          set(statement, 4, "bigint", column(rejections, Rejected::line));
          set(statement, 5, "varchar", column(rejections, Rejected::requestId));
          set(statement, 6, "bigint", column(rejections, Rejected::accountId));
          set(statement, 7, "numeric", column(rejections, Rejected::amount));
          set(statement, 8, "varchar", column(rejections, rejected -> rejected.reason().name()));
          set(statement, 9, "varchar", column(rejections, Rejected::message));
          return statement;
        });
  }

  private static <T> @Nullable Object[] column(List<T> rows, Function<T, @Nullable Object> cell) {
    return rows.stream().map(cell).toArray();
  }

  private static void set(
      PreparedStatement statement, int parameter, String type, @Nullable Object[] values)
      throws SQLException {
    Connection connection = statement.getConnection();
    statement.setArray(parameter, connection.createArrayOf(type, values));
  }
}
