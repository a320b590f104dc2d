package bank.withdrawals.ledger;

import bank.withdrawals.domain.Decision;
import java.time.Instant;

/**
 * A row that is debited or rejected, read from the tables.
 *
 * @param decidedAt when its chunk was decided
 */
public record DecidedRow(Decision decision, Instant decidedAt) {

  /** Ordinal of the row in its work file, from 1. */
  public long position() {
    return decision.position();
  }

  /** Line of the input file on which the row starts. */
  public long line() {
    return decision.line();
  }
}
