package bank.withdrawals.domain;

/** The outcome of a row: exactly one of the two, and it never changes. */
public sealed interface Decision permits Debited, Rejected {
  /** Ordinal of the row in its work file, from 1. */
  long position();

  /** Line of the input file on which the row starts. */
  long line();
}
