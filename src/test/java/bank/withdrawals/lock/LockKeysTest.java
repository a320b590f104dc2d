package bank.withdrawals.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LockKeysTest {

  /** Two runs that follow each other, the first one possible and the last. */
  private static final List<Long> RUNS =
      List.of(0L, 20261127021330122L, 20261127021330123L, (1L << 55) - 1);

  @Test
  void eachLockAndEachFenceHasANumberOfItsOwn() {
    Set<Long> numbers = new HashSet<>();
    assertThat(numbers.add(LockKeys.RUN)).isTrue();
    assertThat(numbers.add(LockKeys.fence(LockKeys.RUN))).isTrue();
    assertThat(numbers.add(LockKeys.WORKERS)).isTrue();
    for (long run : RUNS) {
      for (String step : List.of("debit", "publish")) {
        for (int slice = 0; slice < 128; slice++) {
          long lock = LockKeys.slice(run, step, slice);
          assertThat(numbers.add(lock)).as("run %d %s:%d", run, step, slice).isTrue();
          assertThat(numbers.add(LockKeys.fence(lock))).isTrue();
          long first = LockKeys.first(run, step);
          assertThat(lock).isBetween(first, LockKeys.last(first));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-1, debit, 1",
    "36028797018963968, debit, 1",
    "1, report, 1",
    "1, debit, 128",
    "1, debit, -1"
  })
  void otherPartsHaveNoLock(long run, String step, int slice) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LockKeys.slice(run, step, slice))
        .withMessageContaining("There");
  }
}
