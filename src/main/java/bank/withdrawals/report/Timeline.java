package bank.withdrawals.report;

import bank.withdrawals.files.Printable;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * When each slice was executed by which worker: a lane for each worker, a bar for each slice, in
 * SVG units; {@code report.html} draws it. Slices that a worker executes at once are below each
 * other.
 *
 * @param from the time of day at the left end, {@code to} at the right end, both in UTC
 * @param description all lanes in words
 * @param bottom where the lanes end; the axis is there
 */
record Timeline(String from, String to, String description, List<Lane> lanes, int bottom) {

  private static final int WIDTH = 640;
  private static final int LABEL_HEIGHT = 20;
  private static final int LABEL_BASE = 14;
  private static final int ROW_HEIGHT = 16;
  private static final int LANE_GAP = 8;
  private static final int FOOT = 48;
  private static final double NARROWEST_BAR = 2;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** The bars of a worker. */
  record Lane(String worker, int labelY, List<Bar> bars) {}

  /** A slice; {@code outcome} is its CSS class. */
  record Bar(String outcome, String x, int y, String width, String title) {}

  /** The timeline of these slices; empty if no worker has begun one. */
  static Optional<Timeline> of(List<HandedOutSlice> slices) {
    List<HandedOutSlice> begun =
        slices.stream()
            .filter(slice -> slice.startedAt() != null)
            .sorted(Comparator.comparing(Timeline::start))
            .toList();
    if (begun.isEmpty()) {
      return Optional.empty();
    }
    Instant from = start(begun.get(0));
    Instant to =
        begun.stream()
            .flatMap(slice -> Stream.of(start(slice), end(slice, from)))
            .max(Comparator.naturalOrder())
            .filter(from::isBefore)
            .orElse(from.plusSeconds(1));
    List<Lane> lanes = new ArrayList<>();
    int top = 0;
    for (WorkerSlices worker : WorkerSlices.of(begun)) {
      Rows rows = new Rows(from, to, top + LABEL_HEIGHT);
      List<Bar> bars =
          begun.stream()
              .filter(slice -> slice.worker().equals(worker.worker()))
              .map(rows::bar)
              .toList();
      lanes.add(new Lane(Printable.text(worker.worker()), top + LABEL_BASE, bars));
      top = rows.bottom() + LANE_GAP;
    }
    return Optional.of(
        new Timeline(TIME.format(from), TIME.format(to), description(begun), lanes, top));
  }

  private static String description(List<HandedOutSlice> slices) {
    return WorkerSlices.of(slices).stream()
        .map(
            worker ->
                "%s debited %s and published %s."
                    .formatted(
                        Printable.text(worker.worker()),
                        slices(worker.debited()),
                        slices(worker.published())))
        .collect(Collectors.joining(" "));
  }

  private static String slices(long count) {
    return count == 1 ? "1 slice" : "%d slices".formatted(count);
  }

  /** How high the drawing is, with the axis and the legend. */
  int height() {
    return bottom + FOOT;
  }

  /** The base of the text below the axis. */
  int axisText() {
    return bottom + 18;
  }

  /** The top of the squares of the legend. */
  int legend() {
    return bottom + 32;
  }

  /** The base of the text of the legend. */
  int legendText() {
    return bottom + 43;
  }

  private static Instant start(HandedOutSlice slice) {
    return Objects.requireNonNull(slice.startedAt());
  }

  /** A worker that has died did not say when: then it is {@code otherwise}. */
  private static Instant end(HandedOutSlice slice, Instant otherwise) {
    return slice.endedAt() == null ? otherwise : slice.endedAt();
  }

  /** The rows of a lane. A bar is in the first row that is free when the slice begins. */
  private static final class Rows {

    private final Instant from;
    private final Instant to;
    private final int top;
    private final List<Instant> freeFrom = new ArrayList<>();

    private Rows(Instant from, Instant to, int top) {
      this.from = from;
      this.to = to;
      this.top = top;
    }

    private Bar bar(HandedOutSlice slice) {
      Instant start = start(slice);
      Instant end = end(slice, to);
      double x = units(start);
      double width = Math.max(NARROWEST_BAR, units(end) - x);
      return new Bar(
          slice.step().equals("debit") ? "debited" : "published",
          length(Math.min(x, WIDTH - NARROWEST_BAR)),
          top + row(start, end) * ROW_HEIGHT,
          length(width),
          title(slice, start));
    }

    private int row(Instant start, Instant end) {
      int row = 0;
      while (row < freeFrom.size() && freeFrom.get(row).isAfter(start)) {
        row++;
      }
      if (row == freeFrom.size()) {
        freeFrom.add(end);
      } else {
        freeFrom.set(row, end);
      }
      return row;
    }

    private int bottom() {
      return top + freeFrom.size() * ROW_HEIGHT;
    }

    private double units(Instant time) {
      return (double) WIDTH
          * Duration.between(from, time).toMillis()
          / Math.max(1, Duration.between(from, to).toMillis());
    }

    private static String title(HandedOutSlice slice, Instant start) {
      return String.format(
          Locale.ROOT,
          "%s, slice %d: from %s UTC to %s, %,d %s%s",
          slice.step(),
          slice.slice(),
          TIME.format(start),
          slice.endedAt() == null ? "an unknown end" : TIME.format(slice.endedAt()),
          slice.rows(),
          slice.step().equals("debit") ? "rows" : "events",
          slice.state() == HandedOutSlice.State.COMPLETE ? "" : ", not complete");
    }

    private static String length(double units) {
      return String.format(Locale.ROOT, "%.2f", units);
    }
  }
}
