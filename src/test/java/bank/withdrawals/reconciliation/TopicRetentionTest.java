package bank.withdrawals.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicRetentionTest {

  private static final Instant EPOCH = Instant.EPOCH;

  /** The first event left is that of file 5, line 10, debited at 100. */
  @ParameterizedTest
  @CsvSource({
    // file, line, debited at, may be lost
    "5, 9, 100, true",
    "5, 11, 100, false",
    "4, 99, 50, true",
    "6, 2, 101, false",
    // An earlier file that was resumed late, and one that was debited while it waited.
    "4, 99, 200, true",
    "6, 2, 99, true",
    "6, 2, 100, true",
  })
  void rowsAfterTheFirstRemainingEventCannotBeLost(
      long file, long line, long debitedAt, boolean mayBeLost) {
    Map<Integer, RowPosition> firsts = Map.of(0, new RowPosition(5, 10, EPOCH.plusSeconds(100)));
    RowPosition debit = new RowPosition(file, line, EPOCH.plusSeconds(debitedAt));
    assertThat(new TopicRetention(false, 1, firsts).mayHaveDeleted(debit, 1L)).isEqualTo(mayBeLost);
    assertThat(new TopicRetention(false, 1, firsts).mayHaveDeleted(debit, null))
        .isEqualTo(mayBeLost);
    assertThat(new TopicRetention(false, 2, firsts).mayHaveDeleted(debit, null)).isTrue();
    assertThat(new TopicRetention(true, 1, firsts).mayHaveDeleted(debit, 1L)).isFalse();
    assertThat(new TopicRetention(false, 1, Map.of()).mayHaveDeleted(debit, 1L)).isTrue();
  }
}
