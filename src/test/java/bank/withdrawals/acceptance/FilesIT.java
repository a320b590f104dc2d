package bank.withdrawals.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.testing.Ended;
import bank.withdrawals.testing.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code run} over named files, over the inbox and over files that it refuses. */
class FilesIT {

  private static final String SAMPLE = "input/samples/withdrawals.csv";
  private static final String HEADER = "request_id,account_id,amount";

  @TempDir Path home;

  @Test
  void aSecondRunOfTheSampleDebitsNothing() throws IOException {
    Tool tool = Tool.at(home);
    Ended first = tool.run("run", SAMPLE).exits(0);
    Sample.assertScreen(first.out());
    Path run = tool.onlyRun();
    Sample.assertSummary(Tool.summary(run));
    Sample.assertRejects(run.resolve("rejects.csv"));

    Ended again = tool.run("run", SAMPLE).exits(0);
    assertThat(again.out())
        .contains(
            "withdrawals.csv: this file's content was run before, as run " + run.getFileName());
    Sample.assertScreen(again.out());
    assertThat(tool.onlyRun()).isEqualTo(run);
    assertThat(tool.balances()).isEqualTo(Sample.BALANCES);
    assertThat(tool.events())
        .extracting(event -> event.path("id").asString())
        .containsExactlyElementsOf(Sample.DEBITED);
    assertThat(Path.of(SAMPLE)).exists();
  }

  @Test
  void failOnRejectsExitsWith3AndJsonIsOneDocument() {
    Tool tool = Tool.at(home).withTestBroker();
    Ended ended = tool.run("run", "--json", "--fail-on-rejects", SAMPLE).exits(3);
    JsonNode summary = Tool.summary(tool.onlyRun());
    assertThat(summary.path("exitCode").asInt()).isEqualTo(3);
    assertThat(summary.path("status").asString()).isEqualTo("COMPLETED");
    JsonNode status = tool.run("status", "--json", summary.path("run").asString()).exits(0).json();
    for (String name :
        List.of(
            "run", "status", "exitCode", "records", "amount", "debited", "rejected", "events")) {
      assertThat(ended.json().path(name)).as(name).isEqualTo(summary.path(name));
      assertThat(status.path(name)).as(name).isEqualTo(summary.path(name));
    }
  }

  @Test
  void theInboxIsRunInTheOrderOfItsNames() throws IOException {
    Tool tool = Tool.at(home).withTestBroker();
    // Account 3 has 159.00, which is enough for one of the two files only.
    tool.write("input/b.csv", HEADER, "b,3,100.00");
    tool.write("input/a.csv", HEADER, "a,3,100.00");
    tool.write("input/bad.csv", HEADER, "c,4,1.00", "d,4,\"1.00");
    tool.write("input/c.csv.part", HEADER, "e,4,1.00");
    // A name that is not ASCII, in the locale of cron; run.sh replaces that locale.
    tool.write("input/Überweisung.csv", HEADER, "u,4,2.00");
    Ended ended = tool.process().with("LC_ALL", "C").run().exits(4);
    assertThat(ended.out())
        .containsSubsequence(
            "a.csv COMPLETED", "b.csv COMPLETED", "bad.csv REFUSED", "Überweisung.csv COMPLETED");
    assertThat(names("archive"))
        .allMatch(name -> name.matches("\\d{17}-(a|b|Überweisung)\\.csv"))
        .hasSize(3);
    assertThat(names("quarantine")).singleElement().asString().matches("\\d{17}-bad\\.csv");
    assertThat(names("input")).containsExactly("c.csv.part");

    Ended nothing = tool.run("run").exits(0);
    assertThat(nothing.out()).isEmpty();
    assertThat(nothing.err())
        .contains(
            "input/c.csv.part is not processed", "Nothing to do: no new and complete CSV file");
    assertThat(names("input")).containsExactly("c.csv.part");
    assertThat(tool.balances()).containsEntry("3", "59.00").containsEntry("4", "950.00");
  }

  @Test
  void aBadFileDebitsNothing() throws IOException {
    Tool tool = Tool.at(home).withTestBroker();
    Path unclosed = tool.write("unclosed.csv", HEADER, "a,1,1.00", "b,1,\"1.00", "c,1,1.00");
    Path headless = tool.write("headless.csv", "request_id,account_id", "a,1");
    Path notUtf8 = home.resolve("latin.csv");
    Files.write(notUtf8, new byte[] {'a', 'c', 'c', 'o', (byte) 0xFC});
    Path directory = Files.createDirectory(home.resolve("directory.csv"));
    Ended ended =
        tool.run("run", unclosed, headless, notUtf8, directory, home.resolve("missing.csv"))
            .exits(4);
    assertThat(ended.out())
        .containsSubsequence(
            "unclosed.csv, line 3, byte offset " + (HEADER + "\na,1,1.00\nb,1,").length(),
            "headless.csv, line 1, byte offset 0",
            "latin.csv, line 1, byte offset ",
            "directory.csv: it is a directory",
            "missing.csv: the file does not exist");
    assertThat(ended.out()).doesNotContain("debited");
    assertThat(unclosed).exists();
    Map<String, String> balances = tool.balances();
    assertThat(balances).containsEntry("1", "461.00").hasSize(5);
    JsonNode summaries = tool.run("status", "--json").exits(0).json();
    assertThat(summaries).allMatch(summary -> summary.path("exitCode").asInt() == 4);
  }

  private List<String> names(String directory) throws IOException {
    try (Stream<Path> files = Files.list(home.resolve(directory))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
