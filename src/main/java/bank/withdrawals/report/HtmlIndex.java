package bank.withdrawals.report;

import bank.withdrawals.files.OwnerOnlyFiles;
import bank.withdrawals.files.Printable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * All runs on one page, {@code index.html} beside their folders. It reads their {@code
 * summary.json}, because totalling the tables of every run would take too long.
 *
 * @param more whether there are more runs than the page shows
 */
record HtmlIndex(List<Run> runs, boolean more) {

  private static final int MOST_RUNS = 500;
  private static final HtmlPage PAGE = new HtmlPage("index.html");
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * A line of the table.
   *
   * @param repeatedBy the latest file with the same bytes; empty if none came
   */
  record Run(
      String run,
      String file,
      String repeatedBy,
      String status,
      String statusClass,
      long debited,
      BigDecimal amount,
      long rejected,
      long eventsPending,
      Instant finishedAt) {}

  long shown() {
    return runs.size();
  }

  /**
   * Writes the page, completely or not at all.
   *
   * @throws UncheckedIOException if the page cannot be written
   */
  static void write(Path output) {
    try {
      List<Path> newest = folders(output);
      List<Run> runs =
          newest.stream().limit(MOST_RUNS).map(HtmlIndex::run).flatMap(Optional::stream).toList();
      byte[] page =
          PAGE.render(new HtmlIndex(runs, newest.size() > MOST_RUNS))
              .getBytes(StandardCharsets.UTF_8);
      OwnerOnlyFiles.replace(output.resolve("index.html"), out -> out.write(page));
    } catch (IOException failure) {
      throw new UncheckedIOException("The index of runs cannot be written: " + output, failure);
    }
  }

  private static List<Path> folders(Path output) throws IOException {
    try (Stream<Path> entries = Files.list(output)) {
      return entries
          .filter(entry -> entry.getFileName().toString().matches("[0-9]{1,18}"))
          .sorted(
              Comparator.comparing((Path run) -> Long.valueOf(run.getFileName().toString()))
                  .reversed())
          .toList();
    }
  }

  /** Empty if there is no readable summary. */
  private static Optional<Run> run(Path folder) {
    Path file = folder.resolve("summary.json");
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try {
      JsonNode summary = JSON.readTree(Files.readString(file));
      String status = summary.path("status").asString("");
      return Optional.of(
          new Run(
              folder.getFileName().toString(),
              Printable.text(summary.path("file").asString("")),
              Printable.text(summary.at("/repeated/file").asString("")),
              status,
              HtmlReport.statusClass(status),
              summary.at("/debited/count").asLong(0),
              summary.at("/debited/amount").asDecimal(BigDecimal.ZERO),
              summary.at("/rejected/count").asLong(0),
              summary.at("/events/pending").asLong(0),
              Instant.parse(summary.path("finishedAt").asString(""))));
    } catch (IOException | JacksonException | DateTimeException unreadable) {
      return Optional.empty();
    }
  }
}
