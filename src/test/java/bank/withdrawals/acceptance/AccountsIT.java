package bank.withdrawals.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.testing.Tool;
import bank.withdrawals.testing.Tool.Ended;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accounts go in and out. */
class AccountsIT {

  @TempDir Path home;
  @TempDir Path other;

  @Test
  void anExportIsImportedAsItIs() {
    Tool tool = Tool.at(home);
    Path more =
        tool.write(
            "more.csv",
            "currency,status,account_id,balance",
            "EUR,FROZEN,7,10.50",
            "JPY,CLOSED,6,1000",
            ",,999999999999999999,0",
            "USD,ACTIVE,1,5.00");
    assertThat(tool.run("accounts", "import", more).exits(0).lines())
        .containsExactly("3 accounts opened, 1 existed already.");
    Ended export = tool.run("accounts", "export").exits(0);
    assertThat(export.lines())
        .startsWith("account_id,balance,currency,status", "1,461.00,USD,ACTIVE")
        .endsWith("6,1000,JPY,CLOSED", "7,10.50,EUR,FROZEN", "999999999999999999,0.00,USD,ACTIVE")
        .hasSize(9);

    Tool fresh = Tool.at(other);
    Path exported = fresh.write("exported.csv", export.lines().toArray(String[]::new));
    assertThat(fresh.run("accounts", "import", exported).exits(0).lines())
        .containsExactly("3 accounts opened, 5 existed already.");
    assertThat(fresh.run("accounts", "list", "--format", "csv").exits(0).out())
        .isEqualTo(export.out());
  }

  @Test
  void aBadRowOpensNoAccount() {
    Tool tool = Tool.at(home);
    Path bad = tool.write("bad.csv", "account_id,balance", "8,1.00", "9,-1.00", "10,1.00");
    Ended ended = tool.run("accounts", "import", bad).exits(1);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.err()).startsWith("Line 3 of ").contains("No account was opened");
    Ended json = tool.run("accounts", "list", "--format", "json").exits(0);
    assertThat(json.jsonLines())
        .extracting(account -> account.path("accountId").asString())
        .containsExactly("1", "2", "3", "4", "5");
    assertThat(json.jsonLines().get(1).path("balance").asString()).isEqualTo("996.00");
  }
}
