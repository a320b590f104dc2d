package bank.withdrawals.cli;

import bank.withdrawals.approval.ApprovalResult;
import bank.withdrawals.approval.ApprovalSettings;
import bank.withdrawals.approval.Approvals;
import bank.withdrawals.console.ApprovalText;
import bank.withdrawals.console.CommandFailedException;
import bank.withdrawals.report.ExitCode;
import bank.withdrawals.stores.Backend;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Approves a file that waits for a second person. */
@Command(
    name = "approve",
    description = {
      "Approves the content of a file that waits or is in input/; the next `run` debits it.",
      "The file's owner and the user whose run found it cannot approve it. `check FILE` shows what"
          + " the file would do."
    })
final class ApproveCommand implements Callable<Integer> {

  private final Backend backend;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE-SHA",
      description = "the SHA-256 of the file, or at least its first 8 digits")
  private String sha256 = "";

  @Option(
      names = "--as",
      paramLabel = "NAME",
      description =
          "who approves; default: WITHDRAWALS_APPROVAL_USER, or else the operating system's user")
  private @Nullable String person;

  ApproveCommand(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Integer call() throws IOException {
    if (person != null && !ApprovalSettings.isName(person)) {
      throw new ParameterException(
          spec.commandLine(), "--as must be a name of letters, digits, '.', '_', '@' and '-'.");
    }
    ApprovalResult answer =
        backend
            .getNamingDatabase(Approvals.class)
            .approve(sha256.strip().toLowerCase(Locale.ROOT), person);
    if (answer instanceof ApprovalResult.NotApproved not) {
      throw new CommandFailedException(not.sentence());
    }
    PrintWriter out = spec.commandLine().getOut();
    if (answer instanceof ApprovalResult.Approved approved) {
      out.println(ApprovalText.approved(approved.approval()));
      out.println("The next `run` debits it.");
    } else if (answer instanceof ApprovalResult.AlreadyApproved before) {
      out.println(ApprovalText.approved(before.approval()));
    }
    out.flush();
    return ExitCode.SUCCESS.code();
  }
}
