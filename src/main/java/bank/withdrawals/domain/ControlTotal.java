package bank.withdrawals.domain;

import java.math.BigDecimal;

/**
 * A control total: a number of rows and the sum of their amounts.
 *
 * @param count rows
 * @param amount sum of the amounts that can be read, over all currencies
 */
public record ControlTotal(long count, BigDecimal amount) {

  /** No rows, no money. */
  public static final ControlTotal NONE = new ControlTotal(0, BigDecimal.ZERO);

  /** The total of both. */
  public ControlTotal plus(ControlTotal other) {
    return new ControlTotal(count + other.count, amount.add(other.amount));
  }
}
