package bank.withdrawals.crash;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.crash.History.Dropped;
import bank.withdrawals.testing.Ended;
import bank.withdrawals.testing.SequentialOracle.Row;
import bank.withdrawals.testing.Tool;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Compares the state after a job that ended by itself with the expected state. */
final class Aftermath {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern RUN = Pattern.compile("Run \\d+: (\\S+) ([A-Z]+)");

  /** The exit code if a file is refused. */
  private static final int REFUSED = 4;

  private final Tool tool;
  private final History history;
  private final Stores stores;
  private final boolean rejectEvents;
  private final String seed;

  private int killed;
  private long eventsDue;
  private long eventsSeen;
  private long eventsSeenOnce;

  /**
   * @param rejectEvents whether the job publishes rejections
   * @param seed the options that repeat this test, for messages
   */
  Aftermath(Tool tool, History history, Stores stores, boolean rejectEvents, String seed) {
    this.tool = tool;
    this.history = history;
    this.stores = stores;
    this.rejectEvents = rejectEvents;
    this.seed = seed;
  }

  /** Counts a kill that has struck. */
  void struck(Kill kill) {
    if (kill.leavesAKilledRun()) {
      killed++;
    }
  }

  /** The number of expected events. */
  long due() {
    return eventsDue;
  }

  /** The number of expected events that are missing. */
  long losses() {
    return eventsDue - eventsSeenOnce;
  }

  /** The number of events beyond the first with each id. */
  long duplicates() {
    return eventsSeen - eventsSeenOnce;
  }

  /** Checks I1 to I5 and I9, and that no file is left in the inbox. */
  void check() throws IOException {
    JdbcTemplate database = new JdbcTemplate(stores.database());
    checkMoney(database);
    checkJobRepository(database);
    checkEvents(database);
    List<JsonNode> runs =
        tool.run("status", "--json", "--limit", 1_000).exits(0).json().valueStream().toList();
    assertThat(runs)
        .as(seed)
        .extracting(run -> run.path("file").asString())
        .containsExactlyInAnyOrderElementsOf(history.files().stream().map(Dropped::name).toList());
    for (JsonNode run : runs) {
      checkRun(run);
    }
    assertThat(names(tool.home("input"))).as(seed).isEmpty();
    assertThat(names(tool.home("data", "work"))).as("work files, %s", seed).isEmpty();
  }

  /** I1, I2, I3 and I5, in the tables. */
  private void checkMoney(JdbcTemplate database) {
    Map<Long, String> balances = new TreeMap<>();
    database.query(
        "SELECT account_id, balance FROM account WHERE account_id >= ?",
        row -> {
          balances.put(row.getLong(1), plain(row.getBigDecimal(2)));
        },
        History.FIRST_ACCOUNT);
    assertThat(balances).as(seed).isEqualTo(history.oracle().balances());
    assertThat(
            database.queryForList(
                "SELECT account_id FROM account a WHERE balance < 0 OR balance <> opening_balance -"
                    + " COALESCE((SELECT SUM(amount) FROM withdrawal w"
                    + " WHERE w.account_id = a.account_id), 0)"))
        .as(seed)
        .isEmpty();
    assertThat(
            database.query(
                "SELECT f.name, line_number, request_id, account_id, amount, balance_after"
                    + " FROM withdrawal w JOIN input_file f ON f.run_id = w.run_id"
                    + " ORDER BY f.run_id, line_number",
                (row, n) ->
                    "%s %d %s %d %s %s"
                        .formatted(
                            row.getString(1),
                            row.getLong(2),
                            row.getString(3),
                            row.getLong(4),
                            plain(row.getBigDecimal(5)),
                            plain(row.getBigDecimal(6)))))
        .as(seed)
        .isEqualTo(debited().map(row -> row.file() + " " + journalLine(row)).toList());
    assertThat(
            database.query(
                "SELECT f.name, line_number, reason"
                    + " FROM rejection r JOIN input_file f ON f.run_id = r.run_id"
                    + " ORDER BY f.run_id, line_number",
                (row, n) -> row.getString(1) + " " + row.getLong(2) + " " + row.getString(3)))
        .as(seed)
        .isEqualTo(
            history.oracle().rows().stream()
                .filter(row -> !row.debited())
                .map(row -> row.file() + " " + row.line() + " " + row.reason())
                .toList());
  }

  private void checkJobRepository(JdbcTemplate database) {
    List<String> ends =
        database.query(
            "SELECT e.STATUS, e.EXIT_CODE FROM BATCH_JOB_EXECUTION e WHERE e.JOB_EXECUTION_ID ="
                + " (SELECT MAX(l.JOB_EXECUTION_ID) FROM BATCH_JOB_EXECUTION l"
                + " WHERE l.JOB_INSTANCE_ID = e.JOB_INSTANCE_ID)",
            (row, n) -> row.getString(1) + " " + row.getString(2));
    assertThat(ends)
        .as(seed)
        .containsExactlyInAnyOrderElementsOf(
            history.files().stream()
                .map(file -> file.refused() ? "FAILED REFUSED" : "COMPLETED COMPLETED")
                .toList());
    // A killed run had committed its start, so the execution is still there.
    assertThat(
            database.queryForObject(
                "SELECT COUNT(*) FROM BATCH_JOB_EXECUTION WHERE EXIT_CODE = 'UNKNOWN'",
                Integer.class))
        .as("killed executions, %s", seed)
        .isGreaterThanOrEqualTo(killed);
  }

