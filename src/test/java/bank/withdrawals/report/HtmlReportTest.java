package bank.withdrawals.report;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.ledger.DecidedTotals.SecondTotal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the pages are put together from; HtmlReportIT looks at them in a browser. */
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
    assertThat(HtmlReport.grouped(decimal)).isEqualTo(grouped);
  }

  @Test
  void aLongRunHasNoMoreColumnsThanAShortOne() {
    String day =
        Charts.throughput(
            List.of(new SecondTotal(NOON, 10), new SecondTotal(NOON.plusSeconds(86_399), 5)));
    assertThat(day.split("<rect", -1)).hasSizeLessThanOrEqualTo(61).hasSizeGreaterThan(50);
    assertThat(day).contains("12:00:00", "12:00:00 UTC");
    String second = Charts.throughput(List.of(new SecondTotal(NOON, 10)));
    assertThat(second).contains("at most 10 a second");
    assertThat(Charts.throughput(List.of())).isEmpty();
  }
}
