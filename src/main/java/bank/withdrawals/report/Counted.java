package bank.withdrawals.report;

import java.math.BigDecimal;

/**
 * How many rows, and how much money they are about.
 *
 * @param count rows
 * @param amount sum of those rows' amounts that can be read, over all currencies
 */
public record Counted(long count, BigDecimal amount) {

  /** No rows, no money. */
  public static final Counted NONE = new Counted(0, BigDecimal.ZERO);

  /** Both sums. */
  public Counted plus(Counted other) {
    return new Counted(count + other.count, amount.add(other.amount));
  }
}
