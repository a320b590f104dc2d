package bank.withdrawals.report;

import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/** Which of the two databases it is, where that decides what fits into memory. */
public final class Postgres {

  private Postgres() {}

  /** Whether it is PostgreSQL, or HSQLDB. */
  public static boolean isBehind(JdbcTemplate jdbc) {
    return "PostgreSQL"
        .equals(
            jdbc.execute(
                (ConnectionCallback<String>)
                    connection -> connection.getMetaData().getDatabaseProductName()));
  }
}
