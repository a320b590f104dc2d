package bank.withdrawals.ledger;

import bank.withdrawals.domain.Money;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings for accounts.
 *
 * @param defaultCurrency ISO 4217 code of an imported account without a currency
 * @param balances where the balances are kept
 */
@ConfigurationProperties("withdrawals.accounts")
public record AccountSettings(
    @DefaultValue("USD") String defaultCurrency, @DefaultValue("here") Balances balances) {

  /** Where the balances of accounts are kept. */
  public enum Balances {
    /** This database is the book: every change of a balance is a debit or an adjustment. */
    HERE,
    /** Other applications change the balances too. */
    ELSEWHERE
  }

  /** Refuses an unknown currency. */
  public AccountSettings {
    if (Money.decimals(defaultCurrency).isEmpty()) {
      throw new IllegalArgumentException(
          "withdrawals.accounts.default-currency is not an ISO 4217 code: " + defaultCurrency);
    }
  }
}
