package bank.withdrawals.ledger;

import bank.withdrawals.domain.Debited;
import bank.withdrawals.domain.Decision;
import bank.withdrawals.domain.Rejected;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A row that is debited or rejected, read from the tables.
 *
 * @param decidedAt when its chunk was decided
 * @param accountNumber the number of its account; null if the account has none, or if nobody asked
 */
public record DecidedRow(Decision decision, Instant decidedAt, @Nullable String accountNumber) {

  /** A row whose account number nobody asked for. */
  public DecidedRow(Decision decision, Instant decidedAt) {
    this(decision, decidedAt, null);
  }

  /** The account that is debited, or that the rejected row names; null if it names none. */
  public @Nullable Long accountId() {
    return decision instanceof Debited debited
        ? Long.valueOf(debited.accountId())
        : ((Rejected) decision).accountId();
  }

  /** This row with the number of its account; null for none. */
  public DecidedRow withAccountNumber(@Nullable String number) {
    return new DecidedRow(decision, decidedAt, number);
  }

  /** Ordinal of the row in its work file, from 1. */
  public long position() {
    return decision.position();
  }

  /** Line of the input file on which the row starts. */
  public long line() {
    return decision.line();
  }
}
