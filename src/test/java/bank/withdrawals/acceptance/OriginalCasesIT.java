package bank.withdrawals.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.testing.Tool;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The four cases in the documentation of the original program, on fresh embedded stores. */
class OriginalCasesIT {

  @TempDir Path home;

  @Test
  void withOptions() {
    Tool tool = Tool.at(home);
    assertThat(withdraw(tool, "0", "12")).containsExactly("Account 0 not found.");
    assertThat(withdraw(tool, "1", "0")).containsExactly("Invalid withdrawal amount.");
    assertThat(withdraw(tool, "1", "1000")).containsExactly("Insufficient funds for account 1.");
    assertThat(withdraw(tool, "2", "100"))
        .containsExactly(
            "Withdrawal successful for account 2, amount: 100.", "Event published to Kafka.");
    assertThat(row(tool.run("accounts", "list").exits(0).out(), 2)).contains("896.00");
    assertOneEvent(tool);
  }

  @Test
  void inADialogue() {
    Tool tool = Tool.at(home);
    String answers = "0\n12\ny\n1\n0\ny\n1\n1000\ny\n2\n100\nn\n";
    String screen = tool.runAnswering(answers, "withdraw").exits(0).out();
    assertThat(screen)
        .containsSubsequence(
            "Available Accounts:",
            "| Account ID |",
            "Enter Account ID to withdraw money from: ",
            "Enter amount to withdraw: ",
            "Account 0 not found.",
            "Do you want to perform another withdrawal? (y/n): ",
            "Invalid withdrawal amount.",
            "Insufficient funds for account 1.",
            "Withdrawal successful for account 2, amount: 100.",
            "Event published to Kafka.",
            "Available Accounts:");
    String success = "Withdrawal successful";
    assertThat(row(screen.substring(0, screen.indexOf(success)), 2)).contains("996.00");
    String after = screen.substring(screen.indexOf(success));
    assertThat(row(after, 1)).contains("461.00");
    assertThat(row(after, 2)).contains("896.00");
    assertOneEvent(tool);
  }

  private static List<String> withdraw(Tool tool, String account, String amount) {
    return tool.run("withdraw", "--account", account, "--amount", amount).exits(0).lines();
  }

  /** The row of an account in the table. */
  private static String row(String table, int account) {
    return table
        .lines()
        .filter(line -> line.startsWith("| " + account + " "))
        .findFirst()
        .orElseThrow();
  }

  private static void assertOneEvent(Tool tool) {
    List<JsonNode> events = tool.events();
    assertThat(events).hasSize(1);
    JsonNode event = events.get(0);
    assertThat(event.path("type").asString()).isEqualTo("bank.withdrawal.debited.v1");
    JsonNode data = event.path("data");
    assertThat(data.path("requestId")).isEqualTo(event.path("id"));
    assertThat(data.path("accountId").asString()).isEqualTo("2");
    assertThat(data.path("amount").asString()).isEqualTo("100.00");
    assertThat(data.path("currency").asString()).isEqualTo("USD");
    assertThat(data.path("balanceAfter").asString()).isEqualTo("896.00");
    assertThat(data.path("status").asString()).isEqualTo("SUCCESSFUL");
  }
}
