package bank.withdrawals.domain;

import java.math.BigDecimal;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * An account as the rules see it.
 *
 * @param accountId zero or more
 * @param balance zero or more, in units of the currency
 * @param currency ISO 4217 code
 * @param status only an active account can be debited
 * @param withdrawn on the latest day with a withdrawal; null where there was none yet
 */
public record Account(
    long accountId,
    BigDecimal balance,
    String currency,
    Status status,
    Limits limits,
    @Nullable DayTotal withdrawn) {

  /** An account without limits, from which nothing was withdrawn yet. */
  public Account(long accountId, BigDecimal balance, String currency, Status status) {
    this(accountId, balance, currency, status, Limits.NONE, null);
  }

  /** Whether an account can be debited. */
  public enum Status {
    ACTIVE,
    FROZEN,
    CLOSED
  }

  /**
   * What was withdrawn already of what may be withdrawn on {@code day}. Days do not go back: a file
   * that is taken up again behind those of a later day counts for that later day.
   */
  public DayTotal withdrawnOn(LocalDate day) {
    return withdrawn == null || withdrawn.day().isBefore(day)
        ? new DayTotal(day, BigDecimal.ZERO)
        : withdrawn;
  }

  /** This account after a debit of {@code amount}, in units of its currency, on {@code day}. */
  public Account debited(BigDecimal amount, LocalDate day) {
    DayTotal before = withdrawnOn(day);
    return new Account(
        accountId,
        balance.subtract(amount),
        currency,
        status,
        limits,
        new DayTotal(before.day(), before.amount().add(amount)));
  }
}
