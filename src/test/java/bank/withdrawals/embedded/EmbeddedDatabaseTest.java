package bank.withdrawals.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cache of the embedded database is a share of the heap. */
class EmbeddedDatabaseTest {

  /** 100,000 rows take 45 MB. A serial collector has 4 % less to give than {@code -Xmx}. */
  @ParameterizedTest
  @CsvSource({
    "64, 100000",
    "247, 100000",
    "479, 100000",
    "495, 200000",
    "959, 200000",
    "989, 400000",
    "4000, 400000",
  })
  void aLargerHeapHasALargerCache(long heapMegabytes, int rows) {
    assertThat(EmbeddedDatabase.cachedRows(heapMegabytes << 20)).isEqualTo(rows);
  }
}
