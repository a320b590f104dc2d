package bank.withdrawals.ledger;

import bank.withdrawals.domain.Account;
import bank.withdrawals.domain.Debited;
import bank.withdrawals.domain.Decision;
import bank.withdrawals.domain.PriorDebit;
import bank.withdrawals.domain.Rejected;
import bank.withdrawals.domain.Rules;
import bank.withdrawals.domain.ValidatedRow;
import bank.withdrawals.domain.WithdrawalRequest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Clock;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.ConnectionCallback;
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
 *   <li>Decide every row in file order by the pure {@link Rules}, as if none of the chunk's request
 *       ids was debited before. Each decision sees the balances that the rows before it left.
 *   <li>Look up the request ids of the rejected rows. This comes after the lock, so that it sees a
 *       debit that another writer has just committed.
 *   <li>Debit each account once, by the sum of its debits, with a guarded UPDATE.
 *   <li>Write the journal. Its unique index on the request id answers for the debited rows.
 *   <li>Write the rejections.
 * </ol>
 *
 * <p>If a request id was debited before after all, the chunk's debits are undone to a savepoint.
 * Then all its request ids are looked up, and it is decided and written again. So the decisions are
 * the same as those after a look-up of all request ids, which costs more than the index alone. The
 * next chunks are looked up at once, because a file that repeats one row often repeats many.
 *
 * <p>The unique index is also the last safeguard: a repeated id that the look-up misses fails
 * there, and the whole transaction with it.
 */
@Component
public class Ledger {

  /** How many chunks without a repeated request id are still looked up after one with it. */
  private static final int LOOK_UPS = 20;

  private final JdbcTemplate jdbc;
  private final LedgerReader reader;
  private final LedgerWriter writer;
  private final Clock clock;

  /** How many of the next chunks are looked up before they are written. */
  private final AtomicInteger lookUps = new AtomicInteger();

  /** The ledger in the database that {@code jdbc} is connected to. */
  @Autowired
  public Ledger(JdbcTemplate jdbc, Clock clock) {
    this(
        jdbc,
        new LedgerReader(Database.of(jdbc), jdbc),
        LedgerWriter.of(Database.of(jdbc), jdbc),
        clock);
  }

  Ledger(JdbcTemplate jdbc, LedgerReader reader, LedgerWriter writer, Clock clock) {
    this.jdbc = jdbc;
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
    OffsetDateTime now = OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    DecidedChunk decided =
        (lookUps.get() > 0
                ? Optional.<DecidedChunk>empty()
                : debitedIfNoneWasBefore(
                    runId, DecidedChunk.of(chunk, accounts, Map.of(), day), now))
            .orElseGet(
                () -> {
                  Map<String, PriorDebit> prior = reader.priorDebits(requestIds(requests));
                  lookUps.updateAndGet(n -> prior.isEmpty() ? Math.max(0, n - 1) : LOOK_UPS);
                  return debited(runId, DecidedChunk.of(chunk, accounts, prior, day), now);
                });
    reject(runId, decided.decisions(), now);
    return decided.decisions();
  }

  /**
   * Debits a chunk that was decided as if none of its request ids was debited before.
   *
   * @return the chunk; empty if an id was debited before after all, and then nothing is done
   */
  private Optional<DecidedChunk> debitedIfNoneWasBefore(
      long runId, DecidedChunk chunk, OffsetDateTime now) {
    if (!reader.priorDebits(requestIds(chunk.rejectedRequests())).isEmpty()) {
      return Optional.empty();
    }
    Savepoint before =
        Objects.requireNonNull(
            jdbc.execute((ConnectionCallback<Savepoint>) Connection::setSavepoint));
    try {
      debited(runId, chunk, now);
    } catch (DuplicateKeyException debitedBefore) {
      to(before, Connection::rollback);
      return Optional.empty();
    }
    to(before, Connection::releaseSavepoint);
    return Optional.of(chunk);
  }

  private DecidedChunk debited(long runId, DecidedChunk chunk, OffsetDateTime now) {
    debit(chunk.debits());
    journal(runId, chunk.decisions(), now);
    return chunk;
  }

  private interface SavepointAction {
    void apply(Connection connection, Savepoint savepoint) throws SQLException;
  }

  private void to(Savepoint savepoint, SavepointAction action) {
    jdbc.execute(
        (ConnectionCallback<Boolean>)
            connection -> {
              action.apply(connection, savepoint);
              return true;
            });
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

  /** In the order of request ids, so that the index on these is walked in order. */
  private void journal(long runId, List<Decision> decisions, OffsetDateTime at) {
    List<Debited> debits = new ArrayList<>(only(Debited.class, decisions));
    if (!debits.isEmpty()) {
      debits.sort(Comparator.comparing(Debited::requestId));
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
