package bank.withdrawals.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.testing.Ended;
import bank.withdrawals.testing.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two people and the commands that they type. */
class ApprovalIT {

  @TempDir Path home;

  @Test
  void theScreenNamesTheCommandToTypeNext() throws Exception {
    Tool tool = Tool.at(home).withTestBroker().with("WITHDRAWALS_INTAKE_QUIETPERIOD", "0s");
    Files.createDirectories(home.resolve("input"));
    Path file = home.resolve("input/pay day.csv");
    Files.writeString(file, "account_id,amount\n1,61.00\n1,500.00\n");
    String waits =
        tool.with("WITHDRAWALS_APPROVAL_USER", "alice")
            .run("run", "--require-approval")
            .exits(0)
            .out();
    assertThat(waits)
        .startsWith("pay day.csv waits for approval by somebody else than ")
        .contains("alice: 2 rows of 561.00.", "`check '" + file + "'` shows");
    String digits = waits.replaceAll("(?s).*`approve ([0-9a-f]+)`.*", "$1");

    Ended status = tool.run("status", "--json").exits(0);
    assertThat(status.json().get(0).path("status").asString()).isEqualTo("WAITING_FOR_APPROVAL");
    assertThat(tool.run("check", file.toString()).exits(0).out())
        .contains("| debited              |    1 |  61.00 |", "`approve " + digits);

    assertThat(tool.run("approve", digits, "--as", "Alice").exits(1).err())
        .contains("Alice has submitted this file and cannot approve it: somebody else has to.");
    assertThat(tool.run("approve", digits, "--as", "bob").exits(0).out())
        .startsWith("pay day.csv was approved by bob at ")
        .contains("2 rows of 561.00, submitted by ", "The next `run` debits it.");
    assertThat(tool.run("run", "--require-approval").exits(0).out()).contains("COMPLETED");
    assertThat(
            tool.with("WITHDRAWALS_APPROVAL_REQUIRED", "true")
                .run("withdraw", "--account", "1", "--amount", "1")
                .exits(1)
                .err())
        .contains("Withdrawals have to be approved here");
  }
}
