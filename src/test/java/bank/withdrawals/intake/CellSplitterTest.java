package bank.withdrawals.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CellSplitterTest {

  private final CellSplitter splitter = new CellSplitter();

  static List<Arguments> cells() {
    return List.of(
        Arguments.of("", List.of("")),
        Arguments.of(" ", List.of(" ")),
        Arguments.of(",", List.of("", "")),
        Arguments.of("a,,", List.of("a", "", "")),
        Arguments.of(" a , b ", List.of(" a ", " b ")),
        Arguments.of("\ta\t,\u00a0", List.of("\ta\t", "\u00a0")),
        Arguments.of("\"\"", List.of("")),
        Arguments.of("\"\",\"\"", List.of("", "")),
        Arguments.of("\"\",", List.of("", "")),
        Arguments.of(",\"\"", List.of("", "")),
        Arguments.of("\" a \"", List.of(" a ")),
        Arguments.of("\"a,b\",c", List.of("a,b", "c")),
        Arguments.of("\",\"", List.of(",")),
        Arguments.of("a,\",\"", List.of("a", ",")),
        Arguments.of("\"\"\"\"", List.of("\"")),
        Arguments.of("\"\"\"\"\"\"", List.of("\"\"")),
        Arguments.of("\"\"\",\"\"\",x", List.of("\",\"", "x")),
        Arguments.of("\"a\"\",b\",c", List.of("a\",b", "c")),
        Arguments.of("\"a\nb\"", List.of("a\nb")),
        Arguments.of("\"\n\",\"\r\n\",\"\r\"", List.of("\n", "\r\n", "\r")),
        Arguments.of("a\\,b", List.of("a\\", "b")),
        Arguments.of("'a,b'", List.of("'a", "b'")),
        Arguments.of("null,#x", List.of("null", "#x")));
  }

  @ParameterizedTest
  @MethodSource("cells")
  void keepsEveryCharacter(String text, List<String> expected) throws Exception {
    assertThat(splitter.split(text)).containsExactlyElementsOf(expected);
  }

  @Test
  void givesBackWhateverWasWritten() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 20_000; round++) {
      List<String> cells = new ArrayList<>();
      for (int n = random.nextInt(5) + 1; n > 0; n--) {
        cells.add(Samples.randomCell(random));
      }
      assertThat(splitter.split(Samples.asRecord(cells, random)))
          .as("seed %d, round %d", seed, round)
          .containsExactlyElementsOf(cells);
    }
  }

  static List<Arguments> guarded() {
    return List.of(
        Arguments.of("'=1+1", "=1+1"),
        Arguments.of("'+5", "+5"),
        Arguments.of("'-5", "-5"),
        Arguments.of("'@x", "@x"),
        Arguments.of("'\t", "\t"),
        Arguments.of("'\r", "\r"),
        Arguments.of("''=1", "''=1"),
        Arguments.of("'a", "'a"),
        Arguments.of("'", "'"),
        Arguments.of("", ""),
        Arguments.of("=1", "=1"),
        Arguments.of("a'=1", "a'=1"));
  }

  @ParameterizedTest
  @MethodSource("guarded")
  void takesTheGuardOffOnce(String cell, String expected) {
    assertThat(CellSplitter.withoutGuard(cell)).isEqualTo(expected);
  }
}
