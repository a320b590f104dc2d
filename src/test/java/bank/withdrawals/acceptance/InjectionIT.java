package bank.withdrawals.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.testing.Ended;
import bank.withdrawals.testing.Running;
import bank.withdrawals.testing.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that try to run something in a spreadsheet or to forge what a terminal or a log shows. */
class InjectionIT {

  /** Sets a colour and the title of the window, then starts a new line. */
  private static final String EVIL = "\u001b[31m\u001b]0;x\u0007\n2026-01-01 forged line";

  private static final String HEADER = "request_id,account_id,amount,note";

  @TempDir Path home;

  @Test
  void formulasAreQuotedInTheErrorFile() throws IOException {
    Tool tool = Tool.at(home).withTestBroker();
    Path file =
        tool.write(
            "formulas.csv",
            HEADER,
            "=1+1,1,1.00,a",
            "b,+1,1.00,b",
            "c,1,-1.00,c",
            "d,1,0,@SUM(A1)",
            "e,1,0,\"=HYPERLINK(\"\"x\"\",\"\"y\"\")\"",
            "f,1,0,\"\tx\"",
            "g,1,0,plain");
    tool.run("run", file).exits(0);
    List<String> rejects = Files.readAllLines(tool.onlyRun().resolve("rejects.csv"));
    assertThat(rejects)
        .extracting(line -> line.replaceAll(",\\d+,[A-Z_]+,[^,]*$", ""))
        .containsExactly(
            HEADER + ",line_number,reason,message",
            "\"'=1+1\",1,1.00,a",
            "b,\"'+1\",1.00,b",
            "c,1,\"'-1.00\",c",
            "d,1,0,\"'@SUM(A1)\"",
            "e,1,0,\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"",
            "f,1,0,\"'\tx\"",
            "g,1,0,plain");
  }

  @Test
  void controlCharactersReachNeitherTerminalNorLog() throws IOException {
    Tool tool = Tool.at(home).withTestBroker();
    tool.write(
        "input/rows" + EVIL + ".csv",
        HEADER,
        "\"" + EVIL + "\",1,1.00,a",
        "b,\"" + EVIL + "\",1.00,\"" + EVIL + "\"",
        "c,1,\"" + EVIL + "\",\u009b31m",
        "d,1,1.00," + "\u202egnp.exe",
        "e,1,\"1.00");
    tool.write(
        "input/header" + EVIL + ".csv", "account_id,amount,\"" + EVIL + "\",\"" + EVIL + "\"");
    tool.write("input/rejects" + EVIL + ".csv", HEADER, "\"" + EVIL + "\",1,1.00,\u009b31m");
    Path growing = tool.write("input/growing" + EVIL + ".csv", HEADER);
    Ended ended;
    try (Running run = tool.start("run")) {
      run.await(
          "the growing file's turn",
          () -> {
            append(growing, "g,1,1.00,\n");
            return run.err().contains("The next run looks again");
          });
      ended = run.end().exits(4);
    }
    assertPlain(ended);
    assertThat(ended.out()).contains("REFUSED", "COMPLETED");
    assertPlain(tool.run("status").exits(0));
    assertPlain(tool.run("accounts", "import", home.resolve("accounts" + EVIL)).exits(1));
    assertPlain(tool.run("run", home.resolve("missing" + EVIL)).exits(4));
    assertThat(Files.readString(home.resolve("data/withdrawals.log")))
        .doesNotContainPattern("(?m)^2026-01-01 forged")
        .doesNotContainPattern("[\\p{Cc}\\p{Cf}&&[^\n\t]]");
  }

  private static void assertPlain(Ended ended) {
    assertThat(ended.out() + ended.err())
        .as(ended.command())
        .isNotEmpty()
        .doesNotContainPattern("[\\p{Cc}\\p{Cf}\u2028\u2029&&[^\n]]")
        .doesNotContainPattern("(?m)^2026-01-01 forged");
  }

  private static void append(Path file, String text) {
    try {
      Files.writeString(file, text, StandardOpenOption.APPEND);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
