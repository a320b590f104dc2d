package bank.withdrawals.ledger;

import bank.withdrawals.domain.Account;
import bank.withdrawals.domain.Debited;
import bank.withdrawals.domain.Decision;
import bank.withdrawals.domain.PriorDebit;
import bank.withdrawals.domain.Rejected;
import bank.withdrawals.domain.Rules;
import bank.withdrawals.domain.ValidatedRow;
import bank.withdrawals.domain.WithdrawalRequest;
import java.time.Clock;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Where money moves. A chunk goes in, one decision for each of its rows comes out, and the caller's
 * transaction then holds all of it: balances, journal and rejections.
 *
 * <ol>
 *   <li>Lock the chunk's accounts, lowest id first so that two writers cannot deadlock. From here
 *       on to the commit their balances and limits are ours.
 *   <li>Look up which of the chunk's request ids were debited before. After the lock, so that a
 *       debit another writer has just committed is seen.
 *   <li>Decide every row in file order by the pure {@link Rules}, each on what the rows before it
 *       left.
 *   <li>Debit each account once, by the sum of its debits, with a guarded UPDATE.
 *   <li>Write the journal and the rejections.
 * </ol>
 *
 * <p>The unique request id of the journal is the last line: whatever slips past the look-up fails
 * there, and the transaction with it.
 */
@Component
public class Ledger {

  private final LedgerReader lookups;
  private final LedgerWriter books;
  private final Clock clock;

  /** The ledger of the database behind {@code jdbc}. */
  @Autowired
  public Ledger(JdbcTemplate jdbc, Clock clock) {
    this(LedgerReader.of(jdbc), LedgerWriter.of(jdbc), clock);
  }

  Ledger(LedgerReader lookups, LedgerWriter books, Clock clock) {
    this.lookups = lookups;
    this.books = books;
    this.clock = clock;
  }

  /** Whether chunks about different accounts can be decided at the same time. */
  public boolean supportsConcurrentWriters() {
    return books.supportsConcurrentWriters();
  }

  /**
   * Decides the rows of one chunk and books what follows, in the caller's transaction.
   *
   * @param runId the input file the rows are of
   * @param day the file's business date, for which its debits count
   * @param chunk rows in file order
   * @return one decision a row, in the same order
   * @throws ConcurrencyFailureException where a locked balance changed all the same; nothing of the
   *     chunk may be committed then
   * @throws org.springframework.dao.DataAccessException where the database failed
   */
  @Transactional(propagation = Propagation.MANDATORY)
  public List<Decision> decide(long runId, LocalDate day, List<? extends ValidatedRow> chunk) {
    List<WithdrawalRequest> requests = wellFormed(chunk);
    Map<Long, Account> accounts = lookups.lockAccounts(accountIds(requests));
    Map<String, PriorDebit> prior = lookups.priorDebits(requestIds(requests));
    List<Decision> decisions = new ArrayList<>(chunk.size());
    SortedMap<Long, AccountDebit> debits = new TreeMap<>();
    for (ValidatedRow row : chunk) {
      Decision decision = decide(row, accounts, prior, day);
      if (decision instanceof Debited debited) {
        WithdrawalRequest request = debited.request();
        Account account =
            Objects.requireNonNull(
                accounts.computeIfPresent(
                    request.accountId(), (id, before) -> before.debited(request.amount(), day)));
        prior.put(request.requestId(), new PriorDebit(request.accountId(), request.amount()));
        debits.merge(
            request.accountId(),
            new AccountDebit(request.amount(), request.amount(), account.withdrawnOn(day)),
            AccountDebit::plus);
      }
      decisions.add(decision);
    }
    debit(debits);
    OffsetDateTime now = OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    journal(runId, decisions, now);
    reject(runId, decisions, now);
    return decisions;
  }

  private static Decision decide(
      ValidatedRow row, Map<Long, Account> accounts, Map<String, PriorDebit> prior, LocalDate day) {
    if (row instanceof WithdrawalRequest request) {
      return Rules.decide(
          request, accounts.get(request.accountId()), prior.get(request.requestId()), day);
    }
    return (Rejected) row;
  }

  static List<WithdrawalRequest> wellFormed(List<? extends ValidatedRow> chunk) {
    return only(WithdrawalRequest.class, List.copyOf(chunk));
  }

  static List<Long> accountIds(List<WithdrawalRequest> requests) {
    return requests.stream().map(WithdrawalRequest::accountId).distinct().sorted().toList();
  }

  static List<String> requestIds(List<WithdrawalRequest> requests) {
    return requests.stream().map(WithdrawalRequest::requestId).distinct().toList();
  }

  private void debit(SortedMap<Long, AccountDebit> debits) {
    if (debits.isEmpty()) {
      return;
    }
    int debited = books.debit(debits);
    if (debited < debits.size()) {
      throw new ConcurrencyFailureException(
          "A balance or limit changed while its account was locked");
    }
    if (debited > debits.size()) {
      throw new IllegalStateException(
          "%d debits changed %d accounts".formatted(debits.size(), debited));
    }
  }

  private void journal(long runId, List<Decision> decisions, OffsetDateTime at) {
    List<Debited> debits = only(Debited.class, decisions);
    if (!debits.isEmpty()) {
      books.journal(runId, debits, at);
    }
  }

  private void reject(long runId, List<Decision> decisions, OffsetDateTime at) {
    List<Rejected> rejections = only(Rejected.class, decisions);
    if (!rejections.isEmpty()) {
      books.reject(runId, rejections, at);
    }
  }

  private static <T> List<T> only(Class<T> kind, List<? super T> all) {
    return all.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
