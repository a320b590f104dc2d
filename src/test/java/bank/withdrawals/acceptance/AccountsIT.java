package bank.withdrawals.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.testing.Ended;
import bank.withdrawals.testing.Tool;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Import and export of accounts, and their limits. */
class AccountsIT {

  @TempDir Path home;
  @TempDir Path other;

  @Test
  void anExportCanBeImported() {
    Tool tool = Tool.at(home).withTestBroker();
    Path more =
        tool.write(
            "more.csv",
            "currency,status,account_id,balance,daily_limit,withdrawal_limit,account_number",
            "EUR,FROZEN,7,10.50,,5.5,de89 3704 0044 0532 0130 00",
            "JPY,CLOSED,6,1000,300,,",
            ",,999999999999999999,0,,,12-34-56 00000001",
            "USD,ACTIVE,1,5.00,,,");
    assertThat(tool.run("accounts", "import", more).exits(0).lines())
        .containsExactly("3 accounts opened, 1 existed already.");
    Ended export = tool.run("accounts", "export").exits(0);
    assertThat(export.lines())
        .startsWith(
            "account_id,balance,currency,status,withdrawal_limit,daily_limit,account_number",
            "1,461.00,USD,ACTIVE,,,")
        .endsWith(
            "6,1000,JPY,CLOSED,,300,",
            "7,10.50,EUR,FROZEN,5.50,,DE89370400440532013000",
            "999999999999999999,0.00,USD,ACTIVE,,,12-34-56 00000001")
        .hasSize(9);

    Tool fresh = Tool.at(other).withTestBroker();
    Path exported = fresh.write("exported.csv", export.lines().toArray(String[]::new));
    assertThat(fresh.run("accounts", "import", exported).exits(0).lines())
        .containsExactly("3 accounts opened, 5 existed already.");
    assertThat(fresh.run("accounts", "list", "--format", "csv").exits(0).out())
        .isEqualTo(export.out());
    assertThat(fresh.run("accounts").exits(0).out())
        .contains(
            "| Account ID         | Account number         | Balance | Currency | Status |",
            "| 6                  |                        |    1000 | JPY      | CLOSED |",
            "| 7                  | DE89370400440532013000 |   10.50 | EUR      | FROZEN |");
    assertThat(fresh.run("accounts", "list", "--format", "json").exits(0).jsonLines())
        .extracting(account -> account.path("accountNumber").asString("none"))
        .containsExactly(
            "none",
            "none",
            "none",
            "none",
            "none",
            "none",
            "DE89370400440532013000",
            "12-34-56 00000001");
    assertThat(fresh.run("accounts", "limit", "DE89 3704 0044 0532 0130 00").exits(0).lines())
        .containsExactly("Account 7: at most 5.50 EUR per withdrawal, no limit per day.");
  }

  @Test
  void whoChangedAnAccountIsRecorded() {
    Tool tool = Tool.at(home).withTestBroker().with("WITHDRAWALS_APPROVAL_USER", "jane");
    assertThat(tool.run("accounts", "status", "2").exits(0).lines())
        .containsExactly("Account 2: ACTIVE.");
    assertThat(tool.run("accounts", "status", "2", "FROZEN").exits(0).lines())
        .containsExactly("Account 2: FROZEN.");
    // Nothing changes, so nothing is recorded.
    tool.run("accounts", "status", "002", "FROZEN").exits(0);
    tool.run("accounts", "limit", "2", "--per-day", "500").exits(0);
    tool.run("accounts", "limit", "2", "--per-day", "500.00").exits(0);
    Tool joe = tool.with("WITHDRAWALS_APPROVAL_USER", "joe");
    joe.run("accounts", "limit", "2", "--per-day", "none", "--per-withdrawal", "9.5").exits(0);
    joe.run("accounts", "status", "2", "ACTIVE").exits(0);
    Tool nobody = tool.with("WITHDRAWALS_APPROVAL_USER", "");
    nobody.run("accounts", "status", "2", "CLOSED").exits(0);
    nobody.run("accounts", "status", "1", "CLOSED").exits(0);

    Ended status = tool.run("accounts", "status", "2").exits(0);
    assertThat(status.lines()).startsWith("Account 2: CLOSED.");
    assertThat(
            status.lines().stream()
                .filter(line -> line.matches("\\| 20.*"))
                .map(line -> line.replaceAll("\\s*\\|\\s*", " ").replaceFirst("\\S+ ", "").strip()))
        .containsExactly(
            "jane status ACTIVE FROZEN",
            "jane daily_limit none 500.00",
            "joe withdrawal_limit none 9.50",
            "joe daily_limit 500.00 none",
            "joe status FROZEN ACTIVE",
            System.getProperty("user.name") + " status ACTIVE CLOSED");

    assertThat(tool.run("accounts", "status", "9").exits(1).err()).contains("Account 9 not found.");
    assertThat(tool.run("accounts", "status", "NO9386011117947", "FROZEN").exits(1).err())
        .contains("Account NO9386011117947 not found.");
    assertThat(tool.run("accounts", "status", "x").exits(2).err())
        .contains("N must be an account id of up to 18 digits, or an account number.");
    assertThat(tool.run("accounts", "status", "2", "frozen").exits(2).err())
        .contains("ACTIVE, FROZEN, CLOSED");
  }

