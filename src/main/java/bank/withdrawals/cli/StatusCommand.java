package bank.withdrawals.cli;

import bank.withdrawals.job.Approval;
import bank.withdrawals.job.Approvals;
import bank.withdrawals.job.Progress;
import bank.withdrawals.job.Runs;
import bank.withdrawals.job.Standing;
import bank.withdrawals.report.Summary;
import bank.withdrawals.report.SummaryJson;
import bank.withdrawals.report.SummaryTable;
import bank.withdrawals.withdrawal.Money;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
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
      "With PostgreSQL also while a run is under way; the embedded database admits one process."
    })
final class StatusCommand implements Callable<Integer> {

  private static final long POLL_MILLIS = 500;
  private static final int MAX_NAME = 20;

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
      description = "show the progress of a run that is under way, then how it ended")
  private boolean follow;

  StatusCommand(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (limit < 1) {
      throw new ParameterException(spec.commandLine(), "--limit takes 1 or more.");
    }
    Runs runs = backend.get(Runs.class);
    PrintWriter out = spec.commandLine().getOut();
    if (follow) {
      run = follow(runs);
    }
    if (run != null) {
      Summary summary = RunNumbers.require(runs.find(run), run);
      out.print(
          json
              ? SummaryJson.toText(SummaryJson.tree(summary)) + "\n"
              : Terminal.coloured(SummaryTable.render(summary)));
    } else {
      print(runs.latest(limit), backend.get(Approvals.class).waiting(), out);
    }
    out.flush();
    return ExitCode.DONE;
  }

  private void print(List<Summary> latest, List<Approval> waiting, PrintWriter out) {
    if (json) {
      Stream<Map<String, Object>> trees =
          Stream.concat(
              waiting.stream().map(WaitingFiles::tree), latest.stream().map(SummaryJson::tree));
      out.println(SummaryJson.toText(trees.toList()));
    } else {
      out.println(table(latest));
      waiting.forEach(approval -> out.println(WaitingFiles.sentence(approval)));
    }
  }

  /** Waits for the end of the run that was asked for, or of the latest one; null where none is. */
  private @Nullable Long follow(Runs runs) throws InterruptedException {
    Long followed =
        run == null
            ? runs.latest(1).stream()
                .map(latest -> latest.figures().fileId())
                .findFirst()
                .orElse(null)
            : run;
    Progress progress = backend.get(Progress.class);
    String step = "";
    while (followed != null && runs.isUnderWay(followed)) {
      Standing standing = runs.standing(followed).orElse(null);
      if (standing != null) {
        if (!standing.step().equals(step)) {
          step = standing.step();
          progress.begin(step, standing.unit(), standing.done(), standing.total());
        }
        progress.at(standing.done());
      }
      Thread.sleep(POLL_MILLIS);
    }
    progress.end();
    return followed;
  }

  private static String table(List<Summary> summaries) {
    return AsciiTable.getTable(
        AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS,
        summaries,
        List.of(
            left("Run", summary -> Long.toString(summary.figures().fileId())),
            left("File", summary -> shortened(SummaryTable.printable(summary.figures().name()))),
            left("Status", summary -> summary.status().name()),
            right("Debited", summary -> "%,d".formatted(summary.figures().debited().count())),
            right("Amount", summary -> Money.formatTotal(summary.figures().debited().amount())),
            right("Rejected", summary -> "%,d".formatted(summary.figures().rejected().count())),
            right("Pending", summary -> "%,d".formatted(summary.figures().events().pending())),
            right("Exit", summary -> Integer.toString(summary.exitCode()))));
  }

  /** The middle goes: names differ at their ends. */
  private static String shortened(String name) {
    return name.length() <= MAX_NAME
        ? name
        : name.substring(0, MAX_NAME / 2 - 1) + "…" + name.substring(name.length() - MAX_NAME / 2);
  }

  private static com.github.freva.asciitable.ColumnData<Summary> left(
      String header, Function<Summary, String> cell) {
    return new Column().header(header).dataAlign(HorizontalAlign.LEFT).with(cell);
  }

  private static com.github.freva.asciitable.ColumnData<Summary> right(
      String header, Function<Summary, String> cell) {
    return new Column().header(header).dataAlign(HorizontalAlign.RIGHT).with(cell);
  }
}
