package bank.withdrawals.testing;

import java.math.BigDecimal;
import java.util.SplittableRandom;

/** Limits for accounts whose rows are those of a {@link RandomFile}; some have none. */
public final class RandomLimits {

  private final SplittableRandom random;

  /** Limits that follow from {@code seed}. */
  public RandomLimits(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** The next account's limit per withdrawal, or null. */
  public BigDecimal perWithdrawal() {
    return random.nextInt(3) == 0 ? null : BigDecimal.valueOf(2_000 + random.nextInt(2_000), 2);
  }

  /** The next account's limit per day, or null. */
  public BigDecimal perDay() {
    return random.nextInt(3) == 0 ? null : BigDecimal.valueOf(3_000 + random.nextInt(30_000), 2);
  }
}
