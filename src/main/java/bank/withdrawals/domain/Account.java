package bank.withdrawals.domain;

import java.math.BigDecimal;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * An account as the rules see it.
 *
 * @param accountId zero or more
 * @param number an {@link AccountNumber} in its normal form; null without one. It never changes
 * @param balance zero or more, in units of the currency
 * @param currency ISO 4217 code
 * @param status only an active account can be debited
 * @param withdrawn the sum of the debits on the latest day with a debit; null before the first
 *     debit
 */
public record Account(
    long accountId,
    @Nullable String number,
    BigDecimal balance,
    String currency,
    Status status,
    Limits limits,
    @Nullable DayTotal withdrawn) {

  /** An account without a number. */
  public Account(
      long accountId,
      BigDecimal balance,
      String currency,
      Status status,
      Limits limits,
      @Nullable DayTotal withdrawn) {
    this(accountId, null, balance, currency, status, limits, withdrawn);
  }

  /** An account without number, limits and debits. */
  public Account(long accountId, BigDecimal balance, String currency, Status status) {
    this(accountId, balance, currency, status, Limits.NONE, null);
  }

  /** This account with a number; null for none. */
  public Account withNumber(@Nullable String newNumber) {
    return new Account(accountId, newNumber, balance, currency, status, limits, withdrawn);
  }

  /** Whether an account can be debited. */
  public enum Status {
    ACTIVE,
    FROZEN,
    CLOSED
  }

  /**
   * The sum that counts towards the daily limit on {@code day}. Days do not go back: if a file is
   * resumed after a file of a later day, its remaining debits count for that later day.
   */
  public DayTotal withdrawnOn(LocalDate day) {
    return withdrawn == null || withdrawn.day().isBefore(day)
        ? new DayTotal(day, BigDecimal.ZERO)
        : withdrawn;
  }

  /** This account after a debit of {@code amount} (in units of its currency) on {@code day}. */
  public Account debited(BigDecimal amount, LocalDate day) {
    DayTotal before = withdrawnOn(day);
    return new Account(
        accountId,
        number,
        balance.subtract(amount),
        currency,
        status,
        limits,
        new DayTotal(before.day(), before.amount().add(amount)));
  }
}
