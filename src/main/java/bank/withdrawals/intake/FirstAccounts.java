package bank.withdrawals.intake;

import bank.withdrawals.domain.AccountId;
import bank.withdrawals.domain.Rejected;
import bank.withdrawals.domain.Rules;
import bank.withdrawals.domain.WithdrawalRow;
import java.util.HashSet;
import java.util.Set;

/**
 * The first accounts of a file. If it has 20 valid rows or more and none of its first 1,000
 * accounts exists, it has met the wrong database, or one without accounts: each row would be
 * rejected, and the file archived.
 *
 * <p>Not thread-safe.
 */
public final class FirstAccounts {

  private static final int FEWEST_ROWS = 20;
  private static final int MOST_ACCOUNTS = 1_000;

  private final Set<Long> ids = new HashSet<>();
  private final Set<String> unknownNumbers = new HashSet<>();
  private int validRows;

  /** None of them exists; the message is a sentence for an operator. */
  public static final class NoneExistsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public NoneExistsException(String sentence) {
      super(sentence);
    }
  }

  /** Adds a row, in which the id of the account stands in the place of its number. */
  public void add(WithdrawalRow row) {
    if (validRows < FEWEST_ROWS && !(Rules.validate(row) instanceof Rejected)) {
      validRows++;
    }
    if (count() < MOST_ACCOUNTS) {
      long id = AccountId.parse(row.accountId());
      if (id != AccountId.NONE) {
        ids.add(id);
      } else if (!row.accountNumber().isBlank()) {
        unknownNumbers.add(row.accountNumber());
      }
    }
  }

  /** Whether the file has so many valid rows that one of its accounts should exist. */
  public boolean areExpected() {
    return validRows == FEWEST_ROWS;
  }

  /** The ids among them, 1,000 at most. */
  public Set<Long> ids() {
    return Set.copyOf(ids);
  }

  /** How many accounts there are, those with unknown numbers included; 1,000 at most. */
  public int count() {
    return ids.size() + unknownNumbers.size();
  }
}
