package bank.withdrawals.ledger;

import bank.withdrawals.domain.ControlTotal;
import bank.withdrawals.domain.RejectReason;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** The sums of the {@link DecidedRows} of a run. The database adds up; nothing is kept here. */
@Component
public class DecidedTotals {

  private static final String REJECTED =
      """
      SELECT reason, COUNT(*), SUM(amount)
      FROM rejection
      WHERE run_id = ?
      GROUP BY reason
      """;

  private static final String BY_CURRENCY =
      """
      SELECT currency, COUNT(*), SUM(amount)
      FROM withdrawal
      WHERE run_id = ?
      GROUP BY currency
      """;

  /** The debits of a chunk have the same time, so the inner groups are few. */
  private static final String BY_SECOND =
      """
      SELECT date_trunc('second', debited_at) AS s, SUM(debits)
      FROM (SELECT debited_at, COUNT(*) AS debits
            FROM withdrawal
            WHERE run_id = ?
            GROUP BY debited_at) AS chunk
      GROUP BY s
      ORDER BY s
      """;

  private static final String MOST_DEBITED =
      """
      SELECT account_id, COUNT(*) AS debits, SUM(amount), MIN(currency)
      FROM withdrawal
      WHERE run_id = ?
      GROUP BY account_id
      ORDER BY debits DESC, account_id
      FETCH FIRST ? ROWS ONLY
      """;

  private final JdbcTemplate jdbc;
  private final Database database;

  /** The totals in the database that {@code jdbc} is connected to. */
  public DecidedTotals(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
    this.database = Database.of(jdbc);
  }

  /** The number of debits in one second. */
  public record SecondTotal(Instant second, long debits) {}

  /** An account and its debits in a run. */
  public record AccountTotal(long accountId, long debits, BigDecimal amount, String currency) {}

  /**
   * What a report says about the debits of a run besides their sum.
   *
   * @param bySecond in order of time, without the seconds that have none
   * @param mostDebited the accounts with the most debits, the first one first; empty if they would
   *     take too much memory
   */
  public record DebitDetails(List<SecondTotal> bySecond, List<AccountTotal> mostDebited) {}

  /** All debits of a run. */
  public ControlTotal debited(long runId) {
    return debitedByCurrency(runId).values().stream().reduce(ControlTotal.NONE, ControlTotal::plus);
  }

  /**
   * The rejections of a run by reason, in the order of {@link RejectReason}, without empty ones.
   */
  public Map<RejectReason, ControlTotal> rejected(long runId) {
    Map<RejectReason, ControlTotal> byReason = new EnumMap<>(RejectReason.class);
    jdbc.query(
        REJECTED,
        row -> {
          byReason.put(RejectReason.valueOf(row.getString(1)), total(row, 2));
        },
        runId);
    return byReason;
  }

  /** The debits of a run by currency, in order of the codes. */
  public Map<String, ControlTotal> debitedByCurrency(long runId) {
    Map<String, ControlTotal> byCurrency = new TreeMap<>();
    jdbc.query(
        BY_CURRENCY,
        row -> {
          byCurrency.put(row.getString(1), total(row, 2));
        },
        runId);
    return byCurrency;
  }

  /**
   * The details of a run's debits. Memory is bounded for a run of any size.
   *
   * @param limit the most accounts to return, 1 or more
   */
  public DebitDetails details(long runId, int limit) {
    if (!database.keepsGroupsOnDisk()) {
      return DebitPass.read(jdbc, runId, limit);
    }
    return new DebitDetails(
        jdbc.query(
            BY_SECOND,
            (row, n) ->
                new SecondTotal(row.getObject(1, OffsetDateTime.class).toInstant(), row.getLong(2)),
            runId),
        jdbc.query(
            MOST_DEBITED,
            (row, n) ->
                new AccountTotal(
                    row.getLong(1), row.getLong(2), row.getBigDecimal(3), row.getString(4)),
            runId,
            limit));
  }

  /** Reads two columns: count and sum. */
  private static ControlTotal total(ResultSet row, int column) throws SQLException {
    BigDecimal amount = row.getBigDecimal(column + 1);
    return new ControlTotal(row.getLong(column), amount == null ? BigDecimal.ZERO : amount);
  }
}