  @Test
  void anAdjustmentIsRecordedAndBalancesKeptElsewhereAreNotAdjusted() {
    Tool tool = Tool.at(home).withTestBroker().with("WITHDRAWALS_APPROVAL_USER", "jane");
    assertThat(adjust(tool, "2", "250.5", "deposit in the branch").exits(0).lines())
        .containsExactly("Account 2: adjusted by 250.50, balance 1246.50 USD.");
    assertThat(adjust(tool, "2", "-1246.50", "corrected").exits(0).lines())
        .containsExactly("Account 2: adjusted by -1246.50, balance 0.00 USD.");
    assertThat(adjust(tool, "2", "-0.01", "more").exits(1).err())
        .contains("The balance of account 2 would be below zero: nothing was changed.");
    for (String wrong : new String[] {"0", "1.001", "1e3", "--1", "+1", ""}) {
      assertThat(adjust(tool, "2", wrong, "x").exits(2).err())
          .contains("--by must be an amount other than zero with at most 2 decimals.");
    }
    assertThat(adjust(tool, "9", "1", "x").exits(1).err()).contains("Account 9 not found.");
    assertThat(adjust(tool, "2", "1", " ").exits(2).err())
        .contains("--reason must have 1 to 200 characters.");
    assertThat(tool.run("accounts", "adjust", "2", "--by", "1").exits(2).err())
        .contains("--reason");
    assertThat(tool.run("accounts", "status", "2").exits(0).out())
        .contains(
            "| jane | balance | 996.00  | 1246.50 | deposit in the branch |",
            "| jane | balance | 1246.50 | 0.00    | corrected             |");
    assertThat(
            adjust(tool.with("WITHDRAWALS_ACCOUNTS_BALANCES", "elsewhere"), "2", "1", "x")
                .exits(1)
                .err())
        .contains("Balances are kept elsewhere (withdrawals.accounts.balances)");
  }

  private static Ended adjust(Tool tool, String account, String amount, String reason) {
    return tool.run("accounts", "adjust", account, "--by", amount, "--reason", reason);
  }

  @Test
  void aBadRowMeansThatNoAccountIsOpened() {
    Tool tool = Tool.at(home).withTestBroker();
    Path bad = tool.write("bad.csv", "account_id,balance", "8,1.00", "9,-1.00", "10,1.00");
    Ended ended = tool.run("accounts", "import", bad).exits(1);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).containsPattern("(?m)^Line 3 of ").contains("No account was opened");
    Ended json = tool.run("accounts", "list", "--format", "json").exits(0);
    assertThat(json.jsonLines())
        .extracting(account -> account.path("accountId").asString())
        .containsExactly("1", "2", "3", "4", "5");
    assertThat(json.jsonLines().get(1).path("balance").asString()).isEqualTo("996.00");
  }

  @Test
  void limitsApplyUntilTheyAreRemoved() {
    Tool tool = Tool.at(home).withTestBroker();
    assertThat(tool.run("accounts", "limit", "1", "--per-withdrawal", "50").exits(0).lines())
        .containsExactly("Account 1: at most 50.00 USD per withdrawal, no limit per day.");
    assertThat(tool.run("accounts", "limit", "1", "--per-day", "60.5").exits(0).lines())
        .containsExactly("Account 1: at most 50.00 USD per withdrawal, at most 60.50 USD per day.");
    assertThat(withdraw(tool, "50.01")).startsWith("Over the limit per withdrawal of account 1.");
    assertThat(withdraw(tool, "50")).startsWith("Withdrawal successful");
    assertThat(withdraw(tool, "10.51")).startsWith("Over the limit per day of account 1.");
    assertThat(tool.run("accounts").exits(0).out())
        .contains("| 1          |  411.00 | USD      | ACTIVE |          50.00 |   60.50 |");
    tool.run("accounts", "limit", "1", "--per-day", "none").exits(0);
    assertThat(withdraw(tool, "10.51")).startsWith("Withdrawal successful");
  }

  private static String withdraw(Tool tool, String amount) {
    return tool.run("withdraw", "--account", "1", "--amount", amount).exits(0).out();
  }

  @Test
  void anInvalidLimitIsRefused() {
    Tool tool = Tool.at(home).withTestBroker();
    for (String wrong : new String[] {"0", "1.001"}) {
      assertThat(tool.run("accounts", "limit", "1", "--per-day", wrong).exits(2).err())
          .contains("--per-day must be an amount above zero with at most 2 decimals, or none.");
    }
    assertThat(tool.run("accounts", "limit", "9", "--per-day", "1").exits(1).err())
        .contains("Account 9 not found.");
    Path bad = tool.write("bad.csv", "account_id,balance,daily_limit", "8,1.00,0");
    assertThat(tool.run("accounts", "import", bad.toString()).exits(1).err())
        .contains("Line 2 of ")
        .contains(
            "daily_limit must be empty or a plain decimal above zero with at most 2 decimals");
  }
}
