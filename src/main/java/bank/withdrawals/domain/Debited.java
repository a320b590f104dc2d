package bank.withdrawals.domain;

import java.math.BigDecimal;

/**
 * The money was taken.
 *
 * @param request what was asked
 * @param currency the account's currency, ISO 4217
 * @param balanceAfter the account's balance after this debit, never negative
 */
public record Debited(WithdrawalRequest request, String currency, BigDecimal balanceAfter)
    implements Decision {
  @Override
  public long line() {
    return request.line();
  }
}
