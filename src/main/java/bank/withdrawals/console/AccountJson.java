package bank.withdrawals.console;

import bank.withdrawals.domain.Account;
import bank.withdrawals.domain.Money;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * An account as JSON. Amounts are text, in units of the currency.
 *
 * @param accountNumber left out of the JSON if the account has no number; likewise the limits
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AccountJson(
    String accountId,
    @Nullable String accountNumber,
    String balance,
    String currency,
    String status,
    @Nullable String withdrawalLimit,
    @Nullable String dailyLimit) {

  /** The JSON form of {@code account}. */
  public static AccountJson of(Account account) {
    String currency = account.currency();
    return new AccountJson(
        Long.toString(account.accountId()),
        account.number(),
        Money.format(account.balance(), currency),
        currency,
        account.status().name(),
        amount(account.limits().perWithdrawal(), currency),
        amount(account.limits().perDay(), currency));
  }

  private static @Nullable String amount(@Nullable BigDecimal limit, String currency) {
    return limit == null ? null : Money.format(limit, currency);
  }
}
