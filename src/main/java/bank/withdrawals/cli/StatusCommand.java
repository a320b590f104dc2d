package bank.withdrawals.cli;

import bank.withdrawals.approval.Approval;
import bank.withdrawals.approval.Approvals;
import bank.withdrawals.console.ApprovalJson;
import bank.withdrawals.console.ApprovalText;
import bank.withdrawals.console.CommandFailedException;
import bank.withdrawals.console.Terminal;
import bank.withdrawals.domain.ControlTotal;
import bank.withdrawals.domain.Money;
import bank.withdrawals.files.Printable;
import bank.withdrawals.intake.Inbox;
import bank.withdrawals.intake.Unprocessed;
import bank.withdrawals.job.StepProgress;
import bank.withdrawals.ledger.RepeatedFiles;
import bank.withdrawals.ledger.Repetition;
import bank.withdrawals.report.ExitCode;
import bank.withdrawals.report.Json;
import bank.withdrawals.report.Progress;
import bank.withdrawals.report.RunTotals;
import bank.withdrawals.report.Summary;
import bank.withdrawals.report.SummaryJson;
import bank.withdrawals.report.SummaryTable;
import bank.withdrawals.report.WorkersTable;
import bank.withdrawals.run.RunProgress;
import bank.withdrawals.run.RunQueries;
import bank.withdrawals.stores.Backend;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists runs. */
@Command(
    name = "status",
    description = {
      "Shows the latest runs, or one of them.",
      "With PostgreSQL also during a run; the embedded database allows one process at a time."
    })
final class StatusCommand implements Callable<Integer> {

  private static final long POLL_MILLIS = 500;
  private static final int MAX_NAME = 17;
  private static final int MOST_REPEATED = 5;

  private final Backend backend;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "RUN", arity = "0..1", description = "the number of one run")
  private @Nullable Long run;

  @Option(names = "--json", description = "print JSON")
  private boolean json;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "how many runs to list (default: ${DEFAULT-VALUE})")
  private int limit;

  @Option(
      names = "--follow",
      description = "show the progress of a run until it ends, then its result")
  private boolean follow;

  StatusCommand(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    if (limit < 1) {
      throw new ParameterException(spec.commandLine(), "--limit must be 1 or more.");
    }
    RunQueries runs = backend.get(RunQueries.class);
    PrintWriter out = spec.commandLine().getOut();
    Long wanted = follow ? follow(runs) : run;
    if (wanted != null) {
      runs.waitsOf(wanted).forEach(spec.commandLine().getErr()::println);
      Summary summary =
          runs.find(wanted).orElseThrow(() -> CommandFailedException.unknownRun(wanted));
      out.print(
          json
              ? Json.text(SummaryJson.of(summary)) + "\n"
              : Terminal.coloured(SummaryTable.render(summary)));
    } else {
      print(runs.latest(limit), backend.get(Approvals.class).waiting(), out);
      runs.waits().forEach((json ? spec.commandLine().getErr() : out)::println);
      printInbox(json ? spec.commandLine().getErr() : out);
    }
    out.flush();
    return ExitCode.SUCCESS.code();
  }

  private void print(List<Summary> latest, List<Approval> waiting, PrintWriter out) {
    if (json) {
      Stream<Record> all =
          Stream.concat(
              waiting.stream().map(ApprovalJson::of), latest.stream().map(SummaryJson::of));
      out.println(Json.text(all.toList()));
    } else {
      out.println(table(latest));
      waiting.forEach(approval -> out.println(ApprovalText.waiting(approval)));
      backend.get(RepeatedFiles.class).latest(MOST_REPEATED).stream()
          .map(StatusCommand::repetition)
          .forEach(out::println);
    }
  }

  private static String repetition(Repetition repeated) {
    return "%s came at %s with the content of run %d: nothing was debited again."
        .formatted(
            Printable.text(repeated.name()),
            repeated.seenAt().truncatedTo(ChronoUnit.SECONDS),
            repeated.runId());
  }

  /** What lies in the inbox and will not be processed, or not yet. */
  private void printInbox(PrintWriter where) throws IOException {
    backend.get(Inbox.class).peek().unprocessed().stream()
        .map(Unprocessed::sentence)
        .forEach(where::println);
  }

  /**
   * Waits until the run that the user names, or the latest run, has ended; null if there are no
   * runs.
   */
  private @Nullable Long follow(RunQueries runs) throws InterruptedException {
    Long followed =
        run == null
            ? runs.latest(1).stream()
                .map(latest -> latest.totals().runId())
                .findFirst()
                .orElse(null)
            : run;
    if (followed != null) {
      showUntilItEnds(runs, followed);
    }
    return followed;
  }

  private void showUntilItEnds(RunQueries runs, long followed) throws InterruptedException {
    Progress progress = backend.get(Progress.class);
    String step = "";
    List<String> waits = List.of();
    RunProgress now = runs.progress(followed).orElse(null);
    while (now != null) {
      StepProgress current = now.step();
      if (current != null) {
        if (!current.step().equals(step)) {
          step = current.step();
          progress.begin(step, current.unit(), current.done(), current.total());
        }
        progress.workers(WorkersTable.lines(now.slices(), true));
        progress.at(current.done());
      }
      List<String> waitsNow = runs.waits();
      if (!waitsNow.equals(waits)) {
        waits = waitsNow;
        waits.forEach(spec.commandLine().getErr()::println);
      }
      Thread.sleep(POLL_MILLIS);
      now = runs.progress(followed).orElse(null);
    }
    progress.end();
  }

  /** Each run takes two lines, so that the table fits 80 columns. */
  static String table(List<Summary> summaries) {
    return AsciiTable.getTable(
        AsciiTable.BASIC_ASCII,
        summaries,
        List.of(
            column(
                "Run, file",
                HorizontalAlign.LEFT,
                summary -> Long.toString(summary.totals().runId()),
                summary -> shortened(Printable.text(summary.totals().name()))),
            column(
                "Status, exit",
                HorizontalAlign.LEFT,
                summary -> summary.status().name(),
                summary -> Integer.toString(summary.exitCode().code())),
            counted("Debited", RunTotals::debited),
            counted("Rejected", RunTotals::rejected),
            column(
                "Pending,\nparked",
                HorizontalAlign.RIGHT,
                summary -> "%,d".formatted(summary.totals().events().pending()),
                summary -> "%,d".formatted(summary.totals().events().parked()))));
  }

  /** Shortens a name in the middle, because names mostly differ at their ends. */
  private static String shortened(String name) {
    return name.length() <= MAX_NAME
        ? name
        : name.substring(0, MAX_NAME / 2 - 1) + "…" + name.substring(name.length() - MAX_NAME / 2);
  }

  private static ColumnData<Summary> counted(
      String header, Function<RunTotals, ControlTotal> what) {
    return column(
        header,
        HorizontalAlign.RIGHT,
        summary -> "%,d".formatted(what.apply(summary.totals()).count()),
        summary -> Money.formatTotal(what.apply(summary.totals()).amount()));
  }

  private static ColumnData<Summary> column(
      String header,
      HorizontalAlign align,
      Function<Summary, String> above,
      Function<Summary, String> below) {
    return new Column()
        .header(header)
        .dataAlign(align)
        .with(summary -> above.apply(summary) + "\n" + below.apply(summary));
  }
}
