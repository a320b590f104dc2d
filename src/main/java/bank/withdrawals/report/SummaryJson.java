package bank.withdrawals.report;

import bank.withdrawals.domain.ControlTotal;
import bank.withdrawals.domain.Money;
import bank.withdrawals.files.OwnerOnlyFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** A summary as JSON: counts are numbers, money is text, keys in a fixed order. */
public final class SummaryJson {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private static final JsonMapper LINE = new JsonMapper();

  private SummaryJson() {}

  /** The summary as a tree of maps, for a JSON of one's own. */
  public static Map<String, Object> tree(Summary summary) {
    RunTotals figures = summary.totals();
    Map<String, Object> events = new LinkedHashMap<>();
    events.put("sent", figures.events().sent());
    events.put("pending", figures.events().pending());
    events.put("parked", figures.events().parked());

    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("run", Long.toString(figures.runId()));
    tree.put("file", figures.name());
    tree.put("sha256", figures.sha256());
    tree.put("status", summary.status().name());
    tree.put("exitCode", summary.exitCode().code());
    tree.put("message", summary.message());
    tree.putAll(outcomes(figures));
    tree.put("events", events);
    tree.put("restarts", summary.restarts());
    tree.put("startedAt", summary.startedAt().toString());
    tree.put("finishedAt", summary.finishedAt().toString());
    tree.put(
        "seconds", Duration.between(summary.startedAt(), summary.finishedAt()).toMillis() / 1000.0);
    tree.put("recordsPerSecond", summary.recordsPerSecond());
    return tree;
  }

  /** Counts and money by outcome, as they stand in the middle of a summary. */
  public static Map<String, Object> outcomes(RunTotals figures) {
    Map<String, Object> byReason = new LinkedHashMap<>();
    figures.byReason().forEach((reason, counted) -> byReason.put(reason.name(), tree(counted)));
    Map<String, Object> rejected = tree(figures.rejected());
    rejected.put("byReason", byReason);
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("records", figures.records().count());
    tree.put("amount", Money.formatTotal(figures.records().amount()));
    tree.put("debited", tree(figures.debited()));
    tree.put("rejected", rejected);
    return tree;
  }

  /**
   * Writes {@code summary.json}, whole or not at all.
   *
   * @throws UncheckedIOException where the disk does not take it
   */
  public static void write(Path directory, Summary summary) {
    Path file = directory.resolve("summary.json");
    byte[] text = (toText(tree(summary)) + "\n").getBytes(StandardCharsets.UTF_8);
    try {
      OwnerOnlyFiles.createUnlinkedDirectory(directory);
      OwnerOnlyFiles.replace(file, out -> out.write(text));
    } catch (IOException failure) {
      throw new UncheckedIOException("The summary cannot be written: " + file, failure);
    }
  }

  /** JSON on one line of a tree of maps, lists, text and numbers. */
  public static String toLine(Object tree) {
    return LINE.writeValueAsString(tree);
  }

  /** JSON text of a tree of maps, lists, text and numbers. */
  public static String toText(Object tree) {
    return JSON.writeValueAsString(tree);
  }

  private static Map<String, Object> tree(ControlTotal counted) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("count", counted.count());
    tree.put("amount", Money.formatTotal(counted.amount()));
    return tree;
  }
}
