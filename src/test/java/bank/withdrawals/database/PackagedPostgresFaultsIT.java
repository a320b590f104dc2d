package bank.withdrawals.database;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.testing.Ended;
import bank.withdrawals.testing.PackagedPostgres;
import bank.withdrawals.testing.Tool;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A hot standby, and a database that {@code pg_dump} has saved. */
class PackagedPostgresFaultsIT {

  private static final int ROWS = 300;

  @TempDir static Path servers;
  private static PackagedPostgres primary;

  @TempDir Path home;

  @BeforeEach
  void start() {
    PackagedPostgres.assume();
    if (primary == null) {
      primary = PackagedPostgres.primary(servers.resolve("primary"));
    }
  }

  @AfterAll
  static void stop() {
    if (primary != null) {
      primary.close();
    }
  }

  /** A standby knows everything and refuses each change; the primary server still accepts it. */
  @Test
  void aRunOverAStandbyDebitsNothingAndSaysWhatToDo() {
    primary.create("followed");
    primary.create("empty");
    Tool tool = Tool.at(home).over(primary.database("followed"));
    tool.run("accounts", "import", accounts(tool)).exits(0);
    try (PackagedPostgres standby = primary.standby(servers.resolve("standby"))) {
      Tool other = tool.with(standby.database("followed"));
      Path file = rows(other, "s");
      for (List<String> change :
          List.of(
              List.of("run", file.toString()),
              List.of("accounts", "limit", "1", "--per-day", "5"),
              List.of("withdraw", "--account", "1", "--amount", "1"))) {
        Ended refused = other.run(change.toArray()).exits(1);
        assertThat(refused.out() + refused.err())
            .containsPattern(
                "SQLSTATE (25006: ERROR: cannot execute .+ in a read-only transaction"
                    + "|0A000: ERROR: cannot use serializable mode in a hot standby)")
            .contains("Nothing is lost: use the address of the primary server");
      }
      assertThat(other.balances()).isEqualTo(tool.balances()).containsEntry("1", "1000.00");
      other.run("status").exits(0);

      Ended first = tool.with(standby.database("empty")).run("accounts").exits(1);
      assertThat(first.err())
          .startsWith("The database cannot be used (SQLSTATE 25006: ERROR: cannot execute ")
          .contains("Nothing was done: use the address of the primary server");
      tool.run("run", file).exits(0);
    }
  }

  /** Saved before a run, and restored into a new database after it: the run begins again. */
  @Test
  void aDumpThatIsRestoredPublishesEachEventOnce() {
    primary.create("original");
    Tool tool = Tool.at(home).over(primary.database("original"));
    tool.run("accounts", "import", accounts(tool)).exits(0);
    Path dump = home.resolve("bank.dump");
    primary.dump("original", dump);
    Path file = rows(tool, "d");
    tool.run("run", file).exits(0);
    Map<String, String> balances = tool.balances();

    primary.create("restored");
    primary.restore("restored", dump);
    Tool restored = tool.with(primary.database("restored"));
    assertThat(restored.balances()).isNotEqualTo(balances);
    Ended again = restored.run("run", file).exits(5);
    assertThat(again.out() + again.err())
        .contains("The database is a restored backup")
        .contains("Run `publish --after-restore`.");
    assertThat(restored.balances()).isEqualTo(balances);
    restored.run("publish").exits(5);
    assertThat(restored.events()).hasSize(ROWS);

    restored.run("publish", "--after-restore").exits(0);
    assertThat(restored.events())
        .extracting(PackagedPostgresFaultsIT::id)
        .containsExactlyInAnyOrder(
            IntStream.range(0, ROWS).mapToObj(n -> "d" + n).toArray(String[]::new));
    restored.run("reconcile").exits(0);
    restored.run("run", rows(restored, "e")).exits(0);
    assertThat(restored.events())
        .extracting(PackagedPostgresFaultsIT::id)
        .hasSize(2 * ROWS)
        .doesNotHaveDuplicates();
  }

  private static String id(JsonNode event) {
    return event.path("id").asString();
  }

  private static Path accounts(Tool tool) {
    return write(tool, "accounts", "account_id,balance", 6, n -> (n + 1) + ",1000.00");
  }

  private static Path rows(Tool tool, String prefix) {
    return write(
        tool,
        prefix,
        "request_id,account_id,amount",
        ROWS,
        n -> "%s%d,%d,1.00".formatted(prefix, n, 1 + n % 6));
  }

  private static Path write(
      Tool tool, String name, String header, int lines, IntFunction<String> line) {
    return tool.write(
        name + ".csv",
        Stream.concat(Stream.of(header), IntStream.range(0, lines).mapToObj(line))
            .toArray(String[]::new));
  }
}
