package bank.withdrawals.csv;

import static bank.withdrawals.csv.CsvSamples.USUAL;
import static bank.withdrawals.csv.CsvSamples.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import com.opencsv.RFC4180Parser;
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
    RFC4180Parser openCsv = new RFC4180ParserBuilder().build();
    List<List<String>> written = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (int round = 0; round < 20_000; round++) {
      List<String> cells = new ArrayList<>();
      for (int n = random.nextInt(5) + 2; n > 0; n--) {
        cells.add(CsvSamples.randomCell(random).replace("'", "="));
      }
      written.add(cells);
      lines.add(CsvLine.of(cells));
    }
    byte[] file = utf8(String.join("\n", lines));
    try (CsvScanner scanner = new CsvScanner(new ByteArrayInputStream(file), 0, 1, USUAL)) {
      for (int i = 0; i < lines.size(); i++) {
        List<String> read = scanner.next().cells();
        assertThat(FormulaGuard.remove(read))
            .as("seed %d, record %d", seed, i)
            .isEqualTo(written.get(i));
        assertThat(openCsv.parseLine(lines.get(i)))
            .as("seed %d, record %d", seed, i)
            .containsExactlyElementsOf(read);
      }
      assertThat(scanner.next()).isNull();
    }
  }
}
