package bank.withdrawals.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nine kinds of payout templates, each read through its format and through a suggested one. */
class SenderTemplatesTest {

  @TempDir Path directory;

  enum Template {
    OTHER_NAMES(
        "other-names.csv",
        "2: P-2001, 1, 61.00, USD",
        "3: P-2002, 2, 12.50, USD",
        "4: P-2003, 4, 1000.00, EUR"),
    SEMICOLON(
        "semicolon.csv",
        "2: A-1, 1, 61.00, EUR",
        "3: A-2, 2, 1234.56, EUR",
        "4: A-3, 3, 12345678.9, EUR"),
    POSITIONS(
        "positions.csv",
        "1: W-301, 1, 61.00, USD",
        "2: W-302, 2, 5.25, USD",
        "3: W-303, 5, 17.00, USD"),
    PREAMBLE_AND_TRAILER(
        "preamble-and-trailer.csv", "5: T-1, 1, 1061.00, USD", "6: T-2, 2, 2.50, USD"),
    TABS("tabs.txt", "2: O-1, 1, 61.00, USD", "3: O-2, 2, 5.00, USD"),
    WINDOWS_1252("windows-1252.csv", "3: B-1, 1, 61.00, EUR", "4: B-2, 2, 5.50, EUR"),
    MINOR_UNITS(
        "minor-units.csv",
        "2: M-1, 1, 61.00, USD",
        "3: M-2, 2, 0.05, USD",
        "4: M-3, 3, 61, JPY",
        "5: M-4, 4, 61.005, BHD"),
    IBANS(
        "ibans.csv",
        "2: E-1, DE89 3704 0044 0532 0130 00, 61.00, EUR",
        "3: E-2, GB82WEST12345698765432, 1250.00, EUR"),
    WORKBOOK("workbook.xlsx", "2: X-1, 1, 61.1, USD", "3: X-2, 2, 5, USD");

    private final String file;
    private final String rows;

    Template(String file, String... rows) {
      this.file = file;
      this.rows = String.join("\n", rows);
    }

    List<String> rows() {
      return rows.lines().toList();
    }

    String format() {
      return SenderFile.resource("templates/" + file.replaceAll("\\..*", ".yml"));
    }

    Path writeTo(Path directory) throws IOException {
      Path path = directory.resolve(file);
      if (this == WORKBOOK) {
        writeWorkbook(path);
        return path;
      }
      Charset charset =
          switch (this) {
            case TABS -> StandardCharsets.UTF_16;
            case WINDOWS_1252 -> Charset.forName("windows-1252");
            default -> StandardCharsets.UTF_8;
          };
      return Files.write(path, SenderFile.resource("templates/" + file, charset));
    }

    private static void writeWorkbook(Path path) throws IOException {
      try (OutputStream out = Files.newOutputStream(path);
          Workbook workbook = new Workbook(out, "test", "1.0")) {
        Worksheet sheet = workbook.newWorksheet("Payments");
        String[] names = {"Payment ID", "Account", "Amount", "Currency", "Memo"};
        for (int i = 0; i < names.length; i++) {
          sheet.value(0, i, names[i]);
        }
        sheet.value(1, 0, "X-1");
        sheet.value(1, 1, 1);
        sheet.value(1, 2, 61.1);
        sheet.value(1, 3, "USD");
        sheet.value(1, 4, "Desk, 3");
        sheet.value(2, 0, "X-2");
        sheet.value(2, 1, 2);
        sheet.value(2, 2, 5);
        sheet.value(2, 3, "USD");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Template.class)
  void readsThroughItsFormat(Template template) throws Exception {
    Format format = Formats.parsed("test", "the test", template.format());

    SenderFile.Reading reading = SenderFile.read(format, template.writeTo(directory));

    assertThat(reading.refusal()).isEmpty();
    assertThat(reading.inShort()).isEqualTo(template.rows());
    assertThat(reading.trailer())
        .isEqualTo(
            template == Template.PREAMBLE_AND_TRAILER
                ? Optional.of(new Trailer(2L, new BigDecimal("1063.50"), 8))
                : Optional.empty());
  }

  /** What an error file of the foreign format contains is a file in the default format. */
  @ParameterizedTest
  @EnumSource(Template.class)
  void cellsAreAFileInTheDefaultFormat(Template template) throws Exception {
    Format format = Formats.parsed("test", "the test", template.format());
    SenderFile.Reading reading = SenderFile.read(format, template.writeTo(directory));

    SenderFile.Reading again = ErrorFileText.readAgain(reading, directory);

    assertThat(again.refusal()).isEmpty();
    assertThat(again.columns()).isEqualTo(reading.columns());
    assertThat(again.inShort().stream().map(row -> row.replaceFirst("^\\d+: ", "")))
        .isEqualTo(reading.inShort().stream().map(row -> row.replaceFirst("^\\d+: ", "")).toList());
  }

  @ParameterizedTest
  @EnumSource(Template.class)
  void suggestedFormatReadsItRight(Template template) throws Exception {
    Path file = template.writeTo(directory);

    FormatSuggestion suggestion = FormatSuggestion.of(file, SenderFile.RULES);

    Format format = Formats.parsed("suggested", "the suggestion", suggestion.text());
    assertThat(suggestion.preview().fault()).as(suggestion.text()).isEmpty();
    assertThat(suggestion.preview().rejected()).as(suggestion.preview().text()).isZero();
    assertThat(suggestion.preview().trailerHolds()).isTrue();
    assertThat(suggestion.preview().trailer() != null)
        .isEqualTo(template == Template.PREAMBLE_AND_TRAILER);
    // A constant currency is the one thing that no file shows.
    List<String> expected =
        template == Template.WINDOWS_1252
            ? template.rows().stream().map(row -> row.replace(", EUR", ", ")).toList()
            : template.rows();
    assertThat(SenderFile.read(format, file).inShort()).as(suggestion.text()).isEqualTo(expected);
  }
}
