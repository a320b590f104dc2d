package bank.withdrawals.job;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.report.RunStatus;
import bank.withdrawals.report.Summary;
import bank.withdrawals.testing.DatabaseContract;
import bank.withdrawals.testing.RandomFile;
import bank.withdrawals.testing.SequentialOracle;
import bank.withdrawals.testing.TestDatabase;
import bank.withdrawals.testing.WithdrawalsTester;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The clock is wrong. */
abstract class ClockContract extends DatabaseContract {

  ClockContract(TestDatabase database) {
    super(database);
  }

  /** Two days ahead, then two days back, between runs and within one. */
  @Test
  void wrongClockChangesNothingButTimes() {
    try (WithdrawalsTester tester = tester(10).restartWithoutBroker(Map.of())) {
      SequentialOracle oracle = new SequentialOracle();
      for (int account = 1; account <= 5; account++) {
        tester.account(account, "900.00");
        oracle.account(account, "900.00");
      }
      List<Long> runs = new ArrayList<>();
      for (int days : List.of(0, 2, -2)) {
        tester.clock().wrongBy(Duration.ofDays(days));
        List<String> rows = new RandomFile(90 + days, 5, "r" + days + "x").rows(40);
        oracle.file(rows);
        Summary summary = tester.run(tester.file("days%d.csv".formatted(days), rows));
        assertThat(summary.status()).isEqualTo(RunStatus.EVENTS_PENDING);
        runs.add(summary.totals().runId());
      }
      List<String> broken = new RandomFile(99, 5, "b").rows(40);
      Path file = tester.file("broken.csv", broken);
      tester.faults().failOnce("UPDATE account", 2);
      runs.add(tester.run(file).totals().runId());
      tester.clock().wrongBy(Duration.ofDays(2));
      tester.restart(Map.of());
      assertThat(tester.publish()).hasSize(4);
      assertThat(tester.run(file).status()).isEqualTo(RunStatus.COMPLETED);
      oracle.file(broken);

      assertThat(runs).isSorted().doesNotHaveDuplicates();
      assertThat(tester.journal()).isEqualTo(oracle.journal());
      assertThat(tester.rejections()).isEqualTo(oracle.rejections());
      assertThat(tester.balances()).isEqualTo(oracle.balances());
      assertThat(tester.events())
          .isEqualTo(oracle.journal().stream().map(entry -> entry.split(" ", -1)[1]).toList());
    }
  }
}
