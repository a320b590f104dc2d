package bank.withdrawals.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import bank.withdrawals.testing.Ended;
import bank.withdrawals.testing.Running;
import bank.withdrawals.testing.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The operator's command that runs after each file. */
class OnFinishIT {

  private static final String HEADER = "request_id,account_id,amount";
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path home;

  @Test
  void theCommandGetsEachSummaryAndItsFailureChangesNothing() throws IOException {
    Tool tool = Tool.at(home).withTestBroker().with("SPRING_MAIN_BANNER_MODE", "off");
    Path good = tool.write("good.csv", HEADER, "a,1,1.00", "b,0,1.00");
    Path bad = tool.write("$(touch pwned).csv", HEADER, "c,2,\"1.00");
    Path received = home.resolve("received");
    Ended ended =
        tool.run(
                "run",
                "--on-finish",
                "cat >>'%s'; echo --- >>'%s'; env; exit 7".formatted(received, received),
                good,
                good,
                bad,
                home.resolve("missing.csv"))
            .exits(4);

    List<JsonNode> summaries =
        Pattern.compile("---\n")
            .splitAsStream(Files.readString(received))
            .map(JSON::readTree)
            .toList();
    assertThat(ended.out()).contains("was run before");
    assertThat(summaries)
        .extracting(
            summary -> summary.path("status").asString(),
            summary -> summary.at("/repeated/file").asString(""))
        .as("the file whose content was run before has the summary of that run")
        .containsExactly(
            tuple("COMPLETED", ""),
            tuple("COMPLETED", "good.csv"),
            tuple("REFUSED", ""),
            tuple("REFUSED", ""));
    assertThat(ended.err())
        .containsSubsequence(
            "on-finish command ended with exit code 7",
            "exit code 7",
            "exit code 7",
            "exit code 7");
    for (JsonNode summary : summaries) {
      Path run = home.resolve("output").resolve(summary.path("run").asString());
      assertThat(settled(summary)).isEqualTo(settled(Tool.summary(run)));
      assertThat(Files.readString(run.resolve("on-finish.log")))
          .contains("PATH=")
          .doesNotContain("SPRING_");
    }
  }

  /**
   * Without the end of the run, because the last step writes the file before that, and without the
   * repetition, which came later.
   */
  private static JsonNode settled(JsonNode summary) {
    return ((ObjectNode) summary).remove(List.of("finishedAt", "seconds", "repeated"));
  }

  @Test
  void aCommandThatDoesNotEndIsKilledWithItsChildren() throws IOException {
    Path pids = home.resolve("pids");
    Ended ended =
        Tool.at(home)
            .withTestBroker()
            .with("WITHDRAWALS_ON_FINISH_TIMEOUT", "5s")
            .run(
                "run",
                "--on-finish",
                "sleep 600 & printf '%%s\\n' $$ $! >'%s'; wait".formatted(pids),
                Tool.at(home).write("a.csv", HEADER, "a,1,1.00"))
            .exits(0);
    assertThat(ended.err()).contains("did not end within 5 s and is killed");
    for (String pid : Files.readAllLines(pids)) {
      ProcessHandle.of(Long.parseLong(pid))
          .ifPresent(
              process -> assertThat(process.onExit()).succeedsWithin(Duration.ofMinutes(10)));
    }
  }

  /** First with pending events, then again after they are published. */
  @Test
  void theCommandRunsAgainAfterThePendingEventsArePublished() throws IOException {
    Tool tool = Tool.at(home).withTestBroker();
    Path received = home.resolve("received");
    String keep = "cat >>'%s'; echo --- >>'%s'; echo notified".formatted(received, received);
    tool.with("SPRING_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1")
        .with("SPRING_KAFKA_PRODUCER_PROPERTIES_MAX_BLOCK_MS", "200")
        .with("WITHDRAWALS_PUBLISHING_RETRIES", "0")
        .run("run", "--on-finish", keep, tool.write("a.csv", HEADER, "a,1,1.00"))
        .exits(5);
    tool.run("publish", "--on-finish", keep).exits(0);
    assertThat(
            Pattern.compile("---\n").splitAsStream(Files.readString(received)).map(JSON::readTree))
        .extracting(summary -> summary.path("status").asString())
        .containsExactly("EVENTS_PENDING", "COMPLETED");
    assertThat(Files.readAllLines(tool.onlyRun().resolve("on-finish.log")))
        .containsExactly("notified");
  }

  /** The run has ended already; the job only does not start the next file. */
  @Test
  void aSignalLetsTheCommandEnd() throws IOException {
    Tool tool = Tool.at(home).withTestBroker();
    Path begun = home.resolve("begun");
    Path proceed = home.resolve("proceed");
    try (Running run =
        tool.start(
            "run",
            "--on-finish",
            "touch '%s'; until [ -e '%s' ]; do sleep 0.1; done; echo over"
                .formatted(begun, proceed),
            tool.write("a.csv", HEADER, "a,1,1.00"),
            tool.write("b.csv", HEADER, "b,1,1.00"))) {
      run.await("the command", () -> Files.exists(begun)).signal("TERM");
      run.await("the stop", () -> run.err().contains("Stopping"));
      Files.createFile(proceed);
      assertThat(run.end().exits(143).out()).contains("a.csv COMPLETED");
    }
    assertThat(Files.readAllLines(tool.onlyRun().resolve("on-finish.log"))).containsExactly("over");
    assertThat(Tool.summary(tool.onlyRun()).path("status").asString()).isEqualTo("COMPLETED");
    assertThat(tool.balances()).containsEntry("1", "460.00");
  }
}
