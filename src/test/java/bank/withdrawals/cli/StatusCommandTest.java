package bank.withdrawals.cli;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.domain.ControlTotal;
import bank.withdrawals.domain.RejectReason;
import bank.withdrawals.report.EventCounts;
import bank.withdrawals.report.RunStatus;
import bank.withdrawals.report.RunTotals;
import bank.withdrawals.report.Summary;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StatusCommandTest {

  private static final int COLUMNS = 80;

  /** A file with a long name, a million rows and a total of a billion. */
  @ParameterizedTest
  @EnumSource(RunStatus.class)
  void theListOfRunsFits80Columns(RunStatus status) {
    ControlTotal half = new ControlTotal(500_000, new BigDecimal("500000000.99"));
    RunTotals figures =
        new RunTotals(
            20261125090000000L,
            "withdrawals-of-the-branch-in-the-north.csv",
            "0".repeat(64),
            half.plus(half),
            0,
            Instant.EPOCH,
            half,
            Map.of(RejectReason.INSUFFICIENT_FUNDS, half),
            new EventCounts(0, 500_000, 0));
    Summary summary =
        new Summary(
            figures,
            status,
            status.exitCode(),
            "",
            null,
            0,
            Instant.EPOCH,
            Instant.EPOCH,
            10_000,
            List.of());
    assertThat(StatusCommand.table(List.of(summary)).lines())
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(COLUMNS))
        .anySatisfy(line -> assertThat(line).contains("20261125090000000", status.name()))
        .anySatisfy(line -> assertThat(line).contains("withdra…orth.csv", "500000000.99"));
  }
}
