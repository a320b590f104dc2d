package bank.withdrawals.csv;

import static bank.withdrawals.csv.CsvSamples.USUAL;
import static bank.withdrawals.csv.CsvSamples.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import com.opencsv.RFC4180ParserBuilder;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvLineTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      delimiter = ' ',
      value = {
        "plain plain",
        "=1+1 \"'=1+1\"",
        "+49 \"'+49\"",
        "-1 \"'-1\"",
        "@SUM \"'@SUM\"",
        "a=b a=b",
        "a,b \"a,b\"",
        "a\"b \"a\"\"b\"",
        "=\"b \"'=\"\"b\"",
      })
  void quotesWhereNeededAndGuardsFormulas(String cell, String written) {
    assertThat(CsvLine.of(List.of(cell, "5"))).isEqualTo(written + ",5");
  }

  @Test
  void guardsTabAndCarriageReturnButNotLineFeed() {
    assertThat(CsvLine.of(List.of("\tx"))).isEqualTo("\"'\tx\"");
    assertThat(CsvLine.of(List.of("\rx"))).isEqualTo("\"'\rx\"");
    assertThat(CsvLine.of(List.of("two\nlines"))).isEqualTo("\"two\nlines\"");
    assertThat(CsvLine.of(List.of("", ""))).isEqualTo(",");
  }

  /** The scanner reads back what was written, and so does OpenCSV. */
  @Test
  void isReadBack() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 20_000; round++) {
      List<String> cells = new ArrayList<>();
      for (int n = random.nextInt(5) + 2; n > 0; n--) {
        cells.add(CsvSamples.randomCell(random).replace("'", "="));
      }
      String line = CsvLine.of(cells);
      CsvScanner scanner = new CsvScanner(new ByteArrayInputStream(utf8(line)), 0, 1, USUAL);
      List<String> read = scanner.next().cells();
      assertThat(FormulaGuard.remove(read)).as("seed %d, round %d", seed, round).isEqualTo(cells);
      assertThat(new RFC4180ParserBuilder().build().parseLine(line))
          .as("seed %d, round %d", seed, round)
          .containsExactlyElementsOf(read);
    }
  }
}
