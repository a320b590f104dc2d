package bank.withdrawals.reconciliation;

import bank.withdrawals.reconciliation.Reconciliation.Check;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;

/** I2: each request id is debited once. Finds a duplicate even if the unique index is missing. */
final class RequestComparison {

  private static final String DEBITS =
      """
      SELECT request_id, amount FROM withdrawal ORDER BY request_id
      """;

  private final JdbcTemplate jdbc;
  private final Tally tally = new Tally("I2", "debits: each request id once");
  private String lastRequest = "";
  private long times;

  RequestComparison(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  Check compare() {
    RowCallbackHandler compare =
        row -> {
          tally.compared(row.getBigDecimal(2));
          String request = row.getString(1);
          times = request.equals(lastRequest) ? times + 1 : 1;
          lastRequest = request;
          if (times == 2) {
            tally.wrong("Request %s was debited more than once.".formatted(request));
          }
        };
    jdbc.query(DEBITS, compare);
    return tally.check();
  }
}
