package bank.withdrawals.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.testing.Ended;
import bank.withdrawals.testing.Running;
import bank.withdrawals.testing.SequentialOracle;
import bank.withdrawals.testing.TestBroker;
import bank.withdrawals.testing.TestPostgres;
import bank.withdrawals.testing.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs that meet another run, are stopped or are killed. The result must be that of one program
 * that processes row after row.
 */
class InterruptedIT {

  private static final int ROWS = 6_000;
  private static final long SEED = 42;
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path home;

  @Test
  void onTheEmbeddedStores() throws IOException {
    Tool tool = Tool.at(home);
    Path file = generate(tool);
    Tool slow = tool.with("WITHDRAWALS_JOB_CHUNKSIZE", "1");

    try (Running first = slow.start("run", file)) {
      first.await("the debit step", () -> rejectsWritten() > 0);
      Ended second = tool.run("run", file).exits(6);
      assertThat(second.err()).contains("Another run holds the lock: process " + first.pid());
      assertStopped(tool, first.signal("TERM").end(), 143);
    }
    try (Running resumed = slow.start("run", file)) {
      long before = rejectsWritten();
      resumed.await("progress", () -> rejectsWritten() > before);
      assertStopped(tool, resumed.signal("INT").end(), 130);
    }
    try (Running killed = slow.start("run", file)) {
      long before = rejectsWritten();
      killed.await("progress", () -> rejectsWritten() > before);
      killed.signal("KILL").end().exits(137);
    }
    tool.run("run", file).exits(0);
    assertAsIfUndisturbed(tool, file, tool.events(), 3);
  }

  @Test
  void onPostgres() throws IOException, SQLException {
    Map<String, String> database = TestPostgres.newDatabase();
    String topic = "withdrawals-" + UUID.randomUUID();
    Tool tool =
        Tool.at(home)
            .with(database)
            .with("SPRING_KAFKA_BOOTSTRAP_SERVERS", TestBroker.get().bootstrapServers())
            .with("WITHDRAWALS_PUBLISHING_TOPIC", topic);
    Path file = generate(tool);
    Tool slow =
        tool.with("WITHDRAWALS_JOB_CHUNKSIZE", "5").with("WITHDRAWALS_PUBLISHING_CHUNKSIZE", "5");

    try (Connection connection = connection(database);
        Statement sql = connection.createStatement();
        Running first = slow.start("run", file)) {
      first.await("the debit step", () -> number(sql, "SELECT count(*) FROM withdrawal") > 0);
      // From here on, the run waits before its next chunk and keeps its lock.
      connection.setAutoCommit(false);
      sql.execute("LOCK TABLE account IN EXCLUSIVE MODE");
      long holder =
          number(
              sql,
              "SELECT pid FROM pg_locks"
                  + " WHERE locktype = 'advisory' AND granted AND mode = 'ExclusiveLock'");
      Ended second = tool.run("run", file).exits(6);
      assertThat(second.err())
          .contains("Another run holds the lock", "PostgreSQL process " + holder + ",");
      first.signal("KILL").end().exits(137);
    }
    try (Connection connection = connection(database);
        Statement sql = connection.createStatement();
        Running publishing = slow.with("WITHDRAWALS_JOB_CHUNKSIZE", "1000").start("run", file)) {
      publishing.await("the first events", () -> !TestBroker.get().readCommitted(topic).isEmpty());
      // From here on, it waits before it commits its next chunk.
      connection.setAutoCommit(false);
      sql.execute("LOCK TABLE slice IN EXCLUSIVE MODE");
      publishing.signal("KILL").end().exits(137);
    }
    int events = TestBroker.get().readCommitted(topic).size();
    tool.run("run", file).exits(0);
    assertThat(events).isBetween(1, TestBroker.get().readCommitted(topic).size() - 1);
    assertAsIfUndisturbed(
        tool,
        file,
        TestBroker.get().readCommitted(topic).stream()
            .map(
                record ->
                    (JsonNode)
                        JSON.createObjectNode()
                            .put(
                                "id",
                                new String(
                                    record.headers().lastHeader("ce_id").value(),
                                    StandardCharsets.UTF_8))
                            .set("data", JSON.readTree(record.value())))
            .toList(),
        2);
  }

