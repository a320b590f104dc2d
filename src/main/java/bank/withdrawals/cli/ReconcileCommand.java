package bank.withdrawals.cli;

import bank.withdrawals.console.Terminal;
import bank.withdrawals.domain.Money;
import bank.withdrawals.files.Printable;
import bank.withdrawals.reconciliation.Reconciler;
import bank.withdrawals.reconciliation.Reconciliation;
import bank.withdrawals.reconciliation.Reconciliation.Check;
import bank.withdrawals.report.ExitCode;
import bank.withdrawals.report.Json;
import bank.withdrawals.report.SummaryTable;
import bank.withdrawals.run.RunQueries;
import bank.withdrawals.stores.Backend;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares the database with itself and with the events. */
@Command(
    name = "reconcile",
    description = {
      "Compares the whole database and the events with each other; changes nothing.",
      "Exits with 1 if something does not hold or could not be compared."
    })
final class ReconcileCommand implements Callable<Integer> {

  private final Backend backend;

  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "print JSON instead of a table")
  private boolean json;

  ReconcileCommand(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Integer call() {
    RunQueries runs = backend.getWithKafka(RunQueries.class);
    Reconciliation found = backend.get(Reconciler.class).reconcile(runs::isDebited);
    PrintWriter out = spec.commandLine().getOut();
    out.print(
        json ? Json.text(ReconciliationJson.of(found)) + "\n" : Terminal.coloured(text(found)));
    out.flush();
    return (found.holds() ? ExitCode.SUCCESS : ExitCode.FAILED).code();
  }

  private static String text(Reconciliation found) {
    StringBuilder text = new StringBuilder(table(found)).append(System.lineSeparator());
    for (Check check : found.checks()) {
      check.notes().forEach(note -> text.append("%s%n".formatted(Printable.text(note))));
      check
          .findings() // They quote events, which anybody may have written.
          .forEach(
              finding ->
                  text.append("%s %s%n".formatted(SummaryTable.CROSS, Printable.text(finding))));
      long more = check.wrong() - check.findings().size();
      if (more > 0) {
        text.append("  … and %,d more of %s.%n".formatted(more, check.promise()));
      }
    }
    return text.append(verdict(found)).append(System.lineSeparator()).toString();
  }

  private static String verdict(Reconciliation found) {
    if (found.holds()) {
      return SummaryTable.TICK + " Everything holds.";
    }
    return found.checks().stream().anyMatch(check -> check.wrong() > 0)
        ? SummaryTable.CROSS + " Something does not hold: call a developer before the next run."
        : SummaryTable.CROSS + " What was compared holds; not everything could be.";
  }

  private static String table(Reconciliation found) {
    return AsciiTable.getTable(
        AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS,
        found.checks(),
        List.of(
            new Column().header("").dataAlign(HorizontalAlign.LEFT).with(Check::promise),
            new Column().header("Compared").dataAlign(HorizontalAlign.LEFT).with(Check::what),
            new Column()
                .header("Count")
                .dataAlign(HorizontalAlign.RIGHT)
                .with(check -> "%,d".formatted(check.count())),
            new Column()
                .header("Amount")
                .dataAlign(HorizontalAlign.RIGHT)
                .with(check -> Money.formatTotal(check.amount())),
            new Column()
                .header("Wrong")
                .dataAlign(HorizontalAlign.RIGHT)
                .with(check -> check.compared() ? "%,d".formatted(check.wrong()) : "?")));
  }

  private record ReconciliationJson(boolean holds, List<CheckJson> checks) {

    private record CheckJson(
        String promise,
        String what,
        boolean compared,
        long count,
        String amount,
        long wrong,
        List<String> findings,
        List<String> notes) {}

    static ReconciliationJson of(Reconciliation found) {
      return new ReconciliationJson(
          found.holds(),
          found.checks().stream()
              .map(
                  check ->
                      new CheckJson(
                          check.promise(),
                          check.what(),
                          check.compared(),
                          check.count(),
                          Money.formatTotal(check.amount()),
                          check.wrong(),
                          check.findings(),
                          check.notes()))
              .toList());
    }
  }
}
