package bank.withdrawals.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bank.withdrawals.domain.Account;
import bank.withdrawals.domain.Account.Status;
import bank.withdrawals.testing.LedgerTables;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

class AccountsTest {

  private final SingleConnectionDataSource database =
      new SingleConnectionDataSource("jdbc:hsqldb:mem:" + UUID.randomUUID(), "SA", "", true);
  private final JdbcTemplate jdbc = new JdbcTemplate(database);
  private final Accounts accounts = new Accounts(jdbc, new JdbcTransactionManager(database));

  @BeforeEach
  void makeTables() {
    LedgerTables.create(database);
  }

  @AfterEach
  void dropDatabase() {
    jdbc.execute("SHUTDOWN");
    database.destroy();
  }

  @Test
  void withoutAccountsEveryAnswerIsEmpty() {
    assertThat(accounts.count()).isZero();
    assertThat(accounts.first(5)).isEmpty();
    accounts.forEach(account -> assertThat(account).as("an account").isNull());
    assertThat(accounts.open(List.of())).isZero();
  }

  @Test
  void opensOnlyAccountsThatDoNotExist() {
    Account frozen = account(7, "12.3400", "EUR", Status.FROZEN);
    assertThat(accounts.open(List.of(frozen, account(1, "5.0000", "USD", Status.ACTIVE))))
        .isEqualTo(2);
    Account changed = account(7, "99.0000", "USD", Status.ACTIVE);
    Account third = account(3, "0.0000", "JPY", Status.CLOSED);
    assertThat(accounts.open(List.of(changed, third))).isEqualTo(1);

    assertThat(accounts.count()).isEqualTo(3);
    List<Account> all = new ArrayList<>();
    accounts.forEach(all::add);
    assertThat(all).containsExactly(account(1, "5.0000", "USD", Status.ACTIVE), third, frozen);
    assertThat(accounts.first(2)).isEqualTo(all.subList(0, 2));
    assertThat(
            jdbc.queryForList(
                "SELECT opening_balance FROM account ORDER BY account_id", BigDecimal.class))
        .containsExactly(
            new BigDecimal("5.0000"), new BigDecimal("0.0000"), new BigDecimal("12.3400"));
  }

  @Test
  void opensAllOrNone() {
    Account overdrawn = account(2, "-1", "USD", Status.ACTIVE);
    assertThatThrownBy(
            () -> accounts.open(List.of(account(1, "5", "USD", Status.ACTIVE), overdrawn)))
        .isInstanceOf(DataIntegrityViolationException.class);
    assertThat(accounts.count()).isZero();
  }

  @Test
  void defaultCurrencyMustBeAnIsoCode() {
    assertThat(new AccountSettings("EUR").defaultCurrency()).isEqualTo("EUR");
    for (String none : List.of("", "usd", "XXX")) {
      assertThatThrownBy(() -> new AccountSettings(none))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("withdrawals.accounts.default-currency is not an ISO 4217 code: " + none);
    }
  }

  private static Account account(long id, String balance, String currency, Status status) {
    return new Account(id, new BigDecimal(balance), currency, status);
  }
}
