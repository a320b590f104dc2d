package bank.withdrawals.report;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** What the HTML report has beyond the summary. Bounded in memory, whatever the file's size. */
@Component
class RunDetails {

  static final int REJECTS = 200;
  private static final int ACCOUNTS = 10;

  /** HSQLDB keeps the groups of a GROUP BY in memory, some 300 bytes each. */
  private static final long MOST_GROUPS_IN_MEMORY = 200_000;

  private static final String SECOND = "CAST(debited_at AS TIMESTAMP(0) WITH TIME ZONE)";

  private static final String SECONDS =
      "SELECT %s AS s, COUNT(*) FROM withdrawal WHERE run_id = ? GROUP BY %s ORDER BY s"
          .formatted(SECOND, SECOND);

  private static final String HIT_MOST =
      "SELECT account_id, COUNT(*) AS debits, SUM(amount), MIN(currency) FROM withdrawal"
          + " WHERE run_id = ? GROUP BY account_id ORDER BY debits DESC, account_id FETCH FIRST "
          + ACCOUNTS
          + " ROWS ONLY";

  private final JdbcTemplate jdbc;
  private final RowResults results;

  RunDetails(JdbcTemplate jdbc, RowResults results) {
    this.jdbc = jdbc;
    this.results = results;
  }

  /** Debits of one second of the run. */
  record Second(Instant at, long debits) {}

  /** An account and its debits in the run. */
  record Hit(long accountId, long debits, BigDecimal amount, String currency) {}

  /**
   * The details of one run.
   *
   * @param rejects the first ones, in file order
   * @param accounts those debited most often; empty as well where it would take too much memory
   */
  record Details(List<Second> seconds, List<RowResult> rejects, List<Hit> accounts) {

    /** Of a run that has decided nothing. */
    static final Details NONE = new Details(List.of(), List.of(), List.of());
  }

  Details of(long runId) {
    return new Details(
        jdbc.query(
            SECONDS,
            (row, n) ->
                new Second(row.getObject(1, OffsetDateTime.class).toInstant(), row.getLong(2)),
            runId),
        results.firstRejections(runId, REJECTS),
        groupsFitMemory()
            ? jdbc.query(
                HIT_MOST,
                (row, n) ->
                    new Hit(row.getLong(1), row.getLong(2), row.getBigDecimal(3), row.getString(4)),
                runId)
            : List.of());
  }

  private boolean groupsFitMemory() {
    Long accounts =
        Postgres.isBehind(jdbc)
            ? Long.valueOf(0)
            : jdbc.queryForObject("SELECT COUNT(*) FROM account", Long.class);
    return accounts != null && accounts <= MOST_GROUPS_IN_MEMORY;
  }
}
