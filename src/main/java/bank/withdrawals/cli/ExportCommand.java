package bank.withdrawals.cli;

import bank.withdrawals.console.CommandFailedException;
import bank.withdrawals.files.ExternalSorter;
import bank.withdrawals.files.Home;
import bank.withdrawals.files.OwnerOnlyFiles;
import bank.withdrawals.ledger.DecidedRows;
import bank.withdrawals.report.ExitCode;
import bank.withdrawals.report.Json;
import bank.withdrawals.report.RowResult;
import bank.withdrawals.report.RunTotals;
import bank.withdrawals.report.Summary;
import bank.withdrawals.run.RunQueries;
import bank.withdrawals.stores.Backend;
import com.opencsv.CSVWriter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
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

  private static final int MEMORY = 8 * 1024 * 1024;

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

  /** Writes the rows in file order. They are stored in another one, so they are sorted on disk. */
  private void write(DecidedRows rows, Writer out) throws IOException {
    boolean asCsv = format == Format.csv;
    if (asCsv) {
      out.write(csv(RowResult.COLUMNS));
    }
    Path directory =
        OwnerOnlyFiles.createTemporaryDirectory(backend.get(Home.class).data(), "export-");
    try (ExternalSorter sorter = new ExternalSorter(directory, "rows", MEMORY)) {
      rows.forEach(
          run,
          row -> {
            RowResult result = RowResult.of(row.decision());
            String line = asCsv ? csv(result.cells()) : json(result, row.line());
            add(sorter, row.line(), line.getBytes(StandardCharsets.UTF_8));
          });
      sorter.forEach((line, zero, bytes) -> out.write(new String(bytes, StandardCharsets.UTF_8)));
    } finally {
      Files.deleteIfExists(directory);
    }
    out.flush();
  }

  private static void add(ExternalSorter sorter, long line, byte[] bytes) {
    try {
      sorter.add(line, 0, bytes);
    } catch (IOException failure) {
      throw new UncheckedIOException("The outcomes cannot be sorted", failure);
    }
  }

  private static String csv(List<String> cells) {
    StringWriter line = new StringWriter();
    try (CSVWriter csv = new CSVWriter(line)) {
      csv.writeNext(cells.toArray(String[]::new), false);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return line.toString();
  }

  /** Leaves out empty values. */
  private static String json(RowResult result, long lineNumber) {
    Map<String, Object> tree = new LinkedHashMap<>();
    result
        .byColumn()
        .forEach(
            (column, cell) -> {
              if (!cell.isEmpty()) {
                tree.put(camelCase(column), cell);
              }
            });
    tree.put("lineNumber", lineNumber);
    return Json.line(tree) + "\n";
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
