package bank.withdrawals.bench;

import bank.withdrawals.testing.WithdrawalsTester;
import java.io.InputStream;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.Statement;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/**
 * What a database administrator would do: load the file and debit it in one statement. It sends no
 * events and cannot restart. After the first row that an account cannot pay, it rejects all later
 * rows of that account. So it is a practical upper bound.
 */
final class SetBasedSql implements Contender.Way {

  private static final String SETTLE =
      """
      WITH running AS (
        SELECT line, request_id, i.account_id, i.amount, a.balance,
               SUM(i.amount) OVER (PARTITION BY i.account_id ORDER BY line) AS spent
        FROM incoming i LEFT JOIN account a ON a.account_id = i.account_id
      ), debited AS (
        INSERT INTO withdrawal
        SELECT 1, line, line, request_id, account_id, amount, 'USD', balance - spent, now()
        FROM running WHERE spent <= balance
        RETURNING account_id, amount
      ), rejected AS (
        INSERT INTO rejection
        SELECT 1, line, line, request_id, account_id, amount, 'INSUFFICIENT_FUNDS', '', now()
        FROM running WHERE balance IS NULL OR spent > balance
      )
      UPDATE account a SET balance = a.balance - d.total
      FROM (SELECT account_id, SUM(amount) AS total FROM debited GROUP BY account_id) d
      WHERE a.account_id = d.account_id
      """;

  @Override
  public void process(WithdrawalsTester tester, BenchFile file, int rows) throws Exception {
    try (Connection connection = tester.get(DataSource.class).getConnection();
        Statement statement = connection.createStatement();
        InputStream csv = Files.newInputStream(file.path())) {
      connection.setAutoCommit(false);
      statement.execute(
          "CREATE UNLOGGED TABLE incoming (line BIGSERIAL, request_id VARCHAR(64),"
              + " account_id BIGINT, amount NUMERIC(19, 4))");
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn(
              "COPY incoming (request_id, account_id, amount) FROM STDIN WITH (FORMAT csv, HEADER)",
              csv);
      statement.executeUpdate(SETTLE);
      connection.commit();
    }
  }
}