  /** I4: the event of every row once, and those of each account in file order. */
  private void checkEvents(JdbcTemplate database) {
    Map<String, List<String>> expected = new HashMap<>();
    published()
        .forEach(
            row ->
                expected
                    .computeIfAbsent(key(row), account -> new ArrayList<>())
                    .add(eventLine(row)));
    Map<String, List<String>> seen = new HashMap<>();
    Map<String, String> times = new HashMap<>();
    List<ConsumerRecord<String, byte[]>> records = stores.events().get();
    for (ConsumerRecord<String, byte[]> record : records) {
      String id = new String(record.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8);
      JsonNode data = JSON.readTree(record.value());
      times.put(id, data.path(data.has("reason") ? "rejectedAt" : "debitedAt").asString());
      seen.computeIfAbsent(record.key(), account -> new ArrayList<>()).add(eventLine(id, data));
    }
    eventsDue = published().count();
    eventsSeen = records.size();
    eventsSeenOnce = times.size();
    assertThat(losses()).as("lost events, %s", seed).isZero();
    assertThat(duplicates()).as("events twice, %s", seed).isZero();
    assertThat(seen).as(seed).isEqualTo(expected);
    // If an acknowledged commit were lost and repeated, the time would be different.
    assertThat(times).as(seed).isEqualTo(decisionTimes(database));
  }

  private static String eventLine(String id, JsonNode data) {
    if (data.has("reason")) {
      return "%s %s %d %s"
          .formatted(
              data.path("file").asString(),
              id,
              data.path("line").asLong(),
              data.path("reason").asString());
    }
    return "%s %s %d %s %s %s %s"
        .formatted(
            data.path("file").asString(),
            id,
            data.path("line").asLong(),
            data.path("requestId").asString(),
            data.path("accountId").asString(),
            plain(new BigDecimal(data.path("amount").asString())),
            plain(new BigDecimal(data.path("balanceAfter").asString())));
  }

  private String eventLine(Row row) {
    return row.debited()
        ? "%s %s %s".formatted(row.file(), row.requestId(), journalLine(row))
        : "%s %s:%d:rejected %d %s"
            .formatted(
                row.file(),
                file(row.file()).sha256().substring(0, 16),
                row.line(),
                row.line(),
                row.reason());
  }

  /** The account id, or null if the row has no valid one. */
  private static String key(Row row) {
    return row.accountId().matches("[0-9]{1,18}")
        ? Long.toString(Long.parseLong(row.accountId()))
        : null;
  }

  private Map<String, String> decisionTimes(JdbcTemplate database) {
    Map<String, String> times = new HashMap<>();
    RowCallbackHandler keep =
        row -> {
          times.put(
              row.getString(1), row.getObject(2, OffsetDateTime.class).toInstant().toString());
        };
    database.query("SELECT request_id, debited_at FROM withdrawal", keep);
    if (rejectEvents) {
      database.query(
          "SELECT SUBSTRING(f.sha256 FROM 1 FOR 16) || ':' || r.line_number || ':rejected',"
              + " r.rejected_at FROM rejection r JOIN input_file f ON f.run_id = r.run_id",
          keep);
    }
    return times;
  }

  /** I3 and I9: {@code status}, {@code summary.json}, the error file and the moved input file. */
  private void checkRun(JsonNode shown) throws IOException {
    String number = shown.path("run").asString();
    Dropped file = file(shown.path("file").asString());
    assertThat(figures(shown)).as("%s, %s", file, seed).isEqualTo(expectedFigures(file));
    JsonNode summary = Tool.summary(tool.home("output", number));
    for (String field : List.of("run", "file", "sha256", "message", "restarts", "startedAt")) {
      assertThat(summary.path(field)).as("%s, %s", file, seed).isEqualTo(shown.path(field));
    }
    assertThat(figures(summary)).as("%s, %s", file, seed).isEqualTo(expectedFigures(file));

    Path home = tool.home(file.refused() ? "quarantine" : "archive");
    Path moved = home.resolve(number + "-" + file.name());
    assertThat(History.sha256(Files.readAllBytes(moved))).as(seed).isEqualTo(file.sha256());
    assertThat(Files.exists(home.resolve(moved.getFileName() + ".control")))
        .as(seed)
        .isEqualTo(file.control());
    assertThat(names(tool.home("output", number)))
        .as(seed)
        .containsExactlyInAnyOrderElementsOf(
            file.refused()
                ? List.of("report.html", "summary.json")
                : List.of("rejects.csv", "report.html", "summary.json"));
    if (!file.refused()) {
      checkErrorFile(tool.home("output", number, "rejects.csv"), file);
    }
  }

