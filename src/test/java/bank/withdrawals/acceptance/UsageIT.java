package bank.withdrawals.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.testing.Ended;
import bank.withdrawals.testing.Tool;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Help, versions and wrong command lines, none of which starts a store. */
class UsageIT {

  @TempDir Path home;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "run",
        "worker",
        "approve",
        "withdraw",
        "accounts",
        "accounts list",
        "accounts import",
        "accounts export",
        "accounts limit",
        "formats",
        "formats list",
        "formats show",
        "formats suggest",
        "accounts status",
        "status",
        "events",
        "events resend",
        "publish",
        "broker",
        "report",
        "export",
        "generate",
        "config",
        "completion"
      })
  void everyCommandPrintsItsHelpAndItsVersion(String command) {
    Ended help = run(command, "--help").exits(0);
    assertThat(help.out()).contains("Usage: withdrawals " + command);
    assertThat(help.err()).isEmpty();
    Ended version = run(command, "--version").exits(0);
    assertThat(version.lines()).singleElement().asString().matches("withdrawals \\d.*");
    assertThat(version.err()).isEmpty();
    assertThat(home).isEmptyDirectory();
  }

  @Test
  void aWrongCommandLineIsExplainedWithTheUsage() {
    assertUsage(run("run", "--unknown"), "Unknown option: '--unknown'");
    assertUsage(run("run", "--partitions", "0"), "--partitions must be 1 to 8, not 0");
    for (String command : List.of("run", "publish")) {
      assertUsage(
          run(command, "--workers=all"),
          "--workers can only be =remote, =prefer or =none, not all");
    }
    assertUsage(run("worker", "--threads=9"), "--threads must be 1 to 8, not 9");
    for (String wrong : List.of("soon", "-1s")) {
      assertUsage(
          run("worker", "--until-idle=" + wrong),
          "'%s' is not a duration such as 30s or 5m".formatted(wrong));
    }
    assertUsage(run("xyz"), "Unmatched argument at index 0: 'xyz'");
    assertUsage(run("withdraw", "--account", "1"), "--amount=X");
    assertUsage(run("status", "yesterday"), "'yesterday' is not a long");
    assertThat(home).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run --workers",
        "run --workers missing.csv",
        "run --workers=prefer",
        "publish --workers",
        "publish --workers=prefer",
        "worker"
      })
  void embeddedStoresAreNotShared(String command) {
    Ended ended = run(command).exits(2);
    assertThat(ended.err())
        .isEqualToIgnoringNewLines(
            "Workers need a PostgreSQL and a Kafka that all machines reach: set SPRING_DATASOURCE_URL and SPRING_KAFKA_BOOTSTRAP_SERVERS. Nothing was done.");
    assertThat(home).isEmptyDirectory();
  }

  private static void assertUsage(Ended ended, String sentence) {
    ended.exits(2);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).contains(sentence, "Usage: withdrawals");
  }

  private Ended run(String command, String... options) {
    List<String> arguments = new ArrayList<>();
    if (!command.isEmpty()) {
      arguments.addAll(List.of(command.split(" ")));
    }
    arguments.addAll(List.of(options));
    return Tool.at(home).run(arguments.toArray());
  }
}
