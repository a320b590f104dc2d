package bank.withdrawals.cli;

import bank.withdrawals.console.AccountTable;
import bank.withdrawals.console.CommandFailedException;
import bank.withdrawals.domain.Account;
import bank.withdrawals.domain.Limits;
import bank.withdrawals.domain.Money;
import bank.withdrawals.ledger.AccountSettings;
import bank.withdrawals.ledger.Accounts;
import bank.withdrawals.ledger.AccountsFile;
import bank.withdrawals.report.ExitCode;
import bank.withdrawals.report.Json;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists, imports and exports accounts, and sets their limits. */
@Command(name = "accounts", description = "Lists, imports and exports accounts; sets their limits.")
final class AccountsCommand implements Callable<Integer> {

  private static final int TABLE_ROWS = 1_000;
  private static final String NO_LIMIT = "none";

  private final Backend backend;

  @Spec private CommandSpec spec;

  AccountsCommand(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Integer call() {
    return list(Format.table);
  }

  /** How a list is printed. The names are those that the user types. */
  @SuppressWarnings("checkstyle:ConstantName")
  enum Format {
    table,
    csv,
    json
  }

  @Command(name = "list", description = "Shows all accounts and their balances.")
  int list(
      @Option(
              names = "--format",
              defaultValue = "table",
              description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
          Format format) {
    Accounts accounts = backend.get(Accounts.class);
    PrintWriter out = spec.commandLine().getOut();
    switch (format) {
      case table -> {
        List<Account> first = accounts.first(TABLE_ROWS);
        out.println(AccountTable.render(first));
        long more = accounts.count() - first.size();
        if (more > 0) {
          out.printf("… and %,d more; `accounts export` prints all.%n", more);
        }
      }
      case csv -> AccountsFile.write(accounts, out);
      case json -> accounts.forEach(account -> out.println(Json.line(AccountJson.of(account))));
    }
    out.flush();
    return ExitCode.SUCCESS.code();
  }

  @Command(
      name = "import",
      description = {
        "Opens the accounts in a CSV file. Columns: account_id,balance and, optionally, currency,"
            + " status, withdrawal_limit, daily_limit.",
        "Accounts that exist are not changed. If the file has a bad row, no account is opened."
      })
  int open(@Parameters(paramLabel = "FILE", description = "the accounts file") Path file)
      throws IOException {
    Accounts accounts = backend.get(Accounts.class);
    AccountSettings settings = backend.get(AccountSettings.class);
    AccountsFile.Imported imported = AccountsFile.read(file, settings.defaultCurrency(), accounts);
    spec.commandLine()
        .getOut()
        .printf(
            "%,d accounts opened, %,d existed already.%n", imported.opened(), imported.existed());
    spec.commandLine().getOut().flush();
    return ExitCode.SUCCESS.code();
  }

  @Command(
      name = "limit",
      description = {
        "Shows or sets the limits of an account, per withdrawal and per day.",
        "A limit without an option is not changed."
      })
  int limit(
      @Parameters(paramLabel = "N", description = "account id") long accountId,
      @Option(
              names = "--per-withdrawal",
              paramLabel = "X",
              description = "the highest amount of one withdrawal, such as 500.00; none: no limit")
          @Nullable String perWithdrawal,
      @Option(
              names = "--per-day",
              paramLabel = "X",
              description =
                  "the highest total of a day's withdrawals, such as 500.00; none: no limit")
          @Nullable String perDay) {
    Accounts accounts = backend.get(Accounts.class);
    Account account =
        accounts
            .find(accountId)
            .orElseThrow(
                () -> new CommandFailedException("Account %d not found.".formatted(accountId)));
    Limits limits =
        new Limits(
            limit("--per-withdrawal", perWithdrawal, account, account.limits().perWithdrawal()),
            limit("--per-day", perDay, account, account.limits().perDay()));
    if (!limits.equals(account.limits())) {
      accounts.limit(accountId, limits);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "Account %d: %s per withdrawal, %s per day.%n",
        accountId,
        words(limits.perWithdrawal(), account.currency()),
        words(limits.perDay(), account.currency()));
    out.flush();
    return ExitCode.SUCCESS.code();
  }

  private @Nullable BigDecimal limit(
      String option, @Nullable String text, Account account, @Nullable BigDecimal current) {
    if (text == null) {
      return current;
    }
    if (text.equals(NO_LIMIT)) {
      return null;
    }
    int decimals = Money.decimals(account.currency()).orElse(0);
    BigDecimal limit = Limits.parse(text, decimals);
    if (limit == null) {
      throw new ParameterException(
          spec.commandLine(),
          "%s must be an amount above zero with at most %d decimals, or none."
              .formatted(option, decimals));
    }
    return limit;
  }

  private static String words(@Nullable BigDecimal limit, String currency) {
    return limit == null
        ? "no limit"
        : "at most %s %s".formatted(Money.format(limit, currency), currency);
  }

  @Command(
      name = "export",
      description = "Prints all accounts as CSV, in the format that import reads.")
  int export() {
    return list(Format.csv);
  }

  /** An account as JSON; a limit that is not set is left out. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record AccountJson(
      String accountId,
      String balance,
      String currency,
      String status,
      @Nullable String withdrawalLimit,
      @Nullable String dailyLimit) {

    static AccountJson of(Account account) {
      String currency = account.currency();
      return new AccountJson(
          Long.toString(account.accountId()),
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
}