  private void checkErrorFile(Path rejects, Dropped file) throws IOException {
    List<String> lines = Files.readAllLines(rejects);
    assertThat(lines.subList(1, lines.size()).stream().map(Aftermath::withoutMessage))
        .as("%s, %s", rejects, seed)
        .containsExactlyElementsOf(
            rows(file)
                .filter(row -> !row.debited())
                .map(row -> "%s,%d,%s".formatted(row.text(), row.line(), row.reason()))
                .toList());
  }

  private static String withoutMessage(String line) {
    return line.substring(0, line.lastIndexOf(','));
  }

  /** I9: the exit code and the screen of a job that ended by itself. */
  void checkScreen(Ended ended) {
    boolean refused = false;
    for (String screen : ended.out().split("(?=Run \\d+: )", -1)) {
      Matcher run = RUN.matcher(screen);
      if (run.find()) {
        Dropped file = file(run.group(1));
        refused |= file.refused();
        assertThat(run.group(2)).as("%s, %s", ended, seed).isEqualTo(status(file));
        if (!file.refused()) {
          assertThat(screen.replaceAll(" +", " "))
              .as("%s, %s", ended, seed)
              .contains(expectedScreen(file));
        }
      }
    }
    ended.exits(refused ? REFUSED : 0);
  }

  private List<String> expectedScreen(Dropped file) {
    List<Row> debited = rows(file).filter(Row::debited).toList();
    List<Row> rejected = rows(file).filter(row -> !row.debited()).toList();
    return List.of(
        screenLine("debited", debited),
        screenLine("rejected", rejected),
        screenLine("file", rows(file).toList()),
        "Events: %,d sent, 0 pending, 0 parked.".formatted(published(file)));
  }

  private static String screenLine(String what, List<Row> rows) {
    return String.format(Locale.ROOT, "| %s | %,d | %s |", what, rows.size(), total(rows));
  }

  private static String status(Dropped file) {
    return file.refused() ? "REFUSED" : "COMPLETED";
  }

  /** A summary on one line, without the times. */
  private static String figures(JsonNode summary) {
    Map<String, String> byReason = new TreeMap<>();
    summary
        .path("rejected")
        .path("byReason")
        .forEachEntry((reason, counted) -> byReason.put(reason, counted(counted)));
    return "%s %d, %d %s, debited %s, rejected %s %s, events %s"
        .formatted(
            summary.path("status").asString(),
            summary.path("exitCode").asInt(),
            summary.path("records").asInt(),
            summary.path("amount").asString(),
            counted(summary.path("debited")),
            counted(summary.path("rejected")),
            byReason,
            summary.path("events"));
  }

  private static String counted(JsonNode counted) {
    return counted.path("count").asInt() + " " + counted.path("amount").asString();
  }

  private String expectedFigures(Dropped file) {
    List<Row> all = rows(file).toList();
    List<Row> debited = all.stream().filter(Row::debited).toList();
    List<Row> rejected = all.stream().filter(row -> !row.debited()).toList();
    Map<String, List<Row>> byReason = new TreeMap<>();
    rejected.forEach(
        row -> byReason.computeIfAbsent(row.reason(), reason -> new ArrayList<>()).add(row));
    Map<String, String> reasons = new TreeMap<>();
    byReason.forEach((reason, rows) -> reasons.put(reason, counted(rows)));
    return "%s %d, %s, debited %s, rejected %s %s, events {\"sent\":%d,\"pending\":0,\"parked\":0}"
        .formatted(
            status(file),
            file.refused() ? REFUSED : 0,
            counted(all),
            counted(debited),
            counted(rejected),
            reasons,
            published(file));
  }

  /** The number of events of a file. */
  private long published(Dropped file) {
    return published().filter(row -> row.file().equals(file.name())).count();
  }

  /** The rows that have an event, in file order. */
  private Stream<Row> published() {
    return history.oracle().rows().stream().filter(row -> row.debited() || rejectEvents);
  }

  private static String counted(List<Row> rows) {
    return rows.size() + " " + total(rows);
  }

  /** A sum as the screen shows it: two decimals, or more if it has more. */
  private static String total(List<Row> rows) {
    BigDecimal sum =
        rows.stream()
            .map(Row::amount)
            .filter(Objects::nonNull)
            .reduce(BigDecimal.ZERO, BigDecimal::add)
            .stripTrailingZeros();
    return sum.setScale(Math.max(2, sum.scale())).toPlainString();
  }

  private Dropped file(String name) {
    return history.files().stream()
        .filter(file -> file.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private Stream<Row> rows(Dropped file) {
    return history.oracle().rows().stream().filter(row -> row.file().equals(file.name()));
  }

  private Stream<Row> debited() {
    return history.oracle().rows().stream().filter(Row::debited);
  }

  private static String journalLine(Row row) {
    return "%d %s %s %s %s"
        .formatted(
            row.line(),
            row.requestId(),
            row.accountId(),
            plain(row.amount()),
            plain(row.balanceAfter()));
  }

  private static String plain(BigDecimal amount) {
    return amount.stripTrailingZeros().toPlainString();
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