  /** Exit code, screen, job repository and summary.json agree. */
  private static void assertStopped(Tool tool, Ended stopped, int exitCode) {
    assertThat(stopped.exits(exitCode).out()).contains("STOPPED");
    JsonNode status = tool.run("status", "--json").exits(0).json();
    assertThat(status).hasSize(1);
    for (JsonNode summary : List.of(status.get(0), Tool.summary(tool.onlyRun()))) {
      assertThat(summary.path("status").asString()).isEqualTo("STOPPED");
      assertThat(summary.path("exitCode").asInt()).isEqualTo(exitCode);
      assertThat(summary.path("debited").path("count").asInt()).isBetween(1, ROWS - 1);
    }
  }

  private Path generate(Tool tool) {
    tool.run(
            "generate",
            "--rows",
            ROWS,
            "--accounts",
            20,
            "--seed",
            SEED,
            "--rejects",
            0.3,
            "--directory",
            home.resolve("generated"))
        .exits(0);
    tool.run("accounts", "import", home.resolve("generated/accounts.csv")).exits(0);
    return home.resolve("generated/withdrawals.csv");
  }

  private void assertAsIfUndisturbed(Tool tool, Path file, List<JsonNode> events, int restarts)
      throws IOException {
    SequentialOracle oracle = new SequentialOracle();
    for (String account : rows(home.resolve("generated/accounts.csv"))) {
      String[] cells = account.split(",", -1);
      oracle.account(Long.parseLong(cells[0]), cells[1]);
    }
    oracle.file(
        rows(file).stream()
            .map(row -> String.join(",", Arrays.copyOf(row.split(",", -1), 3)))
            .toList());
    assertThat(
            events.stream()
                .sorted(Comparator.comparingLong(InterruptedIT::line))
                .map(InterruptedIT::journalLine))
        .as("seed %d", SEED)
        .containsExactlyElementsOf(oracle.journal());
    events.stream()
        .collect(Collectors.groupingBy(event -> event.at("/data/accountId").asString()))
        .forEach(
            (account, ofAccount) ->
                assertThat(ofAccount.stream().map(InterruptedIT::line).toList())
                    .as("account %s, seed %d", account, SEED)
                    .isSorted());
    assertThat(
            rows(tool.onlyRun().resolve("rejects.csv")).stream()
                .map(row -> row.split(",", -1))
                .map(cells -> cells[5] + " " + cells[6]))
        .as("seed %d", SEED)
        .containsExactlyElementsOf(oracle.rejections());
    assertThat(oracle.rejections()).as("seed %d", SEED).hasSizeGreaterThan(ROWS / 4);
    Map<String, String> balances = tool.balances();
    oracle
        .balances()
        .forEach(
            (account, balance) ->
                assertThat(new BigDecimal(balances.get(account.toString())))
                    .as("account %d, seed %d", account, SEED)
                    .isEqualByComparingTo(balance));
    JsonNode summary = Tool.summary(tool.onlyRun());
    assertThat(summary.path("status").asString()).isEqualTo("COMPLETED");
    assertThat(summary.path("records").asInt()).isEqualTo(ROWS);
    assertThat(summary.path("debited").path("count").asInt()).isEqualTo(oracle.journal().size());
    assertThat(summary.path("rejected").path("count").asInt())
        .isEqualTo(oracle.rejections().size());
    assertThat(summary.path("restarts").asInt()).isEqualTo(restarts);
  }

  private static long line(JsonNode event) {
    return event.at("/data/line").asLong();
  }

  /** An event in the form of the oracle's journal. */
  private static String journalLine(JsonNode event) {
    JsonNode data = event.path("data");
    return "%d %s %s %s %s"
        .formatted(
            data.path("line").asLong(),
            event.path("id").asString(),
            data.path("accountId").asString(),
            plain(data.path("amount").asString()),
            plain(data.path("balanceAfter").asString()));
  }

  private static String plain(String amount) {
    return new BigDecimal(amount).stripTrailingZeros().toPlainString();
  }

  private static List<String> rows(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    return lines.subList(1, lines.size());
  }

  /** The size of the error file that the debit step is writing, in bytes. */
  private long rejectsWritten() {
    Path output = home.resolve("output");
    if (!Files.exists(output)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(output)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("rejects.csv."))
          .map(Path::toFile)
          .mapToLong(java.io.File::length)
          .max()
          .orElse(0);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static Connection connection(Map<String, String> database) throws SQLException {
    return DriverManager.getConnection(
        database.get("spring.datasource.url"),
        database.get("spring.datasource.username"),
        database.get("spring.datasource.password"));
  }

  private static long number(Statement sql, String query) {
    try (ResultSet row = sql.executeQuery(query)) {
      return row.next() ? row.getLong(1) : 0;
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }
}
