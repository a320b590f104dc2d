package bank.withdrawals.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The files of the field that the default format refuses, read through a format. */
class FieldFilesFormatTest {

  private static final String DEFAULT_NAMES =
      """
      columns:
        request_id: request_id
        account_id: account_id
        amount: amount
        currency: currency
      """;

  private static final String WISE =
      """
      columns:
        request_id: paymentReference
        account_id: account
        amount: amount
        currency: targetCurrency
      """;

  private static final String THOUSAND =
      DEFAULT_NAMES
          + """
            trim: true
            amounts:
              grouping: ","
              symbols: ["$"]
            """;

  static List<Arguments> files() {
    return List.of(
        Arguments.of(
            "semicolon.csv",
            builtIn("semicolon"),
            List.of("2: W-1, 1, 61.00, EUR", "3: W-2, 2, 1234.56, EUR")),
        Arguments.of(
            "sep.csv", DEFAULT_NAMES + "sep_line: true\n", List.of("3: W-1, 1, 61.00, USD")),
        Arguments.of(
            "preamble.csv",
            DEFAULT_NAMES + "lines_before: until_header\n",
            List.of("5: W-1, 1, 1.00, USD")),
        Arguments.of("wise.csv", WISE, List.of("2: INV1, 1, 5.00, USD")),
        Arguments.of(
            "cp1252.csv",
            builtIn("windows-1252"),
            List.of("2: W-1, 1, 61.00, USD", "3: W-2, 2, 5.00, USD")),
        Arguments.of(
            "trailer.csv",
            builtIn("totals-line"),
            List.of("2: W-1, 1, 1.00, USD", "3: W-2, 2, 2.00, USD")),
        Arguments.of(
            "thousand.csv",
            THOUSAND,
            List.of(
                "2: W-1, 1, 1234.56, USD",
                "3: W-2, 2, 5.00, USD",
                "4: W-3, 3, 5.00, USD",
                "5: W-4, 4, 5.00, USD",
                "6: W-5, 5, 5.00, USD")));
  }

  @TempDir Path directory;

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void isReadThroughAFormat(String name, String yaml, List<String> rows) throws Exception {
    Format format = Formats.parsed("test", "the test", yaml);

    SenderFile.Reading reading = SenderFile.read(format, file(name));

    assertThat(reading.refusal()).isEmpty();
    assertThat(reading.inShort()).isEqualTo(rows);
    assertThat(reading.trailer().isPresent()).isEqualTo(name.equals("trailer.csv"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void isReadThroughTheSuggestedFormat(String name, String yaml, List<String> rows)
      throws Exception {
    Path file = file(name);

    FormatSuggestion suggestion = FormatSuggestion.of(file, SenderFile.RULES);

    Format format = Formats.parsed("suggested", "the suggestion", suggestion.text());
    assertThat(SenderFile.read(format, file).inShort()).as(suggestion.text()).isEqualTo(rows);
    assertThat(suggestion.preview().fault()).isEmpty();
    assertThat(suggestion.preview().rejected()).isZero();
    assertThat(suggestion.preview().trailerHolds()).isTrue();
  }

  private Path file(String name) throws Exception {
    try (var in = FieldFilesFormatTest.class.getResourceAsStream("/field/" + name)) {
      return Files.write(directory.resolve(name), in.readAllBytes());
    }
  }

  private static String builtIn(String name) {
    return SenderFile.resource("formats/" + name + ".yml");
  }
}
