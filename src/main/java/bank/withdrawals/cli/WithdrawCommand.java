package bank.withdrawals.cli;

import bank.withdrawals.approval.Approvals;
import bank.withdrawals.console.AccountTable;
import bank.withdrawals.console.CommandFailedException;
import bank.withdrawals.domain.RejectReason;
import bank.withdrawals.domain.Rejected;
import bank.withdrawals.domain.Rules;
import bank.withdrawals.files.Home;
import bank.withdrawals.files.OwnerOnlyFiles;
import bank.withdrawals.job.RunOptions;
import bank.withdrawals.ledger.Accounts;
import bank.withdrawals.ledger.DecidedRows;
import bank.withdrawals.report.ExitCode;
import bank.withdrawals.report.RunStatus;
import bank.withdrawals.report.Summary;
import bank.withdrawals.run.RunOutcome;
import bank.withdrawals.run.RunService;
import bank.withdrawals.stores.Backend;
import com.opencsv.CSVWriter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes one withdrawal: writes a file with one row and runs the same job over it. */
@Command(
    name = "withdraw",
    description = {
      "Makes one withdrawal with the same job that processes a file.",
      "Without options: shows the accounts and asks for account and amount."
    })
final class WithdrawCommand implements Callable<Integer> {

  private static final int ACCOUNTS_SHOWN = 50;
  private final Backend backend;
  private final InputStream in;

  @Spec private CommandSpec spec;

  @ArgGroup(exclusive = false)
  private @Nullable Request request;

  @Option(names = "--fail-on-rejects", description = "exit with 3 if the withdrawal is rejected")
  private boolean failOnRejects;

  /** What to withdraw: both options or neither. */
  private static final class Request {
    @Option(names = "--account", paramLabel = "N", required = true, description = "account id")
    private String account = "";

    @Option(names = "--amount", paramLabel = "X", required = true, description = "such as 100.00")
    private String amount = "";
  }

  WithdrawCommand(Backend backend, InputStream in) {
    this.backend = backend;
    this.in = in;
  }

  @Override
  public Integer call() throws IOException {
    if (backend.getWithKafka(Approvals.class).areRequired()) {
      throw new CommandFailedException(
          "Withdrawals have to be approved here (WITHDRAWALS_APPROVAL_REQUIRED): write this one to a"
              + " file, then `run` that file.");
    }
    List<Summary> summaries = request == null ? ask() : withdraw(request.account, request.amount);
    return ExitCode.of(summaries.stream().map(Summary::exitCode).toList()).code();
  }

  private List<Summary> ask() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    BufferedReader answers = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    List<Summary> all = new ArrayList<>();
    backend.getWithKafka(RunService.class);
    out.println("Database and tables are ready.");
    String again = "y";
    while (again != null && again.strip().toLowerCase(Locale.ROOT).startsWith("y")) {
      showAccounts();
      String account = prompt(out, answers, "Enter Account ID to withdraw money from: ");
      String amount = account == null ? null : prompt(out, answers, "Enter amount to withdraw: ");
      if (account == null || amount == null) {
        break;
      }
      all.addAll(withdraw(account.strip(), amount.strip()));
      again = prompt(out, answers, "Do you want to perform another withdrawal? (y/n): ");
    }
    out.println();
    showAccounts();
    return all;
  }

  private void showAccounts() {
    Accounts accounts = backend.getWithKafka(Accounts.class);
    PrintWriter out = spec.commandLine().getOut();
    out.println("Available Accounts:");
    out.println(AccountTable.render(accounts.first(ACCOUNTS_SHOWN)));
    long more = accounts.count() - ACCOUNTS_SHOWN;
    if (more > 0) {
      out.printf("… and %,d more.%n", more);
    }
    out.flush();
  }

  private static @Nullable String prompt(PrintWriter out, BufferedReader answers, String question)
      throws IOException {
    out.print(question);
    out.flush();
    return answers.readLine();
  }

  private List<Summary> withdraw(String account, String amount) throws IOException {
    RunService runs = backend.getWithKafka(RunService.class);
    Path file = writeRequest(account, amount);
    List<Summary> summaries = new ArrayList<>();
    runs.runFiles(
        List.of(file),
        new RunOptions(true, false, false, failOnRejects, false, false, 1, null),
        outcome -> {
          if (outcome instanceof RunOutcome.Ran ran) {
            summaries.add(ran.summary());
          }
        });
    summaries.forEach(summary -> print(summary, account, amount));
    return summaries;
  }

  private void print(Summary summary, String account, String amount) {
    PrintWriter out = spec.commandLine().getOut();
    if (summary.totals().debited().count() == 1) {
      out.printf("Withdrawal successful for account %s, amount: %s.%n", account, amount);
      out.println(event(summary));
    } else if (summary.totals().byReason().containsKey(RejectReason.INVALID_AMOUNT)) {
      // The cause, such as a thousands separator, is for files: the user sees what was typed.
      out.println(Rules.INVALID_AMOUNT);
    } else {
      out.println(
          backend.get(DecidedRows.class).firstRejections(summary.totals().runId(), 1).stream()
              .map(Rejected::message)
              .findFirst()
              .orElse(summary.message()));
    }
    out.flush();
  }

  private static String event(Summary summary) {
    if (summary.totals().events().parked() > 0) {
      return "Event not published: Kafka refuses it permanently, so it was parked.";
    }
    return summary.status() == RunStatus.COMPLETED
        ? "Event published to Kafka."
        : "Event not published: " + summary.message();
  }

  /** Each withdrawal has a new request id, so that the same amount can be withdrawn twice. */
  private Path writeRequest(String account, String amount) throws IOException {
    String requestId = "withdraw-" + UUID.randomUUID();
    Path directory =
        OwnerOnlyFiles.createDirectory(backend.getWithKafka(Home.class).data().resolve("withdraw"));
    Path file = directory.resolve(requestId + ".csv");
    try (Writer text = OwnerOnlyFiles.newWriter(file);
        CSVWriter csv = new CSVWriter(text)) {
      csv.writeNext(new String[] {"request_id", "account_id", "amount"}, false);
      csv.writeNext(new String[] {requestId, account, amount}, false);
    }
    return file;
  }
}
