package bank.withdrawals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks the units of {@code docs/systemd} with systemd's own tool. */
class SystemdTest {

  private static final Path UNITS = Path.of("docs/systemd");

  @TempDir Path copies;

  @Test
  void systemdAcceptsTheUnits() throws Exception {
    assertThat(verify("TimeoutStopSec", "TimeoutStopSec")).isEmpty();
    assertThat(verify("TimeoutStopSec", "TimeoutStoppSec")).contains("TimeoutStoppSec");
  }

  /** The units, with the path of the program on this machine. */
  private String verify(String word, String instead) throws IOException, InterruptedException {
    for (String unit : new String[] {"withdrawals.service", "withdrawals.timer"}) {
      String text = Files.readString(UNITS.resolve(unit));
      Files.writeString(
          copies.resolve(unit),
          text.replace("/opt/withdrawals/run.sh", Path.of("run.sh").toAbsolutePath().toString())
              .replace(word, instead));
    }
    Path output = copies.resolve("output");
    try {
      Process check =
          new ProcessBuilder(
                  "systemd-analyze",
                  "--man=no",
                  "verify",
                  copies.resolve("withdrawals.service").toString(),
                  copies.resolve("withdrawals.timer").toString())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      boolean ended = check.waitFor(1, TimeUnit.MINUTES);
      check.destroyForcibly();
      assertThat(ended).as("systemd-analyze ends").isTrue();
    } catch (IOException missing) {
      assumeThat(missing).as("systemd-analyze is not installed").isNull();
    }
    // The tool may also report this machine's own units.
    return String.join(
        "\n",
        Files.readAllLines(output).stream().filter(line -> line.contains("withdrawals.")).toList());
  }
}
