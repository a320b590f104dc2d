package bank.withdrawals.report;

import bank.withdrawals.domain.RejectReason;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Component;

/**
 * What became of every row of a file, a page in memory at a time. By ranges of lines rather than
 * numbers of rows, for with a limit HSQLDB sorts all the rest of the file for every page.
 */
@Component
public class RowResults {

  private static final int PAGE_LINES = 5_000;

  private static final String RANGE = " WHERE run_id = ? AND line_number > ? AND line_number <= ?";

  private static final String DEBITED =
      "SELECT line_number, request_id, account_id, amount, currency, balance_after FROM withdrawal"
          + RANGE;

  private static final String REJECTED =
      "SELECT line_number, request_id, account_id, amount, reason, message FROM rejection" + RANGE;

  private static final String FIRST_REJECTED =
      "SELECT line_number, request_id, account_id, amount, reason, message FROM rejection"
          + " WHERE run_id = ? ORDER BY line_number FETCH FIRST %d ROWS ONLY";

  private static final String LAST_LINE =
      "SELECT MAX(line_number) FROM (SELECT MAX(line_number) AS line_number FROM withdrawal"
          + " WHERE run_id = ? UNION ALL SELECT MAX(line_number) FROM rejection"
          + " WHERE run_id = ?) AS l";

  private static final RowMapper<RowResult> DEBIT =
      (row, n) ->
          new RowResult(
              row.getLong(1),
              row.getString(2),
              row.getLong(3),
              row.getBigDecimal(4),
              row.getString(5),
              row.getBigDecimal(6),
              null,
              null);

  private static final RowMapper<RowResult> REJECTION =
      (row, n) ->
          new RowResult(
              row.getLong(1),
              row.getString(2),
              row.getObject(3, Long.class),
              row.getObject(4, BigDecimal.class),
              null,
              null,
              RejectReason.valueOf(row.getString(5)),
              row.getString(6));

  private final JdbcTemplate jdbc;

  /** The results in the database behind {@code jdbc}. */
  public RowResults(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** The first {@code limit} rejected rows of a file, in file order. */
  List<RowResult> firstRejections(long runId, int limit) {
    return jdbc.query(FIRST_REJECTED.formatted(limit), REJECTION, runId);
  }

  /** Gives every decided row of a file to {@code taker}, in file order. */
  public void forEach(long runId, Consumer<RowResult> taker) {
    Long last = jdbc.queryForObject(LAST_LINE, Long.class, runId, runId);
    long lastLine = last == null ? 0 : last;
    for (long after = 0; after < lastLine; after += PAGE_LINES) {
      List<RowResult> page = new ArrayList<>();
      page.addAll(jdbc.query(DEBITED, DEBIT, runId, after, after + PAGE_LINES));
      page.addAll(jdbc.query(REJECTED, REJECTION, runId, after, after + PAGE_LINES));
      page.sort(Comparator.comparingLong(RowResult::line));
      page.forEach(taker);
    }
  }
}
