package bank.withdrawals.domain;

import java.math.BigDecimal;

/**
 * How many rows, and how much money they are about.
 *
 * @param count rows
 * @param amount sum of those rows' amounts that can be read, over all currencies
 */
public record ControlTotal(long count, BigDecimal amount) {

  /** No rows, no money. */
  public static final ControlTotal NONE = new ControlTotal(0, BigDecimal.ZERO);

  /** Both sums. */
  public ControlTotal plus(ControlTotal other) {
    return new ControlTotal(count + other.count, amount.add(other.amount));
  }
}
