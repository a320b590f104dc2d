package bank.withdrawals.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.testing.Ended;
import bank.withdrawals.testing.Tool;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With {@code --reject-events}, every row of the sample file has an event. */
class RejectEventsIT {

  @TempDir Path home;

  @Test
  void rejectedRowsHaveEventsToo() {
    Tool tool = Tool.at(home).withTestBroker();
    assertThat(tool.run("run", "--reject-events", "input/samples/withdrawals.csv").exits(0).out())
        .contains("Events: 12 sent, 0 pending, 0 parked.");
    Ended events = tool.run("events", "--from-beginning").exits(0);
    assertThat(events.jsonLines()).hasSize(12);
    assertThat(events.jsonLines())
        .filteredOn(event -> event.path("type").asString().equals("bank.withdrawal.rejected.v1"))
        .extracting(
            event -> event.at("/data/line").asInt() + " " + event.at("/data/reason").asString())
        .containsExactlyInAnyOrder(
            "5 INSUFFICIENT_FUNDS",
            "6 ACCOUNT_NOT_FOUND",
            "7 INVALID_AMOUNT",
            "9 DUPLICATE_REQUEST",
            "10 INVALID_AMOUNT",
            "11 CURRENCY_MISMATCH",
            "13 INVALID_AMOUNT");
    assertThat(tool.run("reconcile").exits(0).out())
        .contains("Events of rejections, compared as well: 7.");
  }
}
