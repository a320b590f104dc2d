package bank.withdrawals.domain;

/** The outcome of a row: exactly one of the two, and it never changes. */
public sealed interface Decision permits Debited, Rejected {
  /** Line of the input file on which the row starts. */
  long line();
}
