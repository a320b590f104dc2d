package bank.withdrawals.ledger;

import bank.withdrawals.domain.Debited;
import bank.withdrawals.domain.Rejected;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.SortedMap;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/** How a decided chunk gets into the tables, in the way that is fastest on the database at hand. */
interface LedgerWriter {

  /**
   * Takes each sum from its account, where that has as much and its limits allow it.
   *
   * @param debits by account id; not empty
   * @return how many accounts were debited
   */
  int debit(SortedMap<Long, AccountDebit> debits);

  /** Writes debits into the journal, all at one time; there is at least one. */
  void journal(long runId, List<Debited> debits, OffsetDateTime at);

  /** Writes rejections, all at one time; there is at least one. */
  void reject(long runId, List<Rejected> rejections, OffsetDateTime at);

  /** Whether the database locks rows, or whole tables. */
  boolean supportsConcurrentWriters();

  /** The books of the database behind {@code jdbc}. */
  static LedgerWriter of(JdbcTemplate jdbc) {
    return isPostgres(jdbc) ? new PostgresLedgerWriter(jdbc) : new HsqldbLedgerWriter(jdbc);
  }

  /** Whether it is PostgreSQL behind {@code jdbc}, or HSQLDB. */
  static boolean isPostgres(JdbcTemplate jdbc) {
    return "PostgreSQL"
        .equals(
            jdbc.execute(
                (ConnectionCallback<String>)
                    connection -> connection.getMetaData().getDatabaseProductName()));
  }
}
