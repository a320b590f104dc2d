package bank.withdrawals.cli;

import bank.withdrawals.approval.ApprovalSettings;
import bank.withdrawals.console.AccountJson;
import bank.withdrawals.console.AccountTable;
import bank.withdrawals.console.CommandFailedException;
import bank.withdrawals.csv.CsvLimits;
import bank.withdrawals.domain.Account;
import bank.withdrawals.domain.AccountChange;
import bank.withdrawals.domain.AccountId;
import bank.withdrawals.domain.AccountNumber;
import bank.withdrawals.domain.Limits;
import bank.withdrawals.domain.Money;
import bank.withdrawals.intake.IntakeSettings;
import bank.withdrawals.ledger.AccountChanges;
import bank.withdrawals.ledger.AccountSettings;
import bank.withdrawals.ledger.Accounts;
import bank.withdrawals.ledger.AccountsFile;
import bank.withdrawals.report.ExitCode;
import bank.withdrawals.report.Json;
import bank.withdrawals.stores.Backend;
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

/** Lists, imports and exports accounts, and sets their status and limits. */
@Command(
    name = "accounts",
    description =
        "Lists, imports and exports accounts; sets their status and limits; adjusts balances.")
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
            + " status, withdrawal_limit, daily_limit, account_number.",
        "Accounts that exist are not changed. If the file has a bad row or an unknown column, no"
            + " account is opened."
      })
  int open(@Parameters(paramLabel = "FILE", description = "the accounts file") Path file)
      throws IOException {
    Accounts accounts = backend.getNamingDatabase(Accounts.class);
    AccountSettings settings = backend.get(AccountSettings.class);
    IntakeSettings intake = backend.get(IntakeSettings.class);
    AccountsFile.Imported imported =
        AccountsFile.read(
            file,
            settings.defaultCurrency(),
            new CsvLimits(intake.maxRecordBytes(), intake.maxColumns()),
            accounts);
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
      @Parameters(paramLabel = "N", description = "account id or number") String name,
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
    Account account = find(name);
    Limits limits =
        new Limits(
            limit("--per-withdrawal", perWithdrawal, account, account.limits().perWithdrawal()),
            limit("--per-day", perDay, account, account.limits().perDay()));
    if (!limits.equals(account.limits())) {
      backend.get(AccountChanges.class).setLimits(account.accountId(), limits, currentUser());
    }
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "Account %d: %s per withdrawal, %s per day.%n",
        account.accountId(),
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
      name = "status",
      description = {
        "Shows or sets the status of an account. Only an active account can be debited.",
        "Also shows who changed its status, limits and balance, and when."
      })
  int status(
      @Parameters(index = "0", paramLabel = "N", description = "account id or number") String name,
      @Parameters(
              index = "1",
              arity = "0..1",
              paramLabel = "STATUS",
              description = "${COMPLETION-CANDIDATES}")
          Account.@Nullable Status status) {
    Account account = find(name);
    AccountChanges changes = backend.get(AccountChanges.class);
    if (status != null && status != account.status()) {
      changes.setStatus(account.accountId(), status, currentUser());
    }
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "Account %d: %s.%n", account.accountId(), status == null ? account.status() : status);
    List<AccountChange> recorded = status == null ? changes.of(account.accountId()) : List.of();
    if (!recorded.isEmpty()) {
      out.println(AccountTable.renderChanges(recorded));
    }
    out.flush();
    return ExitCode.SUCCESS.code();
  }

  private Account find(String name) {
    return find(backend, spec, name);
  }

  /**
   * The account with an id or a number.
   *
   * @throws ParameterException if the name is neither
   * @throws CommandFailedException if there is no such account
   */
  static Account find(Backend backend, CommandSpec spec, String name) {
    Accounts accounts = backend.getNamingDatabase(Accounts.class);
    long id = AccountId.parse(name);
    String number = id == AccountId.NONE ? AccountNumber.parse(name) : null;
    if (id == AccountId.NONE && number == null) {
      throw new ParameterException(
          spec.commandLine(), "N must be an account id of up to 18 digits, or an account number.");
    }
    return (number == null ? accounts.find(id) : accounts.find(number))
        .orElseThrow(
            () ->
                new CommandFailedException(
                    "Account %s not found.".formatted(number == null ? id : number)));
  }

  private String currentUser() {
    return backend.get(ApprovalSettings.class).currentUser();
  }

  @Command(
      name = "export",
      description = "Prints all accounts as CSV, in the format that import reads.")
  int export() {
    return list(Format.csv);
  }
}
