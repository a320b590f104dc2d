package bank.withdrawals.ledger;

import bank.withdrawals.withdrawal.Debited;
import bank.withdrawals.withdrawal.Rejected;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.SortedMap;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/** How a decided chunk gets into the tables, in the way that is fastest on the database at hand. */
interface Books {

  /**
   * Takes each sum from its account, where that has as much and its limits allow it.
   *
   * @param debits by account id; not empty
   * @return how many accounts were debited
   */
  int debit(SortedMap<Long, AccountDebit> debits);

  /** Writes debits into the journal, all at one time; there is at least one. */
  void journal(long fileId, List<Debited> debits, OffsetDateTime at);

  /** Writes rejections, all at one time; there is at least one. */
  void reject(long fileId, List<Rejected> rejections, OffsetDateTime at);

  /** Whether the database locks rows, or whole tables. */
  boolean takesSeveralWriters();

  /** The books of the database behind {@code jdbc}. */
  static Books of(JdbcTemplate jdbc) {
    return isPostgres(jdbc) ? new ArrayBooks(jdbc) : new BatchBooks(jdbc);
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
