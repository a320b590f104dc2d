package bank.withdrawals.report;

import bank.withdrawals.domain.ControlTotal;
import bank.withdrawals.domain.Money;
import bank.withdrawals.domain.RejectReason;
import bank.withdrawals.files.OwnerOnlyFiles;
import bank.withdrawals.ledger.Repetition;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A summary as it stands in {@code summary.json} and in all other JSON about a run. Counts are
 * numbers; money, times and the run's number are text.
 */
public record SummaryJson(
    String run,
    String file,
    String sha256,
    String status,
    int exitCode,
    String message,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Repeated repeated,
    @JsonUnwrapped Outcomes outcomes,
    Events events,
    int restarts,
    String startedAt,
    String finishedAt,
    double seconds,
    long recordsPerSecond,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Worker> workers,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) long waitingSlices) {

  /**
   * The control total of the file and of each outcome.
   *
   * @param blankRows rows without content; left out if there are none
   */
  public record Outcomes(
      long records,
      String amount,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) long blankRows,
      Total debited,
      Rejections rejected) {

    /** The outcomes of a run, or those that a check predicts. */
    public static Outcomes of(RunTotals totals) {
      Map<RejectReason, Total> byReason = new EnumMap<>(RejectReason.class);
      totals.byReason().forEach((reason, rejected) -> byReason.put(reason, Total.of(rejected)));
      Total records = Total.of(totals.records());
      Total rejected = Total.of(totals.rejected());
      return new Outcomes(
          records.count(),
          records.amount(),
          totals.blankRows(),
          Total.of(totals.debited()),
          new Rejections(rejected.count(), rejected.amount(), byReason));
    }
  }

  /** A control total. */
  public record Total(long count, String amount) {

    static Total of(ControlTotal total) {
      return new Total(total.count(), Money.formatTotal(total.amount()));
    }
  }

  /** The control total of the rejected rows, and of each reason. */
  public record Rejections(long count, String amount, Map<RejectReason, Total> byReason) {}

  /**
   * The latest file with the same bytes, for which nothing was debited; left out if none came.
   *
   * @param times how often the bytes came again
   */
  public record Repeated(String file, String seenAt, long times) {

    static @Nullable Repeated of(@Nullable Repetition latest) {
      return latest == null
          ? null
          : new Repeated(latest.name(), latest.seenAt().toString(), latest.times());
    }
  }

  /**
   * What a worker has done of the run; left out if no slice was handed out.
   *
   * @param executes the slices that it executes now
   * @param debitedSlices how many it has debited
   * @param publishedSlices how many it has published
   * @param rows how many rows of its slices are debited or rejected
   */
  public record Worker(
      String worker, List<Slice> executes, long debitedSlices, long publishedSlices, long rows) {

    static List<Worker> of(Summary summary) {
      return WorkerSlices.of(summary.slices()).stream()
          .map(each -> of(each, summary.status() == RunStatus.RUNNING))
          .toList();
    }

    private static Worker of(WorkerSlices worker, boolean underWay) {
      return new Worker(
          worker.worker(),
          worker.executed().stream()
              .filter(slice -> underWay)
              .map(slice -> new Slice(slice.step(), slice.slice()))
              .toList(),
          worker.debited(),
          worker.published(),
          worker.rows());
    }
  }

  /** A slice of a step, {@code debit} or {@code publish}. */
  public record Slice(String step, int slice) {}

  /** Counts of events. */
  public record Events(long sent, long pending, long parked) {}

  /** The JSON form of {@code summary}. */
  public static SummaryJson of(Summary summary) {
    RunTotals totals = summary.totals();
    return new SummaryJson(
        Long.toString(totals.runId()),
        totals.name(),
        totals.sha256(),
        summary.status().name(),
        summary.exitCode().code(),
        summary.message(),
        Repeated.of(summary.repeated()),
        Outcomes.of(totals),
        new Events(totals.events().sent(), totals.events().pending(), totals.events().parked()),
        summary.restarts(),
        summary.startedAt().toString(),
        summary.finishedAt().toString(),
        Duration.between(summary.startedAt(), summary.finishedAt()).toMillis() / 1000.0,
        summary.recordsPerSecond(),
        Worker.of(summary),
        summary.status() == RunStatus.RUNNING ? WorkerSlices.waiting(summary.slices()) : 0);
  }

  /**
   * Writes {@code summary.json}, whole or not at all.
   *
   * @param directory the run's directory; created if it is missing
   * @throws UncheckedIOException if the file cannot be written
   */
  public static void write(Path directory, Summary summary) {
    Path file = directory.resolve("summary.json");
    byte[] text = (Json.text(of(summary)) + "\n").getBytes(StandardCharsets.UTF_8);
    try {
      OwnerOnlyFiles.createUnlinkedDirectory(directory);
      OwnerOnlyFiles.replace(file, out -> out.write(text));
    } catch (IOException failure) {
      throw new UncheckedIOException("The summary cannot be written: " + file, failure);
    }
  }
}
