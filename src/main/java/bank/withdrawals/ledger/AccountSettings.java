package bank.withdrawals.ledger;

import bank.withdrawals.domain.Money;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How accounts are opened.
 *
 * @param defaultCurrency ISO 4217 code of an imported account that names none
 */
@ConfigurationProperties("withdrawals.accounts")
public record AccountSettings(@DefaultValue("USD") String defaultCurrency) {

  /** Refuses what is no currency. */
  public AccountSettings {
    if (Money.decimals(defaultCurrency).isEmpty()) {
      throw new IllegalArgumentException(
          "withdrawals.accounts.default-currency is not an ISO 4217 code: " + defaultCurrency);
    }
  }
}
