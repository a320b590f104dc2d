package bank.withdrawals.report;

import bank.withdrawals.files.OwnerOnlyFiles;
import bank.withdrawals.files.Printable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * All runs on one page, {@code index.html} beside their folders, told from their {@code
 * summary.json}: the tables would have to be added up for each.
 */
final class HtmlIndex {

  private static final int MOST_RUNS = 500;
  private static final HtmlPage PAGE = new HtmlPage("index.html");
  private static final JsonMapper JSON = new JsonMapper();

  private HtmlIndex() {}

  /**
   * Writes the page, whole or not at all.
   *
   * @throws UncheckedIOException where the disk does not take it
   */
  static void write(Path output) {
    try {
      List<Path> newest = folders(output);
      List<Map<String, String>> runs =
          newest.stream().limit(MOST_RUNS).map(HtmlIndex::run).flatMap(Optional::stream).toList();
      Map<String, Object> values = new HashMap<>();
      values.put("runs", runs);
      values.put("more", newest.size() > MOST_RUNS);
      values.put("shown", Integer.toString(runs.size()));
      byte[] page = PAGE.render(values).getBytes(StandardCharsets.UTF_8);
      OwnerOnlyFiles.replace(output.resolve("index.html"), out -> out.write(page));
    } catch (IOException failure) {
      throw new UncheckedIOException("The index of runs cannot be written: " + output, failure);
    }
  }

  private static List<Path> folders(Path output) throws IOException {
    try (Stream<Path> entries = Files.list(output)) {
      return new ArrayList<>(
          entries
              .filter(entry -> entry.getFileName().toString().matches("[0-9]{1,18}"))
              .sorted(
                  Comparator.comparing((Path run) -> Long.valueOf(run.getFileName().toString()))
                      .reversed())
              .toList());
    }
  }

  /** Empty where there is no summary, or none that can be read. */
  private static Optional<Map<String, String>> run(Path folder) {
    Path file = folder.resolve("summary.json");
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try {
      JsonNode summary = JSON.readTree(Files.readString(file));
      String status = summary.path("status").asString("");
      return Optional.of(
          Map.of(
              "run", folder.getFileName().toString(),
              "file", Printable.text(summary.path("file").asString("")),
              "status", status,
              "statusClass", HtmlReport.statusClass(status),
              "debitedCount", HtmlReport.count(summary.at("/debited/count").asLong(0)),
              "debitedAmount", HtmlReport.grouped(summary.at("/debited/amount").asString("")),
              "rejectedCount", HtmlReport.count(summary.at("/rejected/count").asLong(0)),
              "eventsPending", HtmlReport.count(summary.at("/events/pending").asLong(0)),
              "finishedAt",
                  HtmlReport.time(Instant.parse(summary.path("finishedAt").asString("")))));
    } catch (IOException | JacksonException | DateTimeException unreadable) {
      return Optional.empty();
    }
  }
}
