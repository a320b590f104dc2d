package bank.withdrawals.cli;

import bank.withdrawals.approval.ApprovalSettings;
import bank.withdrawals.console.CommandFailedException;
import bank.withdrawals.domain.Account;
import bank.withdrawals.domain.Money;
import bank.withdrawals.ledger.AccountChanges;
import bank.withdrawals.ledger.AccountSettings;
import bank.withdrawals.report.ExitCode;
import bank.withdrawals.stores.Backend;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Adjusts the balance of an account: a deposit, or a correction. */
@Command(
    name = "adjust",
    description = {
      "Adds an amount to the balance of an account, or subtracts it, and records who did it and why.",
      "Only if this database is the book: see the setting withdrawals.accounts.balances."
    })
final class AdjustCommand implements Callable<Integer> {

  private static final int MAX_REASON = 200;
  private static final String MINUS = "-";

  private final Backend backend;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "N", description = "account id or number")
  private String name = "";

  @Option(
      names = "--by",
      paramLabel = "AMOUNT",
      required = true,
      description = "what is added, such as 250.00; with a minus, it is subtracted")
  private String amount = "";

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      required = true,
      description = "why, at most " + MAX_REASON + " characters")
  private String reason = "";

  AdjustCommand(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Integer call() {
    if (reason.isBlank() || reason.length() > MAX_REASON) {
      throw new ParameterException(
          spec.commandLine(), "--reason must have 1 to %d characters.".formatted(MAX_REASON));
    }
    if (backend.getNamingDatabase(AccountSettings.class).balances()
        == AccountSettings.Balances.ELSEWHERE) {
      throw new CommandFailedException(
          "Balances are kept elsewhere (withdrawals.accounts.balances): adjust the account there.");
    }
    Account account = AccountsCommand.find(backend, spec, name);
    String currency = account.currency();
    BigDecimal change = amount(Money.decimals(currency).orElse(0));
    BigDecimal after =
        backend
            .get(AccountChanges.class)
            .adjust(
                account.accountId(),
                change,
                backend.get(ApprovalSettings.class).currentUser(),
                reason)
            .orElseThrow(
                () ->
                    new CommandFailedException(
                        "The balance of account %d would be below zero: nothing was changed."
                            .formatted(account.accountId())));
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "Account %d: adjusted by %s, balance %s %s.%n",
        account.accountId(),
        Money.format(change, currency),
        Money.format(after, currency),
        currency);
    out.flush();
    return ExitCode.SUCCESS.code();
  }

  private BigDecimal amount(int decimals) {
    boolean negative = amount.startsWith(MINUS);
    @Nullable BigDecimal parsed = Money.parse(negative ? amount.substring(1) : amount);
    if (parsed == null || parsed.signum() == 0 || parsed.scale() > decimals) {
      throw new ParameterException(
          spec.commandLine(),
          "--by must be an amount other than zero with at most %d decimals.".formatted(decimals));
    }
    return negative ? parsed.negate() : parsed;
  }
}
