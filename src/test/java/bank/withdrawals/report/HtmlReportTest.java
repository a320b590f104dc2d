package bank.withdrawals.report;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.domain.ControlTotal;
import bank.withdrawals.domain.RejectReason;
import bank.withdrawals.domain.Rejected;
import bank.withdrawals.ledger.DecidedTotals.AccountTotal;
import bank.withdrawals.ledger.DecidedTotals.SecondTotal;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The values on the pages; HtmlReportIT looks at the pages in a browser. */
class HtmlReportTest {

  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "0.00, '0.00'",
    "999.99, '999.99'",
    "1000, '1,000'",
    "1234567.8901, '1,234,567.8901'",
    "123456.00, '123,456.00'",
  })
  void thousandsAreGrouped(String decimal, String grouped) {
    assertThat(HtmlPage.grouped(decimal)).isEqualTo(grouped);
  }

  @Test
  void aLongRunHasNoMoreColumnsThanAShortOne() {
    Charts.Throughput day =
        Charts.Throughput.of(
            List.of(new SecondTotal(NOON, 10), new SecondTotal(NOON.plusSeconds(86_399), 5)));
    assertThat(day.columns()).hasSize(60);
    assertThat(List.of(day.from(), day.to())).containsExactly("12:00:00", "12:00:00");
    assertThat(Charts.Throughput.of(List.of(new SecondTotal(NOON, 10))).most()).isEqualTo("10");
  }

  /** The values fill every section of the template, so that a missing name fails this test. */
  @Test
  void aPageShowsAllValuesOfARun() {
    RunTotals totals =
        new RunTotals(
            20260102120000000L,
            "a<b.csv",
            "0".repeat(64),
            new ControlTotal(1_234_567, new BigDecimal("9876543")),
            0,
            NOON,
            new ControlTotal(1_234_565, new BigDecimal("9876540.5")),
            Map.of(RejectReason.ACCOUNT_NOT_FOUND, new ControlTotal(1, BigDecimal.ONE)),
            new EventCounts(1_000, 2, 3));
    Summary summary =
        new Summary(
            totals,
            RunStatus.FAILED,
            ExitCode.FAILED,
            "It failed.",
            null,
            4,
            NOON,
            NOON.plusSeconds(3_661),
            5_000,
            List.of(
                WorkersTableTest.slice("debit", 1, "<b>", HandedOutSlice.State.COMPLETE, 9_999)));
    Rejected rejected =
        new Rejected(
            1_002, 1_002, "r-1", 4_711L, null, RejectReason.ACCOUNT_NOT_FOUND, "No account.");
    String page =
        HtmlReport.render(
            summary,
            new RunDetails.Details(
                List.of(new SecondTotal(NOON, 10)),
                List.of(rejected),
                List.of(new AccountTotal(4_712, 1_111, new BigDecimal("1234"), "USD"))));
    assertThat(page)
        .startsWith("<!DOCTYPE html>")
        .contains("Run 20260102120000000 · a&lt;b.csv · FAILED")
        .contains("<dd>1,234,565<small>9,876,540.50</small></dd>")
        .contains("2 pending, 3 parked", "1:01:01<small>5,000 rows/s</small>")
        .contains("Rejected: ACCOUNT_NOT_FOUND</th><td class=\"number\">1</td>")
        .contains("Not decided yet</th><td class=\"number\">1</td><td class=\"number\">1.50</td>")
        .contains("<td class=\"number\">1002</td><td class=\"text\">r-1</td>")
        .contains("4712</th><td class=\"number\">1,111</td>", "1,234.00 USD")
        .contains("2026-01-02 13:01:01 UTC", "at most 10 per second")
        .contains("<text x=\"0\" y=\"14\">&lt;b&gt;</text>", "class=\"slice debited\"")
        .contains(
            "<desc id=\"timeline-text\">&lt;b&gt; debited 1 slice and published 0 slices.</desc>")
        .contains("&lt;b&gt;</th><td class=\"number\">1</td><td class=\"number\">0</td>")
        .contains("<td class=\"number\">9,999</td>")
        .doesNotContain("{{");
  }
}
