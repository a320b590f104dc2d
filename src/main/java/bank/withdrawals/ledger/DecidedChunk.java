package bank.withdrawals.ledger;

import bank.withdrawals.domain.Account;
import bank.withdrawals.domain.Debited;
import bank.withdrawals.domain.Decision;
import bank.withdrawals.domain.PriorDebit;
import bank.withdrawals.domain.Rejected;
import bank.withdrawals.domain.Rules;
import bank.withdrawals.domain.ValidatedRow;
import bank.withdrawals.domain.WithdrawalRequest;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a chunk does, before anything of it is written.
 *
 * @param decisions one a row, in file order
 * @param debits by account id
 * @param rejectedRequests the well-formed requests that are rejected
 */
record DecidedChunk(
    List<Decision> decisions,
    SortedMap<Long, AccountDebit> debits,
    List<WithdrawalRequest> rejectedRequests) {

  /**
   * Decides every row in file order. Each decision sees the balances that the rows before it left.
   *
   * @param before the accounts as they are before the chunk, by id
   * @param priorDebits earlier debits by request id
   */
  static DecidedChunk of(
      List<? extends ValidatedRow> chunk,
      Map<Long, Account> before,
      Map<String, PriorDebit> priorDebits,
      LocalDate day) {
    Map<Long, Account> accounts = new HashMap<>(before);
    Map<String, PriorDebit> prior = new HashMap<>(priorDebits);
    List<Decision> decisions = new ArrayList<>(chunk.size());
    SortedMap<Long, AccountDebit> debits = new TreeMap<>();
    List<WithdrawalRequest> rejectedRequests = new ArrayList<>();
    for (ValidatedRow row : chunk) {
      Decision decision = decide(row, accounts, prior, day);
      if (decision instanceof Debited debited) {
        Account account =
            Objects.requireNonNull(
                accounts.computeIfPresent(
                    debited.accountId(), (id, a) -> a.debited(debited.amount(), day)));
        prior.put(debited.requestId(), new PriorDebit(debited.accountId(), debited.amount()));
        debits.merge(
            debited.accountId(),
            new AccountDebit(debited.amount(), debited.amount(), account.withdrawnOn(day)),
            AccountDebit::plus);
      } else if (row instanceof WithdrawalRequest request) {
        rejectedRequests.add(request);
      }
      decisions.add(decision);
    }
    return new DecidedChunk(decisions, debits, rejectedRequests);
  }

  private static Decision decide(
      ValidatedRow row, Map<Long, Account> accounts, Map<String, PriorDebit> prior, LocalDate day) {
    if (row instanceof WithdrawalRequest request) {
      return Rules.decide(
          request, accounts.get(request.accountId()), prior.get(request.requestId()), day);
    }
    return (Rejected) row;
  }
}
