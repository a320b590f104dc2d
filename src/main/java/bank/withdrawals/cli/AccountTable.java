package bank.withdrawals.cli;

import bank.withdrawals.withdrawal.Account;
import bank.withdrawals.withdrawal.Money;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.List;

/** Accounts for the screen. */
final class AccountTable {

  private AccountTable() {}

  static String render(List<Account> accounts) {
    return AsciiTable.getTable(
        AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS,
        accounts,
        List.of(
            new Column()
                .header("Account ID")
                .dataAlign(HorizontalAlign.LEFT)
                .with(account -> Long.toString(account.accountId())),
            new Column()
                .header("Balance")
                .dataAlign(HorizontalAlign.RIGHT)
                .with(account -> Money.format(account.balance(), account.currency())),
            new Column().header("Currency").dataAlign(HorizontalAlign.LEFT).with(Account::currency),
            new Column()
                .header("Status")
                .dataAlign(HorizontalAlign.LEFT)
                .with(account -> account.status().name())));
  }
}
