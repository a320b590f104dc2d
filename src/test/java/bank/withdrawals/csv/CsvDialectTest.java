package bank.withdrawals.csv;

import static bank.withdrawals.csv.CsvSamples.SMALL;
import static bank.withdrawals.csv.CsvSamples.inBitsOf;
import static bank.withdrawals.csv.CsvSamples.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CsvDialectTest {

  static List<Arguments> dialects() {
    return List.of(
        Arguments.of(new CsvDialect(';', '"'), "a,b;\"c;\"\"\";\n", List.of("a,b", "c;\"", "")),
        Arguments.of(new CsvDialect('\t', '"'), "a,b\t\"\t\n\"\r\n", List.of("a,b", "\t\n")),
        Arguments.of(new CsvDialect('|', '\''), "\"a|'b|''c'|d", List.of("\"a", "b|'c", "d")),
        Arguments.of(
            new CsvDialect(';', CsvDialect.NO_QUOTE), "\"a;b\"c;'\n", List.of("\"a", "b\"c", "'")),
        Arguments.of(new CsvDialect('\t', CsvDialect.NO_QUOTE), "\"\t\n", List.of("\"", "")));
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void readsCells(CsvDialect dialect, String text, List<String> expected) throws Exception {
    assertThat(read(text, 1, dialect)).containsExactly(String.join("][", expected));
  }

  /** A dialect only exchanges characters: the results differ in nothing else. */
  @Test
  void exchangesCharactersAndNothingElse() throws Exception {
    List<String> parts = List.of("a", "\"", "\"", ",", "\n", "\r\n", "\r", "\0", "é", " ");
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 5_000; round++) {
      StringBuilder mix = new StringBuilder();
      for (int n = random.nextInt(16); n > 0; n--) {
        mix.append(parts.get(random.nextInt(parts.size())));
      }
      String text = mix.toString();
      int most = 1 + random.nextInt(6);
      assertThat(read(exchanged(text), most, new CsvDialect('|', '\'')))
          .as("seed %d, round %d: %s", seed, round, Arrays.toString(utf8(text)))
          .isEqualTo(
              read(text, most, CsvDialect.RFC_4180).stream()
                  .map(CsvDialectTest::exchanged)
                  .toList());
    }
  }

  @Test
  void refusesCharactersThatCannotBeUsed() {
    Stream.<Runnable>of(
            () -> new CsvDialect('\n', '"'),
            () -> new CsvDialect('\0', '"'),
            () -> new CsvDialect(';', ';'),
            () -> new CsvDialect('§', '"'),
            () -> new CsvDialect(';', '\r'))
        .forEach(dialect -> assertThatIllegalArgumentException().isThrownBy(dialect::run));
  }

  private static String exchanged(String text) {
    return text.replace(',', '|').replace('"', '\'');
  }

  /** Each record's cells as text, then the fault if there is one. */
  private static List<String> read(String text, int most, CsvDialect dialect) throws Exception {
    List<String> found = new ArrayList<>();
    try (CsvScanner scanner = new CsvScanner(inBitsOf(most, utf8(text)), 0, 1, SMALL, dialect)) {
      for (CsvRecord next = scanner.next(); next != null; next = scanner.next()) {
        found.add(String.join("][", next.cells()));
      }
    } catch (MalformedCsvException refused) {
      found.add("fault at byte %d".formatted(refused.byteOffset()));
    }
    return found;
  }
}
