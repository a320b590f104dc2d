package bank.withdrawals.cli;

import bank.withdrawals.approval.Approval;
import bank.withdrawals.approval.Approvals;
import bank.withdrawals.console.ApprovalJson;
import bank.withdrawals.console.ApprovalText;
import bank.withdrawals.console.Terminal;
import bank.withdrawals.domain.Rejected;
import bank.withdrawals.files.Printable;
import bank.withdrawals.format.Format;
import bank.withdrawals.format.FormatPreview;
import bank.withdrawals.format.Formats;
import bank.withdrawals.format.ReadRules;
import bank.withdrawals.format.RefusedFileException;
import bank.withdrawals.intake.FileInspector;
import bank.withdrawals.intake.IntakeSettings;
import bank.withdrawals.report.ExitCode;
import bank.withdrawals.report.Json;
import bank.withdrawals.report.SummaryJson.Outcomes;
import bank.withdrawals.report.SummaryTable;
import bank.withdrawals.run.FileCheck;
import bank.withdrawals.run.FileCheck.Finding;
import bank.withdrawals.run.FileCheck.Verdict;
import bank.withdrawals.stores.Backend;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what a run would do with a file. */
@Command(
    name = "check",
    description = {
      "Shows what `run` would do with FILE against the current balances; changes nothing.",
      "A `run` right after it makes the same decisions."
    })
final class CheckCommand implements Callable<Integer> {

  private static final int PREVIEWED_ROWS = 10;

  private final Backend backend;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "CSV file of withdrawal requests")
  private Path file = Path.of("");

  @Option(
      names = "--format",
      paramLabel = "NAME",
      description = "read FILE by this format; default: by its name and place")
  private @Nullable String format;

  @Option(names = "--require-control", description = "refuse a file that has no control file")
  private boolean requireControl;

  @Option(names = "--fail-on-rejects", description = "exit with 3 if rows would be rejected")
  private boolean failOnRejects;

  @Option(names = "--json", description = "print JSON instead of a table")
  private boolean json;

  CheckCommand(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Integer call() throws IOException {
    Finding finding =
        backend.getNamingDatabase(FileCheck.class).check(file, format, requireControl);
    Approvals approvals = backend.get(Approvals.class);
    Approval approval = approvals.find(finding.content()).orElse(null);
    ExitCode exitCode = exitCode(finding);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.text(CheckJson.of(finding, approval, exitCode)));
    } else {
      printPreview(out);
      out.print(Terminal.coloured(text(finding)));
      printApproval(approval, finding, approvals.areRequired());
    }
    out.flush();
    return exitCode.code();
  }

  /** The first rows as the format reads them, if the user names one. */
  private void printPreview(PrintWriter out) throws IOException {
    if (format == null || FileInspector.unreadable(file).isPresent()) {
      return;
    }
    try {
      Format named = backend.get(Formats.class).find(format);
      ReadRules rules = backend.get(IntakeSettings.class).readRules();
      out.println(FormatPreview.of(named, file, rules, PREVIEWED_ROWS).text());
    } catch (RefusedFileException noFormat) {
      // The finding says so.
    }
  }

  private ExitCode exitCode(Finding finding) {
    if (finding.verdict() == Verdict.REFUSE) {
      return ExitCode.REFUSED;
    }
    if (finding.verdict() == Verdict.FAIL) {
      return ExitCode.FAILED;
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
                switch (finding.verdict()) {
                  case REFUSE -> "it would be refused.";
                  case FAIL -> "it would fail.";
                  case RUN, NOTHING -> "nothing was changed.";
                }));
    if (!finding.message().isEmpty()) {
      text.append(Printable.text(finding.message())).append(System.lineSeparator());
    }
    if (finding.verdict() == Verdict.RUN || finding.verdict() == Verdict.NOTHING) {
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

  /** Says whether the file needs an approval, even if no run has found it yet. */
  private void printApproval(@Nullable Approval approval, Finding finding, boolean required) {
    PrintWriter out = spec.commandLine().getOut();
    if (finding.verdict() != Verdict.RUN) {
      return;
    }
    if (approval != null) {
      out.println(
          approval.isWaiting() ? ApprovalText.waiting(approval) : ApprovalText.approved(approval));
    } else if (required) {
      out.printf(
          "It needs an approval: `approve %s`, by somebody else than its owner.%n",
          finding.content());
    }
  }

  /** A check as JSON; {@code approval} is left out if the file never needed one. */
  private record CheckJson(
      String file,
      String sha256,
      String verdict,
      int exitCode,
      String message,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ApprovalJson approval,
      @JsonUnwrapped Outcomes outcomes,
      List<Reject> firstRejects) {

    private record Reject(long line, String reason, String message) {}

    static CheckJson of(Finding finding, @Nullable Approval approval, ExitCode exitCode) {
      return new CheckJson(
          finding.totals().name(),
          finding.totals().sha256(),
          finding.verdict().name(),
          exitCode.code(),
          finding.message(),
          approval == null ? null : ApprovalJson.of(approval),
          Outcomes.of(finding.totals()),
          finding.rejects().stream()
              .map(reject -> new Reject(reject.line(), reject.reason().name(), reject.message()))
              .toList());
    }
  }
}
