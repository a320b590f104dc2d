package bank.withdrawals.console;

import bank.withdrawals.domain.Account;
import bank.withdrawals.domain.AccountChange;
import bank.withdrawals.domain.Limits;
import bank.withdrawals.domain.Money;
import bank.withdrawals.files.Printable;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Renders accounts as a table for the screen. */
public final class AccountTable {

  private AccountTable() {}

  /**
   * A table of {@code accounts}. It has a column for the number if any account has a number, and
   * columns for limits if any account has a limit.
   */
  public static String render(List<Account> accounts) {
    List<ColumnData<Account>> columns = new ArrayList<>();
    columns.add(
        column("Account ID", HorizontalAlign.LEFT, account -> Long.toString(account.accountId())));
    if (accounts.stream().anyMatch(account -> account.number() != null)) {
      columns.add(
          column(
              "Account number",
              HorizontalAlign.LEFT,
              account -> Objects.requireNonNullElse(account.number(), "")));
    }
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

  /**
   * A table of the changes of an account, in the given order. It has a column for the reason if any
   * change has one.
   */
  public static String renderChanges(List<AccountChange> changes) {
    List<ColumnData<AccountChange>> columns = new ArrayList<>();
    columns.addAll(
        List.of(
            column(
                "Changed at",
                HorizontalAlign.LEFT,
                change -> change.at().truncatedTo(ChronoUnit.SECONDS).toString()),
            column("By", HorizontalAlign.LEFT, change -> Printable.text(change.by())),
            column("What", HorizontalAlign.LEFT, AccountChange::field),
            column("Before", HorizontalAlign.LEFT, change -> orNone(change.before())),
            column("After", HorizontalAlign.LEFT, change -> orNone(change.after()))));
    if (changes.stream().anyMatch(change -> change.reason() != null)) {
      columns.add(
          column(
              "Reason",
              HorizontalAlign.LEFT,
              change -> Printable.text(Objects.requireNonNullElse(change.reason(), ""))));
    }
    return AsciiTable.getTable(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS, changes, columns);
  }

  private static String orNone(@Nullable String value) {
    return value == null ? "none" : value;
  }

  private static <T> ColumnData<T> column(
      String header, HorizontalAlign align, Function<T, String> cell) {
    return new Column().header(header).dataAlign(align).with(cell);
  }
}
