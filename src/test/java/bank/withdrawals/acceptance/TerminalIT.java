package bank.withdrawals.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.testing.Ended;
import bank.withdrawals.testing.Programs;
import bank.withdrawals.testing.Running;
import bank.withdrawals.testing.TestBroker;
import bank.withdrawals.testing.TestPostgres;
import bank.withdrawals.testing.Tool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Progress bars and colours, which only a terminal shows, and the commands about the program. */
class TerminalIT {

  private static final String SAMPLE = "input/samples/withdrawals.csv";
  private static final String ESCAPE = "\u001b[";

  @TempDir Path home;

  @Test
  void aTerminalShowsBarsAndColours() throws Exception {
    String seen = onATerminal(Map.of());
    Sample.assertScreen(seen.replaceAll("\u001b\\[\\d*m", ""));
    assertThat(seen)
        .contains(
            ESCAPE + "32mCOMPLETED", ESCAPE + "32m\u2713", "debit ", "12/12 rows", "publish ");
    // Every state of a bar overwrites the last one, and fills the line except one column.
    assertThat(seen.split("[\r\n]+"))
        .filteredOn(line -> line.startsWith("debit "))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line.stripTrailing().length()).isBetween(80, 99));
  }

  @Test
  void noColorTurnsColoursOff() throws Exception {
    String seen = onATerminal(Map.of("NO_COLOR", "1"));
    Sample.assertScreen(seen);
    assertThat(seen).doesNotContain(ESCAPE);
  }

  @Test
  void aLogHasNeitherBarsNorColours() {
    Ended ended = Tool.at(home).run("run", SAMPLE).exits(0);
    Sample.assertScreen(ended.out());
    assertThat(ended.out()).doesNotContain(ESCAPE, "\r");
    assertThat(ended.err())
        .isEqualTo(
            "Embedded database and broker, for trying out, in %s; SPRING_DATASOURCE_URL and SPRING_KAFKA_BOOTSTRAP_SERVERS would name others.\n"
                .formatted(home.resolve("data")));
  }

  @Test
  void settingsAreShownWithTheirSourceButWithoutSecrets() {
    Ended ended =
        Tool.at(home)
            .with(
                "SPRING_DATASOURCE_URL", "jdbc:postgresql://u:hush1@host/x?password=hush2&ssl=true")
            .with("SPRING_DATASOURCE_PASSWORD", "hush3")
            .with("SPRING_KAFKA_PROPERTIES_SASL_JAAS_CONFIG", "hush4")
            .with("WITHDRAWALS_JOB_CHUNK_SIZE", "77")
            .with("WITHDRAWALS_PUBLISHING_CHUNKSIZE", "99")
            .with("WITHDRAWALS_JOB_CHUNKS", "1")
            .run("config")
            .exits(0);
    assertThat(ended.out())
        .containsPattern("WITHDRAWALS_HOME +\\| " + home + " +\\| environment variable")
        .containsPattern("WITHDRAWALS_JOB_CHUNK_SIZE +\\| 77 +\\| environment variable")
        .containsPattern("WITHDRAWALS_PUBLISHING_CHUNK_SIZE +\\| 99 +\\| environment variable")
        .containsPattern("WITHDRAWALS_JOB_RESTARTS +\\| 3 +\\| default")
        .contains("jdbc:postgresql://u:******@host/x?password=******&ssl=true")
        .contains("SPRING_KAFKA_PROPERTIES_SASL_JAAS_CONFIG")
        .doesNotContain("hush");
    assertThat(ended.err().strip())
        .isEqualTo("WITHDRAWALS_JOB_CHUNKS is not a setting: WITHDRAWALS_JOB_CHUNK_SIZE is.");
  }

  @Test
  void theCompletionScriptWorksInTheShell() throws Exception {
    Path script = tool("completion", "bash");
    Process bash =
        new ProcessBuilder(
                "bash",
                "-c",
                "source %s; COMP_WORDS=(run.sh sta); COMP_CWORD=1; _complete_run; echo ${COMPREPLY[@]}"
                    .formatted(script))
            .redirectErrorStream(true)
            .start();
    assertThat(new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip())
        .isEqualTo("status");
    assertThat(Tool.at(home).run("completion", "zsh").exits(0).out())
        .startsWith("autoload -U +X compinit && compinit");
    Tool.at(home).run("completion", "tcsh").exits(2);
  }

  @Test
  void statusFollowsARunToItsEnd() throws SQLException {
    Map<String, String> database = TestPostgres.newDatabase();
    Tool tool =
        Tool.at(home)
            .with(database)
            .with("SPRING_KAFKA_BOOTSTRAP_SERVERS", TestBroker.get().bootstrapServers())
            .with("WITHDRAWALS_PUBLISHING_TOPIC", "followed");
    tool.run("status", "--follow").exits(0);
    try (Connection blocker =
        DriverManager.getConnection(
            database.get("spring.datasource.url"),
            database.get("spring.datasource.username"),
            database.get("spring.datasource.password"))) {
      blocker.setAutoCommit(false);
      blocker.createStatement().execute("LOCK TABLE account IN EXCLUSIVE MODE");
      try (Running run = tool.start("run", SAMPLE)) {
        run.await(
            "the debit step",
            () -> tool.run("status", "--limit", 1).exits(0).out().contains("RUNNING"));
        try (Running follower =
            tool.with("JAVA_OPTS", "-Dwithdrawals.terminal.columns=80")
                .start("status", "--follow")) {
          follower.await("the debit's progress", () -> follower.err().contains("0/12 rows"));
          blocker.rollback();
          run.end().exits(0);
          assertThat(follower.end().exits(0).out()).contains("COMPLETED");
        }
      }
    }
  }

  /** The output of the sample run on a terminal of 100 columns. */
  private String onATerminal(Map<String, String> variables) throws Exception {
    Programs.assume("script");
    ProcessBuilder script =
        new ProcessBuilder(
            List.of("script", "-qec", "stty cols 100; ./run.sh run " + SAMPLE, "/dev/null"));
    script.environment().remove("NO_COLOR");
    script.environment().put("TERM", "xterm");
    script.environment().put("JAVA_HOME", System.getProperty("java.home"));
    script.environment().put("WITHDRAWALS_HOME", home.toString());
    script.environment().putAll(variables);
    Process process = script.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String seen = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(seen).isZero();
    return seen.replace("\r\n", "\n");
  }

  private Path tool(Object... arguments) throws IOException {
    return Tool.at(home)
        .write("completion.bash", Tool.at(home).run(arguments).exits(0).out().split("\n", -1));
  }
}
