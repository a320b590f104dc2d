package bank.withdrawals.domain;

/** What became of a row: exactly one of the two, forever. */
public sealed interface Decision permits Debited, Rejected {
  /** Line of the input file on which the row starts. */
  long line();
}
