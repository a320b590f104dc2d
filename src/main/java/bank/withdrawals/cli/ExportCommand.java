package bank.withdrawals.cli;

import bank.withdrawals.console.CommandFailedException;
import bank.withdrawals.files.OwnerOnlyFiles;
import bank.withdrawals.ledger.DecidedRow;
import bank.withdrawals.ledger.DecidedRows;
import bank.withdrawals.report.ExitCode;
import bank.withdrawals.report.Json;
import bank.withdrawals.report.RowResult;
import bank.withdrawals.report.RunTotals;
import bank.withdrawals.report.Summary;
import bank.withdrawals.run.RunQueries;
import com.opencsv.CSVWriter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the outcome of every row of a run: the reply file. */
@Command(
    name = "export",
    description = {
      "Prints the outcome of every row of a run, debited or rejected, in file order.",
      "It contains only values that were validated, so it is safe to open in a spreadsheet."
    })
final class ExportCommand implements Callable<Integer> {

  private final Backend backend;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "RUN", description = "the number of the run")
  private long run;

  @Option(
      names = "--format",
      defaultValue = "csv",
      description =
          "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}); jsonl: one JSON object on each line")
  private Format format = Format.csv;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "write to this file, completely or not at all, instead of to the screen")
  private @Nullable Path output;

  ExportCommand(Backend backend) {
    this.backend = backend;
  }

  /** How outcomes are written. The names are those that the user types. */
  @SuppressWarnings("checkstyle:ConstantName")
  enum Format {
    csv,
    jsonl
  }

  @Override
  public Integer call() throws IOException {
    Summary summary =
        backend
            .get(RunQueries.class)
            .find(run)
            .orElseThrow(() -> CommandFailedException.unknownRun(run));
    DecidedRows rows = backend.get(DecidedRows.class);
    if (output == null) {
      write(rows, spec.commandLine().getOut());
    } else {
      OwnerOnlyFiles.replace(
          output.toAbsolutePath(),
          file -> {
            Writer text = new BufferedWriter(new OutputStreamWriter(file, StandardCharsets.UTF_8));
            write(rows, text);
          });
    }
    warnIfUndecided(summary.totals());
    return ExitCode.SUCCESS.code();
  }

  private void warnIfUndecided(RunTotals totals) {
    long decided = totals.debited().plus(totals.rejected()).count();
    if (decided < totals.records().count()) {
      spec.commandLine()
          .getErr()
          .printf(
              "Run %d is not complete: %,d of its %,d rows are decided.%n",
              run, decided, totals.records().count());
      spec.commandLine().getErr().flush();
    }
  }

  private void write(DecidedRows rows, Writer out) throws IOException {
    rows.forEach(run, format == Format.csv ? csv(out) : jsonLines(out));
    out.flush();
  }

  /** Writes the header first, even if no row is decided. */
  private static Consumer<DecidedRow> csv(Writer out) {
    CSVWriter csv =
        new CSVWriter(
            out,
            CSVWriter.DEFAULT_SEPARATOR,
            CSVWriter.DEFAULT_QUOTE_CHARACTER,
            CSVWriter.DEFAULT_QUOTE_CHARACTER,
            CSVWriter.DEFAULT_LINE_END);
    csv.writeNext(RowResult.COLUMNS.toArray(String[]::new), false);
    return row -> csv.writeNext(RowResult.of(row.decision()).cells().toArray(String[]::new), false);
  }

  /** Leaves out empty values. */
  private static Consumer<DecidedRow> jsonLines(Writer out) {
    return row -> {
      Map<String, Object> tree = new LinkedHashMap<>();
      RowResult.of(row.decision())
          .byColumn()
          .forEach(
              (column, cell) -> {
                if (!cell.isEmpty()) {
                  tree.put(camelCase(column), cell);
                }
              });
      tree.put("lineNumber", row.line());
      try {
        out.write(Json.line(tree) + "\n");
      } catch (IOException failure) {
        throw new UncheckedIOException("The outcomes cannot be written", failure);
      }
    };
  }

  private static String camelCase(String column) {
    StringBuilder name = new StringBuilder();
    for (String word : column.split("_", -1)) {
      name.append(
          name.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
    }
    return name.toString();
  }
}
