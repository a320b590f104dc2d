package bank.withdrawals.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bank.withdrawals.domain.Account;
import bank.withdrawals.domain.Account.Status;
import bank.withdrawals.domain.AccountChange;
import bank.withdrawals.domain.Limits;
import bank.withdrawals.testing.LedgerTables;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

class AccountsTest {

  private static final Instant NOW = Instant.parse("2030-01-02T03:04:05Z");

  private final SingleConnectionDataSource database =
      new SingleConnectionDataSource("jdbc:hsqldb:mem:" + UUID.randomUUID(), "SA", "", true);
  private final JdbcTemplate jdbc = new JdbcTemplate(database);
  private final Accounts accounts = new Accounts(jdbc, new JdbcTransactionManager(database));
  private final AccountChanges changes =
      new AccountChanges(
          jdbc, new JdbcTransactionManager(database), Clock.fixed(NOW, ZoneOffset.UTC));

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
  void twoAccountsCannotHaveOneNumber() {
    Account first = account(1, "5.0000", "USD", Status.ACTIVE).withNumber("K-17");
    Account second = account(2, "5.0000", "USD", Status.ACTIVE);
    assertThat(accounts.haveNumbers()).isFalse();
    accounts.open(List.of(first, second, account(3, "5.0000", "USD", Status.ACTIVE)));
    assertThatThrownBy(
            () -> accounts.open(List.of(account(4, "5", "USD", Status.ACTIVE).withNumber("K-17"))))
        .isInstanceOf(DataIntegrityViolationException.class);
    assertThat(accounts.haveNumbers()).isTrue();
    assertThat(accounts.find("K-17")).contains(first);
    assertThat(accounts.find(2)).contains(second);
    assertThat(accounts.idsByNumber(List.of("K-18", "K-17"))).isEqualTo(Map.of("K-17", 1L));
    assertThat(accounts.idsByNumber(List.of())).isEmpty();
    assertThat(accounts.numbersById(List.of(1L, 2L, 9L))).isEqualTo(Map.of(1L, "K-17"));
  }

  @Test
  void aChangeIsRecordedOrNotMade() {
    accounts.open(List.of(account(1, "5", "JPY", Status.ACTIVE)));
    changes.setStatus(1, Status.FROZEN, "jane");
    changes.setLimits(1, new Limits(BigDecimal.TEN, new BigDecimal("500")), "joe");
    changes.setLimits(1, new Limits(null, new BigDecimal("500.0000")), "joe");
    assertThat(changes.of(1))
        .containsExactly(
            new AccountChange(NOW, "jane", "status", "ACTIVE", "FROZEN", null),
            new AccountChange(NOW, "joe", "withdrawal_limit", null, "10", null),
            new AccountChange(NOW, "joe", "daily_limit", null, "500", null),
            new AccountChange(NOW, "joe", "withdrawal_limit", "10", null, null));
    assertThat(changes.of(2)).isEmpty();

    String tooLong = "x".repeat(201);
    assertThatThrownBy(() -> changes.setStatus(1, Status.CLOSED, tooLong))
        .isInstanceOf(DataIntegrityViolationException.class);
    assertThatThrownBy(() -> changes.setLimits(1, Limits.NONE, tooLong))
        .isInstanceOf(DataIntegrityViolationException.class);
    Account after = accounts.find(1).orElseThrow();
    assertThat(after.status()).isEqualTo(Status.FROZEN);
    assertThat(after.limits().perDay()).isEqualByComparingTo("500");
    assertThat(changes.of(1)).hasSize(4);
  }

  @Test
  void defaultCurrencyMustBeAnIsoCode() {
    assertThat(new AccountSettings("EUR", AccountSettings.Balances.HERE).defaultCurrency())
        .isEqualTo("EUR");
    for (String none : List.of("", "usd", "XXX")) {
      assertThatThrownBy(() -> new AccountSettings(none, AccountSettings.Balances.HERE))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("withdrawals.accounts.default-currency is not an ISO 4217 code: " + none);
    }
  }

  private static Account account(long id, String balance, String currency, Status status) {
    return new Account(id, new BigDecimal(balance), currency, status);
  }
}
