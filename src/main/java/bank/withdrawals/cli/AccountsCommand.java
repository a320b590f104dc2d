package bank.withdrawals.cli;

import bank.withdrawals.ledger.AccountSettings;
import bank.withdrawals.ledger.Accounts;
import bank.withdrawals.report.SummaryJson;
import bank.withdrawals.withdrawal.Account;
import bank.withdrawals.withdrawal.Money;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists, imports and exports accounts. */
@Command(name = "accounts", description = "Lists the balances, imports or exports accounts.")
final class AccountsCommand implements Callable<Integer> {

  private static final int TABLE_ROWS = 1_000;

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
    return ExitCode.DONE;
  }

  @Command(
      name = "import",
      description = {
        "Opens the accounts of a CSV file: account_id,balance[,currency[,status]].",
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
    return ExitCode.DONE;
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
    return tree;
  }
}
