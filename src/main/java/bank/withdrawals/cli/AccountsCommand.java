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
import bank.withdrawals.report.SummaryJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists, imports and exports accounts, and sets their limits. */
@Command(
    name = "accounts",
    description = "Lists the balances, imports or exports accounts, sets limits.")
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

  /** How a list is printed; names as they are typed. */
  @SuppressWarnings("checkstyle:ConstantName")
  enum Format {
    table,
    csv,
    json
  }

  @Command(name = "list", description = "Shows the balances.")
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
          out.printf("… and %,d more: `accounts export` has all.%n", more);
        }
      }
      case csv -> AccountsFile.write(accounts, out);
      case json -> accounts.forEach(account -> out.println(SummaryJson.toLine(tree(account))));
    }
    out.flush();
    return ExitCode.SUCCESS.code();
  }

  @Command(
      name = "import",
      description = {
        "Opens the accounts of a CSV file: account_id,balance and, where wanted, currency, status,"
            + " withdrawal_limit,daily_limit.",
        "An account that exists stays as it is. A file with a bad row opens none."
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
        "Shows or sets how much may be withdrawn from an account at once and in a day.",
        "A limit that is not named stays as it is."
      })
  int limit(
      @Parameters(paramLabel = "N", description = "account id") long accountId,
      @Option(
              names = "--per-withdrawal",
              paramLabel = "X",
              description = "the most one withdrawal may be, such as 500.00; none: no limit")
          @Nullable String perWithdrawal,
      @Option(
              names = "--per-day",
              paramLabel = "X",
              description =
                  "the most a day's withdrawals may come to, such as 500.00; none: no limit")
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
        told(limits.perWithdrawal(), account.currency()),
        told(limits.perDay(), account.currency()));
    out.flush();
    return ExitCode.SUCCESS.code();
  }

  private @Nullable BigDecimal limit(
      String option, @Nullable String text, Account account, @Nullable BigDecimal now) {
    if (text == null) {
      return now;
    }
    if (text.equals(NO_LIMIT)) {
      return null;
    }
    int decimals = Money.decimals(account.currency()).orElse(0);
    BigDecimal limit = Limits.parse(text, decimals);
    if (limit == null) {
      throw new ParameterException(
          spec.commandLine(),
          "%s takes an amount above zero with at most %d decimals, or none."
              .formatted(option, decimals));
    }
    return limit;
  }

  private static String told(@Nullable BigDecimal limit, String currency) {
    return limit == null
        ? "no limit"
        : "at most %s %s".formatted(Money.format(limit, currency), currency);
  }

  @Command(name = "export", description = "Prints all accounts as CSV, in the form import takes.")
  int export() {
    return list(Format.csv);
  }

  private static Map<String, Object> tree(Account account) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("accountId", Long.toString(account.accountId()));
    tree.put("balance", Money.format(account.balance(), account.currency()));
    tree.put("currency", account.currency());
    tree.put("status", account.status().name());
    Limits limits = account.limits();
    if (limits.perWithdrawal() != null) {
      tree.put("withdrawalLimit", Money.format(limits.perWithdrawal(), account.currency()));
    }
    if (limits.perDay() != null) {
      tree.put("dailyLimit", Money.format(limits.perDay(), account.currency()));
    }
    return tree;
  }
}
