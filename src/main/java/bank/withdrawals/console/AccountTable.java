package bank.withdrawals.console;

import bank.withdrawals.domain.Account;
import bank.withdrawals.domain.Limits;
import bank.withdrawals.domain.Money;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Renders accounts as a table for the screen. */
public final class AccountTable {

  private AccountTable() {}

  /** A table of {@code accounts}; it has columns for limits if any account has a limit. */
  public static String render(List<Account> accounts) {
    List<ColumnData<Account>> columns = new ArrayList<>();
    columns.add(
        column("Account ID", HorizontalAlign.LEFT, account -> Long.toString(account.accountId())));
    columns.add(
        column(
            "Balance",
            HorizontalAlign.RIGHT,
            account -> Money.format(account.balance(), account.currency())));
    columns.add(column("Currency", HorizontalAlign.LEFT, Account::currency));
    columns.add(column("Status", HorizontalAlign.LEFT, account -> account.status().name()));
    if (accounts.stream().anyMatch(account -> !account.limits().equals(Limits.NONE))) {
      columns.add(
          column(
              "Per withdrawal",
              HorizontalAlign.RIGHT,
              account -> Limits.format(account.limits().perWithdrawal(), account.currency())));
      columns.add(
          column(
              "Per day",
              HorizontalAlign.RIGHT,
              account -> Limits.format(account.limits().perDay(), account.currency())));
    }
    return AsciiTable.getTable(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS, accounts, columns);
  }

  private static ColumnData<Account> column(
      String header, HorizontalAlign align, Function<Account, String> cell) {
    return new Column().header(header).dataAlign(align).with(cell);
  }
}
