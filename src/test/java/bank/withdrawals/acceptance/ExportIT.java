package bank.withdrawals.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.testing.Ended;
import bank.withdrawals.testing.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reply file, which has the outcome of every row. */
class ExportIT {

  @TempDir Path home;

  @Test
  void theReplyHasEveryRowInFileOrder() throws IOException {
    Tool tool = Tool.at(home).withTestBroker();
    Path file =
        tool.write(
            "a.csv",
            "request_id,account_id,amount,currency,note",
            "a,1,61.00,,x",
            "b,1,500,,\"two",
            "lines\"",
            "=c,2,1.00,,x",
            "d,2,x,,x",
            "e,2",
            "f,2,1,USD,x");
    String run = tool.run("run", "--json", file).exits(0).json().get("run").asString();

    assertThat(tool.run("export", run).exits(0).lines())
        .containsExactly(
            "line_number,request_id,account_id,amount,currency,outcome,reason,message,balance_after",
            "2,a,1,61.00,USD,DEBITED,,,400.00",
            "3,b,1,500.00,,REJECTED,INSUFFICIENT_FUNDS,Insufficient funds for account 1.,",
            "5,,2,1.00,,REJECTED,INVALID_REQUEST_ID,Invalid request id.,",
            "6,d,2,,,REJECTED,INVALID_AMOUNT,Invalid withdrawal amount: it contains letters.,",
            "7,,,,,REJECTED,MALFORMED_ROW,Not as many cells as the header has.,",
            "8,f,2,1.00,USD,DEBITED,,,995.00");

    Path reply = home.resolve("reply.jsonl");
    Ended written = tool.run("export", run, "--format", "jsonl", "--output", reply).exits(0);
    assertThat(written.out()).isEmpty();
    assertThat(Files.readAllLines(reply))
        .hasSize(6)
        .startsWith(
            "{\"lineNumber\":2,\"requestId\":\"a\",\"accountId\":\"1\",\"amount\":\"61.00\","
                + "\"currency\":\"USD\",\"outcome\":\"DEBITED\",\"balanceAfter\":\"400.00\"}");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(reply)))
        .isEqualTo("rw-------");

    assertThat(tool.run("export", "7").exits(1).err()).contains("There is no run 7");
  }
}
