package bank.withdrawals.ledger;

/**
 * A slice of an accepted file: a row of the table {@code slice}. Its rows are decided in the order
 * of positions, and its events are published in that order.
 *
 * @param number from 1, in order of positions
 * @param first position of its first row
 * @param last position of its last row
 * @param publishedThrough the last position whose event is known to be published; the one before
 *     the slice if none is
 */
public record RunSlice(long runId, int number, long first, long last, long publishedThrough) {

  /** A slice of which no event is published. */
  public RunSlice(long runId, int number, long first, long last) {
    this(runId, number, first, last, first - 1);
  }

  /** The position before the slice. */
  public long before() {
    return first - 1;
  }
}
