package bank.withdrawals.ledger;

import bank.withdrawals.domain.Debited;
import bank.withdrawals.domain.Rejected;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.SortedMap;
import org.springframework.jdbc.core.JdbcTemplate;

/** Writes a decided chunk into the tables, in the fastest way for the database. */
interface LedgerWriter {

  /**
   * Debits each account by the sum of its debits, if its balance and its limits allow it.
   *
   * @param debits by account id; not empty
   * @return how many accounts were debited
   */
  int debit(SortedMap<Long, AccountDebit> debits);

  /** Writes debits into the journal, all with the same time; the list is not empty. */
  void journal(long runId, List<Debited> debits, OffsetDateTime at);

  /** Writes rejections, all with the same time; the list is not empty. */
  void reject(long runId, List<Rejected> rejections, OffsetDateTime at);

  /** The writer for the database that {@code jdbc} is connected to. */
  static LedgerWriter of(Database database, JdbcTemplate jdbc) {
    return database == Database.POSTGRESQL
        ? new PostgresLedgerWriter(jdbc)
        : new HsqldbLedgerWriter(jdbc);
  }
}
