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
 * Moves the money. It takes a chunk of rows and returns one decision for each. The caller's
 * transaction then contains all of it: balances, journal and rejections.
 *
 * <ol>
 *   <li>Lock the chunk's accounts, lowest id first, so that two writers cannot deadlock. Until the
 *       commit, nobody else can change their balances and limits.
 *   <li>Look up which of the chunk's request ids were debited before. This comes after the lock, so
 *       that it sees a debit that another writer has just committed.
 *   <li>Decide every row in file order by the pure {@link Rules}. Each decision sees the balances
 *       that the rows before it left.
 *   <li>Debit each account once, by the sum of its debits, with a guarded UPDATE.
 *   <li>Write the journal and the rejections.
 * </ol>
 *
 * <p>The journal's unique index on the request id is the last safeguard: a duplicate that the
 * look-up misses fails there, and the whole transaction with it.
 */
@Component
public class Ledger {

  private final LedgerReader reader;
  private final LedgerWriter writer;
  private final Clock clock;

  /** The ledger in the database that {@code jdbc} is connected to. */
  @Autowired
  public Ledger(JdbcTemplate jdbc, Clock clock) {
    Database database = Database.of(jdbc);
    this.reader = new LedgerReader(database, jdbc);
    this.writer = LedgerWriter.of(database, jdbc);
    this.clock = clock;
  }

  Ledger(LedgerReader reader, LedgerWriter writer, Clock clock) {
    this.reader = reader;
    this.writer = writer;
    this.clock = clock;
  }

  /**
   * Decides the rows of one chunk and writes the result, in the caller's transaction.
   *
   * @param runId the run that the rows belong to
   * @param day the run's business date, for which its debits count
   * @param chunk rows in file order
   * @return one decision a row, in the same order
   * @throws ConcurrencyFailureException if a balance changed although it was locked; the caller
   *     must roll back
   * @throws org.springframework.dao.DataAccessException if the database fails; the caller must roll
   *     back
   */
  @Transactional(propagation = Propagation.MANDATORY)
  public List<Decision> decide(long runId, LocalDate day, List<? extends ValidatedRow> chunk) {
    List<WithdrawalRequest> requests = wellFormed(chunk);
    Map<Long, Account> accounts = reader.lockAccounts(accountIds(requests));
    Map<String, PriorDebit> prior = reader.priorDebits(requestIds(requests));
    List<Decision> decisions = new ArrayList<>(chunk.size());
    SortedMap<Long, AccountDebit> debits = new TreeMap<>();
    for (ValidatedRow row : chunk) {
      Decision decision = decide(row, accounts, prior, day);
      if (decision instanceof Debited debited) {
        Account account =
            Objects.requireNonNull(
                accounts.computeIfPresent(
                    debited.accountId(), (id, before) -> before.debited(debited.amount(), day)));
        prior.put(debited.requestId(), new PriorDebit(debited.accountId(), debited.amount()));
        debits.merge(
            debited.accountId(),
            new AccountDebit(debited.amount(), debited.amount(), account.withdrawnOn(day)),
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
    return requests.stream()
        .filter(request -> request.unknownNumber() == null)
        .map(WithdrawalRequest::accountId)
        .distinct()
        .sorted()
        .toList();
  }

  static List<String> requestIds(List<WithdrawalRequest> requests) {
    return requests.stream().map(WithdrawalRequest::requestId).distinct().toList();
  }

  private void debit(SortedMap<Long, AccountDebit> debits) {
    if (debits.isEmpty()) {
      return;
    }
    int debited = writer.debit(debits);
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
      writer.journal(runId, debits, at);
    }
  }

  private void reject(long runId, List<Decision> decisions, OffsetDateTime at) {
    List<Rejected> rejections = only(Rejected.class, decisions);
    if (!rejections.isEmpty()) {
      writer.reject(runId, rejections, at);
    }
  }

  private static <T> List<T> only(Class<T> kind, List<? super T> all) {
    return all.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
