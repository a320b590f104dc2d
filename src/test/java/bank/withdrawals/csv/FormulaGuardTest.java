package bank.withdrawals.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FormulaGuardTest {

  static List<Arguments> cells() {
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
  @MethodSource("cells")
  void guardIsRemovedOnce(String cell, String expected) {
    assertThat(FormulaGuard.remove(cell)).isEqualTo(expected);
    assertThat(FormulaGuard.remove(List.of("'a", cell, ""))).containsExactly("'a", expected, "");
  }

  @Test
  void cellsWithoutGuardAreNotCopied() {
    List<String> cells = List.of("a", "=1", "'a");
    assertThat(FormulaGuard.remove(cells)).isSameAs(cells);
  }
}
