package bank.withdrawals.cli;

import bank.withdrawals.approval.Approval;
import bank.withdrawals.approval.Approvals;
import bank.withdrawals.console.Terminal;
import bank.withdrawals.console.WaitingFiles;
import bank.withdrawals.domain.Rejected;
import bank.withdrawals.files.Printable;
import bank.withdrawals.report.ExitCode;
import bank.withdrawals.report.SummaryJson;
import bank.withdrawals.report.SummaryTable;
import bank.withdrawals.run.FileCheck;
import bank.withdrawals.run.FileCheck.Finding;
import bank.withdrawals.run.FileCheck.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells what a run would do with a file. */
@Command(
    name = "check",
    description = {
      "Tells what `run` would do with FILE against the balances of this moment; changes nothing.",
      "The decisions are those that `run` would make right after."
    })
final class CheckCommand implements Callable<Integer> {

  private final Backend backend;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "CSV file of withdrawal requests")
  private Path file = Path.of("");

  @Option(names = "--require-control", description = "refuse a file that has no control file")
  private boolean requireControl;

  @Option(names = "--fail-on-rejects", description = "exit with 3 where rows would be rejected")
  private boolean failOnRejects;

  @Option(names = "--json", description = "print JSON instead of a table")
  private boolean json;

  CheckCommand(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Integer call() throws IOException {
    Finding finding = backend.get(FileCheck.class).check(file, requireControl);
    Approvals approvals = backend.get(Approvals.class);
    Approval approval = approvals.find(finding.totals().sha256()).orElse(null);
    ExitCode exitCode = exitCode(finding);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(SummaryJson.toText(tree(finding, approval, exitCode)));
    } else {
      out.print(Terminal.coloured(text(finding)));
      tell(approval, finding, approvals.areRequired());
    }
    out.flush();
    return exitCode.code();
  }

  private ExitCode exitCode(Finding finding) {
    if (finding.verdict() == Verdict.REFUSE) {
      return ExitCode.REFUSED;
    }
    return failOnRejects && finding.totals().rejected().count() > 0
        ? ExitCode.REJECTS
        : ExitCode.SUCCESS;
  }

  private static String text(Finding finding) {
    StringBuilder text = new StringBuilder();
    text.append(
        "Check of %s: %s%n"
            .formatted(
                Printable.text(finding.totals().name()),
                finding.verdict() == Verdict.REFUSE
                    ? "it would be refused."
                    : "nothing was changed."));
    if (!finding.message().isEmpty()) {
      text.append(Printable.text(finding.message())).append(System.lineSeparator());
    }
    if (finding.verdict() != Verdict.REFUSE) {
      text.append(SummaryTable.outcomes(finding.totals()));
      for (Rejected reject : finding.rejects()) {
        text.append(
            "Line %d: %s, %s%n".formatted(reject.line(), reject.reason(), reject.message()));
      }
      long more = finding.totals().rejected().count() - finding.rejects().size();
      if (more > 0) {
        text.append("… and %,d more.%n".formatted(more));
      }
    }
    return text.toString();
  }

  /** Also where no run has met the file yet: the approver may come first. */
  private void tell(@Nullable Approval approval, Finding finding, boolean required) {
    PrintWriter out = spec.commandLine().getOut();
    if (finding.verdict() != Verdict.RUN) {
      return;
    }
    if (approval != null) {
      out.println(
          approval.isWaiting() ? WaitingFiles.sentence(approval) : WaitingFiles.approved(approval));
    } else if (required) {
      out.printf(
          "It has to be approved: `approve %s`, by somebody else than its owner.%n",
          finding.totals().sha256());
    }
  }

  private static Map<String, Object> tree(
      Finding finding, @Nullable Approval approval, ExitCode exitCode) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("file", finding.totals().name());
    tree.put("sha256", finding.totals().sha256());
    tree.put("verdict", finding.verdict().name());
    tree.put("exitCode", exitCode.code());
    tree.put("message", finding.message());
    if (approval != null) {
      tree.put("approval", WaitingFiles.tree(approval));
    }
    tree.putAll(SummaryJson.outcomes(finding.totals()));
    tree.put(
        "firstRejects",
        finding.rejects().stream()
            .map(
                reject ->
                    Map.of(
                        "line", reject.line(),
                        "reason", reject.reason().name(),
                        "message", reject.message()))
            .toList());
    return tree;
  }
}
