package bank.withdrawals.acceptance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.testing.Tool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** File names that a shell, a path, a format or a file system may misread, all in one inbox. */
class FileNamesIT {

  @TempDir static Path home;

  private static Tool tool;

  /** The summary of each run, by the name of its file. */
  private static final Map<String, JsonNode> summaries = new HashMap<>();

  static List<Arguments> accepted() {
    return List.of(
        Arguments.of("two dots within", "a..b.csv"),
        Arguments.of("a leading dash", "-rf.csv"),
        Arguments.of("an option", "--help.csv"),
        Arguments.of("a command", "$(touch pwned).csv"),
        Arguments.of("another command", "a;touch pwned.csv"),
        Arguments.of("format specifiers", "%d%s%n.csv"),
        Arguments.of("a placeholder", "{}.csv"),
        Arguments.of("a property", "${user.home}.csv"),
        Arguments.of("a star", "*.csv"),
        Arguments.of("blanks", " a  b .csv"),
        Arguments.of("quotes", "'\"`.csv"),
        Arguments.of("a backslash", "a\\..\\b.csv"),
        Arguments.of("percent signs for slashes", "x%2f..%2fb.csv"),
        Arguments.of("beyond ASCII", "\u00fcberweisung \u65e5\u672c.csv"),
        Arguments.of("255 bytes", "x".repeat(251) + ".csv"),
        Arguments.of("255 bytes in two-byte characters", "x" + "\u00e9".repeat(125) + ".csv"));
  }

  @BeforeAll
  static void run() throws Exception {
    tool = Tool.at(home.resolve("home")).withTestBroker();
    Files.createDirectories(tool.home("input"));
    int count = 0;
    for (Arguments name : accepted()) {
      drop(name.get()[1].toString().getBytes(UTF_8), "n" + count++);
    }
    drop("bad\u00ff.csv".getBytes(StandardCharsets.ISO_8859_1), "bytes");
    drop("..csv".getBytes(UTF_8), "hidden");
    tool.process()
        .with("WITHDRAWALS_INTAKE_QUIETPERIOD", "0s")
        .run("run")
        .exits(4); // run.sh sets a locale that can spell every name.
    try (Stream<Path> runs = Files.list(tool.home("output"))) {
      for (Path run : runs.filter(Files::isDirectory).toList()) {
        JsonNode summary = Tool.summary(run);
        summaries.put(summary.path("file").asString(), summary);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("accepted")
  void theFileIsDebited(String described, String name) {
    assertThat(summaries).containsKey(name);
    assertThat(summaries.get(name).path("status").asString()).isEqualTo("COMPLETED");
    assertThat(summaries.get(name).path("debited").path("count").asInt()).isEqualTo(1);
  }

  @Test
  void aNameThatIsNotTextIsRefused() throws IOException {
    JsonNode summary = summaries.get("bad\ufffd.csv");
    assertThat(summary.path("status").asString()).isEqualTo("REFUSED");
    assertThat(summary.path("exitCode").asInt()).isEqualTo(4);
    assertThat(summary.path("message").asString()).contains("not text", "rename it");
    try (Stream<Path> quarantined = Files.list(tool.home("quarantine"))) {
      assertThat(quarantined).singleElement().asString().endsWith(".csv");
    }
  }

  @Test
  void allOtherFilesAreDebitedOnceAndLeaveTheInbox() throws IOException {
    assertThat(tool.balances()).containsEntry("2", 996 - accepted().size() + ".00");
    assertThat(tool.events()).hasSize(accepted().size());
    try (Stream<Path> left = Files.list(tool.home("input"))) {
      assertThat(left)
          .as("hidden, so the job ignores it")
          .containsExactly(tool.home("input", "..csv"));
    }
    try (Stream<Path> archived = Files.list(tool.home("archive"))) {
      assertThat(archived).hasSize(accepted().size());
    }
    try (Stream<Path> anywhere = Files.walk(home)) {
      assertThat(anywhere).noneMatch(path -> path.endsWith("pwned"));
    }
  }

  @Test
  void aFileOutsideTheHomeIsDebitedLikeAnyOther() throws IOException {
    Path outside = Files.writeString(home.resolve("-x.csv"), content("outside"));
    tool.run("run", tool.home("input", "..", "..", "-x.csv")).exits(0);
    assertThat(outside).as("the file stays where it is").exists();
    assertThat(tool.run("status", "--limit", "1").exits(0).out()).contains("-x.csv", "COMPLETED");
  }

  private static String content(String requestId) {
    return "request_id,account_id,amount\n" + requestId + ",2,1.00\n";
  }

  /**
   * Writes a file by a shell, because Java cannot name a file in bytes, only in the locale's text.
   */
  private static void drop(byte[] name, String requestId) throws Exception {
    StringBuilder escaped = new StringBuilder();
    for (byte next : name) {
      escaped.append("\\x%02x".formatted(next & 0xFF));
    }
    List<String> command = new ArrayList<>(List.of("bash", "-c"));
    command.add("printf '%s' \"$2\" > \"$1\"/$'" + escaped + "'");
    command.addAll(List.of("drop", tool.home("input").toString(), content(requestId)));
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }
}
