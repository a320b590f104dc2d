package bank.withdrawals.report;

import bank.withdrawals.files.Printable;
import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.ColumnData;
import com.github.freva.asciitable.HorizontalAlign;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** Renders the slices of a run by worker for the screen. */
public final class WorkersTable {

  private static final int LONGEST_NAME = 30;

  private WorkersTable() {}

  /**
   * A line for each worker below a header, and one that says how many slices wait; no lines if no
   * slice was handed out.
   *
   * @param underWay whether the run is under way, so that workers may execute slices
   */
  public static List<String> lines(List<HandedOutSlice> slices, boolean underWay) {
    List<String> lines = new ArrayList<>();
    List<WorkerSlices> workers = WorkerSlices.of(slices);
    if (!workers.isEmpty()) {
      AsciiTable.getTable(AsciiTable.NO_BORDERS, workers, columns(underWay))
          .lines()
          .map(String::strip)
          .forEach(lines::add);
    }
    long waiting = underWay ? WorkerSlices.waiting(slices) : 0;
    if (waiting > 0) {
      lines.add(
          waiting == 1
              ? "1 slice waits for a worker."
              : "%,d slices wait for a worker.".formatted(waiting));
    }
    return lines;
  }

  private static List<ColumnData<WorkerSlices>> columns(boolean underWay) {
    List<ColumnData<WorkerSlices>> columns = new ArrayList<>();
    columns.add(
        new Column()
            .header("Slices by worker")
            .dataAlign(HorizontalAlign.LEFT)
            .with(worker -> shortened(Printable.text(worker.worker()))));
    if (underWay) {
      columns.add(
          new Column()
              .header("Executes")
              .dataAlign(HorizontalAlign.LEFT)
              .with(worker -> executed(worker.executed())));
    }
    columns.add(number("Debited", WorkerSlices::debited));
    columns.add(number("Published", WorkerSlices::published));
    columns.add(number("Rows", WorkerSlices::rows));
    return columns;
  }

  private static ColumnData<WorkerSlices> number(
      String header, ToLongFunction<WorkerSlices> value) {
    return new Column()
        .header(header)
        .headerAlign(HorizontalAlign.RIGHT)
        .dataAlign(HorizontalAlign.RIGHT)
        .with(worker -> String.format(Locale.ROOT, "%,d", value.applyAsLong(worker)));
  }

  /** For example {@code debit 3, 7}. */
  private static String executed(List<HandedOutSlice> slices) {
    return slices.isEmpty()
        ? "-"
        : slices.get(0).step()
            + slices.stream()
                .map(slice -> Integer.toString(slice.slice()))
                .collect(Collectors.joining(", ", " ", ""));
  }

  /** Shortens a name at its front, because names of machines differ at their ends. */
  private static String shortened(String name) {
    return name.length() <= LONGEST_NAME
        ? name
        : "…" + name.substring(name.length() - LONGEST_NAME + 1);
  }
}
