package bank.withdrawals.ledger;

import bank.withdrawals.domain.Money;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings for opening accounts.
 *
 * @param defaultCurrency ISO 4217 code of an imported account without a currency
 */
@ConfigurationProperties("withdrawals.accounts")
public record AccountSettings(@DefaultValue("USD") String defaultCurrency) {

  /** Refuses an unknown currency. */
  public AccountSettings {
    if (Money.decimals(defaultCurrency).isEmpty()) {
      throw new IllegalArgumentException(
          "withdrawals.accounts.default-currency is not an ISO 4217 code: " + defaultCurrency);
    }
  }
}
