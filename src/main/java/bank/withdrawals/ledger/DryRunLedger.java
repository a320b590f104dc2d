package bank.withdrawals.ledger;

import bank.withdrawals.domain.Account;
import bank.withdrawals.domain.Decision;
import bank.withdrawals.domain.PriorDebit;
import bank.withdrawals.domain.ValidatedRow;
import bank.withdrawals.domain.WithdrawalRequest;
import java.time.Clock;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Finds out what the {@link Ledger} would decide. It runs a ledger on a scratch database and only
 * reads the real one.
 *
 * <ol>
 *   <li>Copy the chunk's accounts and the earlier debits under its request ids into the scratch
 *       database, unless an earlier chunk has copied them.
 *   <li>Let a ledger decide the chunk there. It also sees what it did for the earlier chunks.
 * </ol>
 *
 * <p>Memory does not grow with the file, because the scratch database is on disk.
 */
public final class DryRunLedger {

  /** The run id of the copied debits. */
  private static final long COPIED = -1;

  private static final String COPY_DEBIT =
      """
      INSERT INTO withdrawal (run_id, position, line_number, request_id, account_id, amount, currency,
                              balance_after, debited_at)
      VALUES (?, ?, 0, ?, ?, ?, 'XXX', 0, ?)
      """;

  private final LedgerReader real;
  private final JdbcTemplate scratch;
  private final LedgerReader copied;
  private final Accounts copiedAccounts;
  private final Ledger ledger;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private long copiedDebits;

  /**
   * A dry run that has decided nothing yet.
   *
   * @param real the database with the accounts and the journal
   * @param scratch an empty database with the same tables, which nobody else uses
   */
  public DryRunLedger(JdbcTemplate real, DataSource scratch, Clock clock) {
    PlatformTransactionManager transactions = new JdbcTransactionManager(scratch);
    this.real = new LedgerReader(Database.of(real), real);
    this.scratch = new JdbcTemplate(scratch);
    this.copied = new LedgerReader(Database.of(this.scratch), this.scratch);
    this.copiedAccounts = new Accounts(this.scratch, transactions);
    this.ledger = new Ledger(this.scratch, clock);
    this.transaction = new TransactionTemplate(transactions);
    this.clock = clock;
  }

  /** Decides a chunk like {@link Ledger#decide}, in a transaction of the scratch database. */
  public List<Decision> decide(long runId, LocalDate day, List<? extends ValidatedRow> chunk) {
    List<WithdrawalRequest> requests = Ledger.wellFormed(chunk);
    return Objects.requireNonNull(
        transaction.execute(
            status -> {
              copyAccounts(Ledger.accountIds(requests));
              copyDebits(Ledger.requestIds(requests));
              return ledger.decide(runId, day, chunk);
            }));
  }

  /** The rows that were decided here. */
  public DecidedRows decidedRows() {
    return new DecidedRows(scratch);
  }

  /** The sums of the rows that were decided here. */
  public DecidedTotals decidedTotals() {
    return new DecidedTotals(scratch);
  }

  private void copyAccounts(List<Long> ids) {
    Collection<Account> accounts = missing(ids, copied::accounts, real::accounts).values();
    copiedAccounts.open(List.copyOf(accounts));
  }

  private void copyDebits(List<String> requestIds) {
    Map<String, PriorDebit> debits = missing(requestIds, copied::priorDebits, real::priorDebits);
    List<Object[]> rows = new ArrayList<>(debits.size());
    OffsetDateTime now = OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    debits.forEach(
        (requestId, debit) ->
            rows.add(
                new Object[] {
                  COPIED, ++copiedDebits, requestId, debit.accountId(), debit.amount(), now
                }));
    if (!rows.isEmpty()) {
      scratch.batchUpdate(COPY_DEBIT, rows);
    }
  }

  private static <K, V> Map<K, V> missing(
      List<K> keys,
      Function<Collection<K>, Map<K, V>> copied,
      Function<Collection<K>, Map<K, V>> real) {
    Set<K> existing = copied.apply(keys).keySet();
    return real.apply(
        keys.stream().filter(key -> !existing.contains(key)).collect(Collectors.toList()));
  }
}
