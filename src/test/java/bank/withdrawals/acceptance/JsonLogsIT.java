package bank.withdrawals.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.testing.Ended;
import bank.withdrawals.testing.Tool;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Standard error as JSON for a log collector; standard output stays as it is. */
class JsonLogsIT {

  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path home;

  @Test
  void everyLineIsEcsWithRunFileAndStepButNoAccountNumber() {
    Tool tool = Tool.at(home).withTestBroker().with("LOGGING_STRUCTURED_FORMAT_CONSOLE", "ecs");
    // Spring Batch logs each step; otherwise the screen does not show that.
    Path file =
        tool.write(
            "of account 471147114711.csv", "account_id,amount", "1,1.00", "471147114711,2.00");
    Ended ended = tool.run("run", file, home.resolve("missing.csv")).exits(4);

    assertThat(ended.out())
        .contains("of account 471147114711.csv COMPLETED", "| debited", "missing.csv REFUSED")
        .doesNotContain("@timestamp");
    List<JsonNode> lines = lines(ended);
    assertThat(lines)
        .isNotEmpty()
        .allMatch(line -> line.hasNonNull("@timestamp") && line.hasNonNull("message"))
        .allMatch(line -> line.at("/service/name").asString().equals("withdrawals"));
    assertThat(ended.err()).doesNotContain("471147114711");
    String run = ended.out().replaceFirst("(?s)^Run (\\d+): .*", "$1");
    for (String step : List.of("receive", "debit", "publish", "report")) {
      assertThat(lines)
          .as(step)
          .filteredOn(line -> line.path("step").asString("").equals(step))
          .isNotEmpty()
          .allMatch(line -> line.path("run").asString().equals(run))
          .allMatch(line -> line.at("/file/name").asString().equals("of account ***.csv"));
    }
    for (String step : List.of("debit", "publish")) {
      assertThat(lines)
          .filteredOn(line -> line.path("message").asString().contains("[" + step + ":0001]"))
          .isNotEmpty()
          .allMatch(line -> line.path("step").asString().equals(step))
          .allMatch(line -> line.path("slice").asInt() == 1);
    }
    assertThat(lines)
        .filteredOn(line -> line.path("step").asString("").matches("receive|report|"))
        .noneMatch(line -> line.has("slice"));
    assertThat(lines)
        .filteredOn(line -> line.path("message").asString().startsWith("Ended as "))
        .extracting(line -> line.at("/file/name").asString())
        .containsExactly("of account ***.csv", "missing.csv");

    // Before the log is open, and if the setting is wrong.
    Ended usage = tool.run("run", "--unknown").exits(2);
    assertThat(lines(usage)).singleElement().asString().contains("Unknown option: '--unknown'");
    assertThat(tool.with("LOGGING_STRUCTURED_FORMAT_CONSOLE", "xml").run("run").exits(1).err())
        .isEqualTo(
            "Setting logging.structured.format.console must be ecs, gelf or logstash, not xml.\n");
  }

  /** Commands that run in the JVM of the tests must not hand their settings to the next command. */
  @Test
  void theNextCommandWithoutTheSettingPrintsTextAgain() {
    Tool tool = Tool.at(home).withTestBroker();
    Ended json = tool.with("LOGGING_STRUCTURED_FORMAT_CONSOLE", "ecs").run("run").exits(0);
    assertThat(lines(json)).isNotEmpty();
    assertThat(tool.run("run").exits(0).err())
        .contains("Nothing to do: no new CSV file in ")
        .doesNotContain("@timestamp");
  }

  private static List<JsonNode> lines(Ended ended) {
    return ended.err().lines().map(JSON::readTree).toList();
  }
}
