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
    Tool tool = Tool.at(home);
    Path more =
        tool.write(
            "more.csv",
            "currency,status,account_id,balance,daily_limit,withdrawal_limit",
            "EUR,FROZEN,7,10.50,,5.5",
            "JPY,CLOSED,6,1000,300,",
            ",,999999999999999999,0,,",
            "USD,ACTIVE,1,5.00,,");
    assertThat(tool.run("accounts", "import", more).exits(0).lines())
        .containsExactly("3 accounts opened, 1 existed already.");
    Ended export = tool.run("accounts", "export").exits(0);
    assertThat(export.lines())
        .startsWith(
            "account_id,balance,currency,status,withdrawal_limit,daily_limit",
            "1,461.00,USD,ACTIVE,,")
        .endsWith(
            "6,1000,JPY,CLOSED,,300",
            "7,10.50,EUR,FROZEN,5.50,",
            "999999999999999999,0.00,USD,ACTIVE,,")
        .hasSize(9);

    Tool fresh = Tool.at(other);
    Path exported = fresh.write("exported.csv", export.lines().toArray(String[]::new));
    assertThat(fresh.run("accounts", "import", exported).exits(0).lines())
        .containsExactly("3 accounts opened, 5 existed already.");
    assertThat(fresh.run("accounts", "list", "--format", "csv").exits(0).out())
        .isEqualTo(export.out());
  }

  @Test
  void aBadRowMeansThatNoAccountIsOpened() {
    Tool tool = Tool.at(home);
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
    Tool tool = Tool.at(home);
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
