package bank.withdrawals.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bank.withdrawals.domain.WithdrawalRow;
import bank.withdrawals.format.RefusedFileException;
import bank.withdrawals.format.RowSource;
import bank.withdrawals.format.Trailer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResolvedRowsTest {

  private static final String IBAN = "DE89370400440532013000";
  private static final Map<String, Long> ACCOUNTS =
      Map.of(IBAN, 7L, "12-34-56 00000001", 8L, "K-17", 9L);

  private final List<Collection<String>> asked = new ArrayList<>();

  private Map<String, Long> resolve(Collection<String> numbers) {
    asked.add(List.copyOf(numbers));
    Map<String, Long> found = new HashMap<>(ACCOUNTS);
    found.keySet().retainAll(numbers);
    return found;
  }

  /** The cells account_id and account_number of a row: as they are in the file, and resolved. */
  @ParameterizedTest
  @CsvSource({
    "'1', '',                         1, ''",
    "'001', '',                       001, ''",
    "'', 'de89 3704 0044 0532013000', 7, ''",
    "'', 'K-17',                      9, ''",
    "DE89370400440532013000, '',      7, ''",
    "'12-34-56 00000001', '',         8, ''",
    "'k - 17', '',                    9, ''",
    "7, DE89370400440532013000,       7, ''",
    "007, DE89370400440532013000,     7, ''",
    "' ', DE89370400440532013000,     7, ''",
    "DE89370400440532013000, ' ',     7, ''",
    "de89370400440532013000, DE89 370400440532013000, 7, ''",
    // Two accounts: the row is as it was.
    "1, DE89370400440532013000,       1, DE89370400440532013000",
    "x, DE89370400440532013000,       x, DE89370400440532013000",
    "K-17, DE89370400440532013000,    K-17, DE89370400440532013000",
    "'', NO9386011117947,             '', NO9386011117947",
    "7, NO9386011117947,              7, NO9386011117947",
    // No account has this number.
    "NO9386011117947, '',             '', NO9386011117947",
    "'12-34-56-00000002', '',         '', 12-34-56 00000002",
    "'', no93 8601 1117 947,          '', NO9386011117947",
    "no93 8601 1117 947, NO9386011117947, '', NO9386011117947",
    "'', k-18,                        '', K-18",
    // Neither an id nor surely a number.
    "x1, '',                          x1, ''",
    "1.23457E+11, '',                 1.23457E+11, ''",
    "'', '',                          '', ''",
    "'', '0001',                      '', '0001'",
  })
  void theIdTakesThePlaceOfTheNumber(
      String id, String number, String resolvedId, String resolvedNumber) throws Exception {
    WithdrawalRow resolved = all(new Rows(1, i -> row(i, id, number))).get(0);
    assertThat(resolved)
        .isEqualTo(
            new WithdrawalRow(
                0, 2, "r2", resolvedId, resolvedNumber, "1.00", "USD", List.of("r2"), false));
  }

  @Test
  void rowsWithoutNumbersAreNeitherReadAheadNorLookedUp() throws Exception {
    Rows rows = new Rows(5_000, i -> row(i, "1", ""));
    try (RowSource resolved = new ResolvedRows(rows, this::resolve)) {
      for (int i = 1; i <= 5_000; i++) {
        assertThat(resolved.next()).isEqualTo(row(i + 1, "1", ""));
        assertThat(rows.read).isEqualTo(i);
      }
      assertThat(resolved.next()).isNull();
    }
    assertThat(asked).isEmpty();
  }

  @Test
  void looksUpABatchAtOnceAndReadsNotFurther() throws Exception {
    Rows rows = new Rows(2_500, i -> row(i, "", i % 2 == 0 ? IBAN : "k-17"));
    try (RowSource resolved = new ResolvedRows(rows, this::resolve)) {
      assertThat(rows.read).isZero();
      for (int i = 1; i <= 2_500; i++) {
        assertThat(resolved.next()).isEqualTo(row(i + 1, (i + 1) % 2 == 0 ? "7" : "9", ""));
        assertThat(rows.read).isBetween(i, i + 999);
      }
      assertThat(resolved.next()).isNull();
    }
    assertThat(asked).hasSize(3).allSatisfy(n -> assertThat(n).containsOnly(IBAN, "K-17"));
  }

  /** Many rows, each as the resolver would give it alone, in file order. */
  @Test
  void keepsTheOrderOfRandomRows() throws Exception {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    List<WithdrawalRow> given = new ArrayList<>();
    List<WithdrawalRow> expected = new ArrayList<>();
    for (int line = 2; line < 10_000; line++) {
      List<String> cells =
          List.of(
                  List.of("1", "", "1"),
                  List.of("1", "", "1"),
                  List.of("1", "", "1"),
                  List.of("", IBAN, "7"),
                  List.of("", "k-17", "9"),
                  List.of("", "NO9386011117947", ""),
                  List.of("x", "", "x"))
              .get(random.nextInt(7));
      given.add(row(line, cells.get(0), cells.get(1)));
      boolean unknown = cells.get(1).startsWith("NO");
      expected.add(row(line, cells.get(2), unknown ? cells.get(1) : ""));
    }
    assertThat(all(new Rows(given.size(), i -> given.get(i - 2))))
        .as("seed %d", seed)
        .isEqualTo(expected);
  }

  @Test
  void theRestIsThatOfTheSource() throws Exception {
    Rows rows = new Rows(0, i -> row(i, "1", ""));
    try (RowSource resolved = new ResolvedRows(rows, this::resolve)) {
      assertThat(resolved.columns()).isEqualTo(rows.columns());
      assertThat(resolved.blankRows()).isEqualTo(3);
      assertThat(resolved.trailer()).isEqualTo(rows.trailer());
      assertThat(resolved.next()).isNull();
      assertThat(resolved.next()).isNull();
    }
    assertThat(rows.closed).isTrue();
  }

  @Test
  void aRefusalComesThrough() throws Exception {
    Rows rows =
        new Rows(
            9,
            i -> {
              if (i == 5) {
                throw new IllegalStateException("a refusal");
              }
              return row(i, "", IBAN);
            });
    try (RowSource resolved = new ResolvedRows(rows, this::resolve)) {
      assertThatThrownBy(resolved::next).isInstanceOf(RefusedFileException.class);
    }
  }

  private List<WithdrawalRow> all(RowSource source) throws IOException, RefusedFileException {
    List<WithdrawalRow> all = new ArrayList<>();
    try (RowSource resolved = new ResolvedRows(source, this::resolve)) {
      for (WithdrawalRow row = resolved.next(); row != null; row = resolved.next()) {
        all.add(row);
      }
    }
    return all;
  }

  private static WithdrawalRow row(int line, String id, String number) {
    return new WithdrawalRow(
        0, line, "r" + line, id, number, "1.00", "USD", List.of("r" + line), false);
  }

  /** A source that makes its rows when they are read. It must not be read after its end. */
  private static final class Rows implements RowSource {

    private final int count;
    private final IntFunction<WithdrawalRow> rows;
    private int read;
    private boolean ended;
    private boolean closed;

    Rows(int count, IntFunction<WithdrawalRow> rows) {
      this.count = count;
      this.rows = rows;
    }

    @Override
    public List<String> columns() {
      return List.of("request_id");
    }

    @Override
    public WithdrawalRow next() throws RefusedFileException {
      assertThat(ended).as("read after its end").isFalse();
      if (read == count) {
        ended = true;
        return null;
      }
      read++;
      try {
        return rows.apply(read + 1);
      } catch (IllegalStateException refusal) {
        throw new RefusedFileException(refusal.getMessage());
      }
    }

    @Override
    public long blankRows() {
      return 3;
    }

    @Override
    public Optional<Trailer> trailer() {
      return Optional.of(new Trailer(1L, null, 9));
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
