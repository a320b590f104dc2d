package bank.withdrawals.withdrawal;

import java.math.BigDecimal;

/**
 * An account as the rules see it.
 *
 * @param accountId zero or more
 * @param balance zero or more, in units of the currency
 * @param currency ISO 4217 code
 * @param status only an active account can be debited
 */
public record Account(long accountId, BigDecimal balance, String currency, Status status) {

  /** Whether an account can be debited. */
  public enum Status {
    ACTIVE,
    FROZEN,
    CLOSED
  }

  /** This account after a debit of {@code amount}, in units of its currency. */
  public Account debited(BigDecimal amount) {
    return new Account(accountId, balance.subtract(amount), currency, status);
  }
}
