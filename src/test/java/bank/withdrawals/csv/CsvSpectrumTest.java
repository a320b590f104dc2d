package bank.withdrawals.csv;

import static bank.withdrawals.csv.CsvSamples.USUAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The public suite csv-spectrum: each file must be read as its JSON says. */
class CsvSpectrumTest {

  private static final Path SUITE = Path.of("src/test/resources/csv-spectrum");
  private static final String UNQUOTED_QUOTE = "location_coordinates";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "comma_in_quotes",
        "empty",
        "empty_crlf",
        "escaped_quotes",
        "json",
        "newlines",
        "newlines_crlf",
        "quotes_and_newlines",
        "simple",
        "simple_crlf",
        "utf8"
      })
  void readsAsTheJsonSays(String name) throws Exception {
    List<Map<String, String>> expected = new ArrayList<>();
    for (JsonNode row :
        new JsonMapper().readTree(SUITE.resolve("json/" + name + ".json").toFile())) {
      Map<String, String> cells = new LinkedHashMap<>();
      row.properties().forEach(cell -> cells.put(cell.getKey(), cell.getValue().asString()));
      expected.add(cells);
    }
    assertThat(records(bytes(name))).isNotEmpty().isEqualTo(expected);
  }

  /** RFC 4180 has no quotes in an unquoted field, and money must not depend on a guess. */
  @Test
  void refusesAQuoteInAnUnquotedField() throws Exception {
    byte[] bytes = bytes(UNQUOTED_QUOTE);
    MalformedCsvException refused =
        catchThrowableOfType(MalformedCsvException.class, () -> records(bytes));
    assertThat(refused).hasMessageContaining("a quote stands inside an unquoted field");
    assertThat(refused.line()).isEqualTo(2);
  }

  @Test
  void allFilesOfTheSuiteAreRead() throws IOException {
    try (var files = Files.list(SUITE.resolve("csvs"))) {
      assertThat(files).as("11 read, 1 refused").hasSize(12);
    }
  }

  private static byte[] bytes(String name) throws IOException {
    return Files.readAllBytes(SUITE.resolve("csvs/" + name + ".csv"));
  }

  private static List<Map<String, String>> records(byte[] bytes)
      throws IOException, MalformedCsvException {
    List<Map<String, String>> records = new ArrayList<>();
    List<String> names = null;
    try (CsvScanner scanner = new CsvScanner(new ByteArrayInputStream(bytes), 0, 1, USUAL)) {
      for (CsvRecord next = scanner.next(); next != null; next = scanner.next()) {
        List<String> cells = next.cells();
        if (names == null) {
          names = cells;
          continue;
        }
        assertThat(cells).hasSameSizeAs(names);
        Map<String, String> record = new LinkedHashMap<>();
        for (int i = 0; i < cells.size(); i++) {
          record.put(names.get(i), cells.get(i));
        }
        records.add(record);
      }
    }
    return records;
  }
}
