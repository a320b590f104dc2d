package bank.withdrawals.cli;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.testing.Ended;
import bank.withdrawals.testing.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an operator sees of the inbox: on the screen, in JSON, in status, in the hook. */
class InboxScreenTest {

  private static final String HEADER = "request_id,account_id,amount";

  @TempDir Path home;

  @Test
  void whatIsNotProcessedIsNamedByRunAndStatus() throws IOException {
    Tool tool = tool();
    tool.write("input/payout.csv.txt", HEADER, "a,1,1.00");
    tool.write("input/alone.csv.control", "records=1");
    Files.writeString(tool.write("input/cut.csv"), HEADER + "\nS-3,3,15");

    Ended run = tool.run("run").exits(0);
    List<String> named =
        List.of(
            "input/alone.csv.control has no file: drop alone.csv",
            "input/cut.csv stays: its last row does not end with a line end",
            "input/payout.csv.txt is not processed: its name does not end in .csv");
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains(named)
        .contains("Nothing to do: no new and complete CSV file in ");
    assertThat(tool.run("status").exits(0).out()).contains(named);

    Ended json = tool.run("status", "--json").exits(0);
    assertThat(json.json()).as("the array keeps its shape").isEmpty();
    assertThat(json.err()).contains(named);
    assertThat(tool.run("run", "--json").exits(0).out()).isEmpty();

    Path cut = tool.home("input", "cut.csv");
    assertThat(tool.run("run", cut).exits(0).out()).contains("cut.csv COMPLETED");
    assertThat(tool.balances()).containsEntry("3", "144.00");
    assertThat(tool.run("run").exits(0).out())
        .contains("cut.csv: this file's content was run before");
    assertThat(cut).doesNotExist();
  }

  @Test
  void aFileThatWasCutOffIsRefused() throws IOException {
    Tool tool = tool();
    Path cut = Files.writeString(tool.write("input/cut.csv"), HEADER + "\nS-3,3,15");
    Files.setLastModifiedTime(cut, FileTime.from(Instant.now().minus(Duration.ofHours(2))));
    assertThat(tool.run("status").exits(0).out()).contains("`run FILE` accepts it");
    Ended run = tool.run("run").exits(4);
    assertThat(run.out())
        .contains("cut.csv REFUSED", "its last row does not end with a line end", "`run FILE`");
    assertThat(cut).doesNotExist();
    Path quarantined = onlyFile("quarantine");
    assertThat(tool.run("run", quarantined).exits(0).out()).contains("COMPLETED");
  }

  @Test
  void longListsAreCutShort() throws IOException {
    Tool tool = tool();
    for (int i = 10; i < 25; i++) {
      tool.write("input/%d.txt".formatted(i), "x");
    }
    assertThat(tool.run("run").exits(0).err())
        .contains("input/19.txt", "And 5 more; `status` names all.")
        .doesNotContain("input/20.txt");
    assertThat(tool.run("status").exits(0).out()).contains("input/24.txt");
  }

  @Test
  void aRepeatedFileIsVisibleEverywhere() throws IOException {
    Tool tool = tool();
    Path received = home.resolve("received");
    String hook = "cat >>'%s'".formatted(received);
    tool.write("input/first.csv", HEADER, "a,1,1.00");
    JsonNode first = tool.run("run", "--json", "--on-finish", hook).exits(0).json();
    assertThat(first.has("repeated")).isFalse();
    Files.delete(received);

    tool.write("input/again.csv", HEADER, "a,1,1.00");
    Ended again = tool.run("run", "--on-finish", hook).exits(0);
    String run = first.path("run").asString();
    assertThat(again.out())
        .contains(
            "again.csv: this file's content was run before, as run " + run + " (first.csv) on ",
            "The same bytes came again once, last as again.csv at ");
    JsonNode notified = new JsonMapper().readTree(received);
    assertThat(notified.path("run").asString()).isEqualTo(run);
    assertThat(notified.at("/repeated/file").asString()).isEqualTo("again.csv");
    assertThat(Files.readString(tool.home("data", "withdrawals.log")))
        .contains("again.csv: this file's content was run before, as run " + run);
    assertThat(tool.run("status").exits(0).out())
        .contains("again.csv came at ", " with the content of run " + run);
    assertThat(Files.readString(tool.home("output", "index.html"))).contains("again as again.csv");

    tool.write("input/third.csv", HEADER, "a,1,1.00");
    JsonNode third = tool.run("run", "--json").exits(0).json();
    assertThat(third.at("/repeated/file").asString()).isEqualTo("third.csv");
    assertThat(third.at("/repeated/times").asInt()).isEqualTo(2);
    assertThat(tool.run("status", "--json").exits(0).json().get(0).at("/repeated/times").asInt())
        .isEqualTo(2);
    assertThat(tool.balances()).containsEntry("1", "460.00");
  }

  private Tool tool() {
    return Tool.at(home.resolve("home"))
        .withTestBroker()
        .with("WITHDRAWALS_INTAKE_QUIETPERIOD", "0s");
  }

  private Path onlyFile(String directory) throws IOException {
    try (var files = Files.list(home.resolve("home").resolve(directory))) {
      return files.findFirst().orElseThrow();
    }
  }
}
