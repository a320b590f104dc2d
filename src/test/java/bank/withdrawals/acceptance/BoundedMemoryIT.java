package bank.withdrawals.acceptance;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.testing.Ended;
import bank.withdrawals.testing.Tool;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that could fill the memory, and a good one, in a job with a heap of 128 MB. */
class BoundedMemoryIT {

  private static final int MEGABYTES = 100;
  private static final String GOOD = "request_id,account_id,amount\na,1,1.00\n";

  @TempDir static Path home;

  private static Tool tool;
  private static Ended ended;

  @BeforeAll
  static void run() throws IOException {
    tool = Tool.at(home);
    ended =
        tool.process()
            .with("JAVA_OPTS", "-Xmx128m -XX:TieredStopAtLevel=1")
            .run(
                "run",
                write("line.csv", GOOD + "b,1,", MEGABYTES, "1"),
                write("quote.csv", GOOD + "b,1,\"1\n", MEGABYTES, "c,1,1.00\n"),
                write("header.csv", "account_id,", MEGABYTES, "x"),
                write("columns.csv", GOOD + "b,1", 0, ",1".repeat(100_000)),
                write("good.csv", GOOD, 0, ""))
            .exits(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "line.csv    | line 3, byte offset 38: the record that starts here is longer than 65536",
        "quote.csv   | line 3, byte offset 38: the record that starts here is longer than 65536",
        "header.csv  | line 1, byte offset 0: the record that starts here is longer than 65536",
        "columns.csv | line 3, byte offset 549: "
      })
  void aFileIsRefusedWithTheLineAndTheByte(String file, String says) {
    assertThat(ended.out()).contains(file + ", " + says);
  }

  @Test
  void onlyTheGoodFileIsDebited() {
    assertThat(ended.out()).contains("good.csv COMPLETED");
    assertThat(tool.balances()).containsEntry("1", "460.00");
    assertThat(tool.events()).hasSize(1);
  }

  /** Writes {@code start}, then that many megabytes of {@code more}, or {@code more} once if 0. */
  private static Path write(String name, String start, int megabytes, String more)
      throws IOException {
    Path file = home.resolve(name);
    byte[] block = more.repeat(megabytes == 0 ? 1 : 1024 * 1024 / more.length()).getBytes(US_ASCII);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      out.write(start.getBytes(US_ASCII));
      for (int i = 0; i < Math.max(megabytes, 1); i++) {
        out.write(block);
      }
    }
    return file;
  }
}
