package bank.withdrawals.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressLinesTest {

  private static final long SECOND = 1_000_000_000;

  private final StringWriter text = new StringWriter();
  private long now = Long.MAX_VALUE - 5 * SECOND; // The clock may overflow.
  private final ProgressLines lines = new ProgressLines(new PrintWriter(text), () -> now);

  @Test
  void printsRateAndRemainingTimeEveryTenSeconds() {
    lines.begin("debit", "rows", 1_000, 101_000);
    at(9, 10_000);
    assertThat(text.toString()).isEmpty();
    at(1, 11_000);
    assertThat(text.toString().strip())
        .isEqualTo("debit: 10 %, 11,000 of 101,000 rows, 1,000/s, 0:01:30 left");
    at(9, 12_000);
    assertThat(text.toString().lines()).hasSize(1);
    at(1, 101_000);
    assertThat(text.toString().lines().toList().get(1))
        .isEqualTo("debit: 100 %, 101,000 of 101,000 rows, 5,000/s, 0:00:00 left");
  }

  @Test
  void aShorterStepPrintsNothing() {
    lines.begin("debit", "rows", 0, 5);
    at(9, 5);
    lines.end();
    lines.begin("publish", "lines", 0, 6);
    at(9, 6);
    lines.end();
    assertThat(text.toString()).isEmpty();
  }

  @Test
  void withoutProgressTheRemainingTimeIsUnknown() {
    lines.begin("debit", "rows", 7, 10);
    at(20, 7);
    assertThat(text.toString().strip())
        .isEqualTo("debit: 70 %, 7 of 10 rows, 0/s, unknown time left");
  }

  @Test
  void theWorkersFollowTheirLine() {
    lines.begin("debit", "rows", 0, 100);
    lines.workers(List.of("a worker", "1 slice waits"));
    at(9, 5);
    assertThat(text.toString()).isEmpty();
    at(1, 10);
    assertThat(text.toString().lines())
        .containsExactly(
            "debit: 10 %, 10 of 100 rows, 1/s, 0:01:30 left", "a worker", "1 slice waits");
  }

  private void at(long secondsLater, long done) {
    now += secondsLater * SECOND;
    lines.at(done);
  }
}
