package bank.withdrawals.format;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.format.SenderFile.Reading;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class XlsxFormatTest {

  private static final String YAML =
      "kind: xlsx\ncolumns: {request_id: id, account_id: acc, amount: sum, reference: ref}\n";

  @TempDir Path directory;

  /** What the parts of a workbook made by hand are called. */
  private static final String SHEET = "xl/worksheets/sheet1.xml";

  @ParameterizedTest
  @CsvSource({
    "5, 5",
    "5.10, 5.10",
    "1E3, 1000",
    "1.5E-2, 0.015",
    "-5, -5",
    // Written in binary with 17 digits; a person sees the first number.
    "64.099999999999994, 64.1",
    "0.10000000000000001, 0.1",
    "1234567.8899999999, 1234567.89",
    "999999999999999, 999999999999999",
    // More than 15 digits: nobody knows which number is meant.
    "0.30000000000000004, 0.30000000000000004?",
    "1234567890123456, 1234567890123456?",
    "9007199254740993, 9007199254740993?",
    "100.000000000000001, 100.000000000000001?",
    "1E999, 1E999?",
    "NaN, NaN?",
    "1.2.3, 1.2.3?",
  })
  void numbersAreExactOrDoubtful(String written, String text) throws Exception {
    Path file = byHand(row(1, "id", "acc", "sum", "ref") + numberRow(written));

    Reading reading = read(YAML, file);

    assertThat(reading.refusal()).isEmpty();
    assertThat(reading.rows())
        .singleElement()
        .satisfies(row -> assertThat(row.amount()).isEqualTo(text));
  }

  @Test
  void cellsOfEveryKind() throws Exception {
    Path file =
        workbook(
            sheet -> {
              names(sheet, 0);
              sheet.value(1, 0, "A");
              sheet.value(1, 1, 1);
              sheet.value(1, 2, "1.234,50");
              sheet.value(1, 3, LocalDate.of(2026, 11, 26));
              sheet.style(1, 3).format("yyyy-mm-dd").set();
              sheet.value(2, 0, LocalDateTime.of(2026, 11, 26, 10, 30));
              sheet.style(2, 0).format("dd.mm.yyyy hh:mm").set();
              sheet.value(2, 1, 2);
              sheet.value(2, 2, 1234.5);
              sheet.style(2, 2).format("#,##0.00 \"days\"").set();
              sheet.value(2, 3, true);
              sheet.value(4, 0, "B");
              sheet.value(4, 1, "3");
              sheet.formula(4, 2, "C3*2");
            });

    Reading reading = read(YAML + "amounts: {decimal: \",\", grouping: \".\"}\n", file);

    assertThat(reading.inShort())
        .containsExactly("2: A, 1, 1234.50, ", "3: 2026-11-26T10:30, 2, 1234.5, ", "5: B, 3, ?, ");
    assertThat(reading.rows().get(0).cells().get(3)).isEqualTo("2026-11-26");
    assertThat(reading.rows().get(1).cells().get(3)).isEqualTo("TRUE");
  }

  @Test
  void resultsOfFormulasAndErrors() throws Exception {
    String cells =
        "<c r=\"A2\" t=\"str\"><f>X</f><v>F-1</v></c><c r=\"B2\"><f>1+1</f><v>2</v></c>"
            + "<c r=\"C2\"><f>B2*3</f><v>6</v></c><c r=\"D2\" t=\"e\"><v>#N/A</v></c>";
    Path file = byHand(row(1, "id", "acc", "sum", "ref") + "<row r=\"2\">" + cells + "</row>");

    Reading reading = read(YAML, file);

    assertThat(reading.inShort()).containsExactly("2: F-1, 2, 6, ");
    assertThat(reading.rows().get(0).cells().get(3)).isEqualTo("#N/A?");
  }

  @Test
  void headerFurtherDownBlankRowsAndRaggedRows() throws Exception {
    Path file =
        workbook(
            sheet -> {
              sheet.value(0, 0, "Report");
              names(sheet, 3);
              sheet.value(4, 0, "A");
              sheet.value(4, 1, 1);
              sheet.value(4, 2, 5);
              sheet.value(5, 2, "");
              sheet.value(6, 0, "B");
              sheet.value(6, 1, 2);
              sheet.value(6, 2, 6);
              sheet.value(6, 7, "beyond");
            });

    Reading reading = read(YAML + "lines_before: until_header\n", file);

    assertThat(reading.inShort())
        .containsExactly("5: A, 1, 5, ", "7: malformed [B, 2, 6, , , , , beyond]");
    assertThat(reading.blankRows()).isEqualTo(1);
    assertThat(read(YAML + "lines_before: 3\n", file).inShort()).hasSize(2);
    assertThat(read(YAML, file).refusal()).startsWith("file, line 1: the header has no column");
  }

  @Test
  void sheetsByNameOrTheFirstThatIsNotHidden() throws Exception {
    Path file = directory.resolve("sheets.xlsx");
    try (OutputStream out = Files.newOutputStream(file);
        Workbook workbook = new Workbook(out, "test", "1.0")) {
      for (String name : new String[] {"hidden", "first", "second"}) {
        Worksheet sheet = workbook.newWorksheet(name);
        names(sheet, 0);
        sheet.value(1, 0, name);
        sheet.value(1, 1, 1);
        sheet.value(1, 2, 5);
        if (name.equals("hidden")) {
          sheet.setVisibilityState(org.dhatim.fastexcel.VisibilityState.HIDDEN);
        }
      }
    }

    assertThat(read(YAML, file).inShort()).containsExactly("2: first, 1, 5, ");
    assertThat(read(YAML + "sheet: second\n", file).inShort()).containsExactly("2: second, 1, 5, ");
    assertThat(read(YAML + "sheet: third\n", file).refusal())
        .isEqualTo("file: the workbook has no sheet with the name that the format gives.");
  }

  @Test
  void aHiddenRowRefusesTheFile() throws Exception {
    Path file =
        workbook(
            sheet -> {
              names(sheet, 0);
              sheet.value(1, 0, "A");
              sheet.hideRow(1);
            });

    assertThat(read(YAML, file).refusal())
        .startsWith("file, line 2: this row of the sheet is hidden");
  }

  @Test
  void aTrailerOfNumbers() throws Exception {
    Path file =
        workbook(
            sheet -> {
              names(sheet, 0);
              sheet.value(1, 0, "A");
              sheet.value(1, 1, 1);
              sheet.value(1, 2, 5.5);
              sheet.value(2, 0, "Total");
              sheet.value(2, 1, 1);
              sheet.value(2, 2, 5.5);
            });

    assertThat(
            read(
                    YAML
                        + "amounts: {decimal: \",\"}\n"
                        + "trailer: {first_cell: Total, records: 2, total: 3}\n",
                    file)
                .trailer())
        .hasValueSatisfying(
            trailer -> {
              assertThat(trailer.records()).isEqualTo(1);
              assertThat(trailer.total()).isEqualByComparingTo("5.5");
            });
  }

  /** Workbooks that would take the memory or the time of the program. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<row r='1'><c r='ZZZZZZ1'><v>1</v></c></row>|line 1: the row has more than 256 columns",
        "<row r='1'><c r='A1' t='s'><v>1999999999</v></c></row>|damaged: a shared text is missing",
        "<row r='1'><c r='A1' t='s'><v>19<!-- -->99</v></c></row>|damaged: a shared text is missing",
        "<row r='2'/><row r='1'><c r='A1'><v>1</v></c></row>|the workbook is damaged, or has something",
        "<row r='1'><c r='A1' t='zz'><v>1</v></c></row>|the workbook is damaged, or has something",
        "<row r='1'><c r='A1'>|the workbook is damaged: a part of it is not XML",
        "<row r='x'/>|the workbook is damaged, or has something",
      })
  void hostileSheets(String rows, String sentence) throws Exception {
    assertThat(read(YAML, byHand(rows)).refusal()).contains(sentence);
  }

  @Test
  void zipBombsAreRefused() throws Exception {
    String longText =
        "<row r='1'><c r='A1' t='inlineStr'><is><t>" + "x".repeat(70_000) + "</t></is></c></row>";
    assertThat(read(YAML, byHand(longText)).refusal())
        .isEqualTo("file, line 1: the row is longer than 65536 characters.");

    String longTag = "<row r='1' x='" + "x".repeat(5_000_000) + "'/>";
    assertThat(read(YAML, byHand(longTag)).refusal()).contains("a text of more than 4,194,304");

    Map<String, String> parts = parts("");
    parts.put("xl/sharedStrings.xml", "<sst>" + "<si><t>a</t></si>".repeat(1_100_000) + "</sst>");
    assertThat(read(YAML, zip(parts)).refusal()).contains("more text than fits into memory");

    assertThat(read(YAML, byHand("<x>".repeat(200) + "</x>".repeat(200))).refusal())
        .contains("elements within more than 100 others");

    parts = parts("");
    parts.put(SHEET.toUpperCase(java.util.Locale.ROOT), "<worksheet/>");
    assertThat(read(YAML, zip(parts)).refusal()).contains("two parts have the same name");
  }

  @Test
  void otherFilesAreNotWorkbooks() throws Exception {
    assertThat(read(YAML, file("id,acc,sum\n")).refusal())
        .isEqualTo("file: the file is not a workbook (.xlsx).");
    assertThat(read(YAML, file("PK\u0003\u0004 and no more")).refusal())
        .startsWith("file: the file is not a workbook (.xlsx) that can be read");
    assertThat(read(YAML, zip(Map.of("a.csv", "x"))).refusal())
        .isEqualTo("file: the file is a ZIP archive, but not a workbook (.xlsx).");
    Path old = directory.resolve("old.xls");
    Files.write(
        old,
        new byte[] {
          (byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0, (byte) 0xA1, (byte) 0xB1, 0x1A, (byte) 0xE1
        });
    assertThat(read(YAML, old).refusal())
        .startsWith("file: the file is a workbook of the old kind");
  }

  @Test
  void aWorkbookWithoutStylesIsRead() throws Exception {
    Path file = byHand(row(1, "id", "acc", "sum", "ref") + numberRow("5"));

    assertThat(read(YAML, file).inShort()).containsExactly("2: A, 1, 5, ");
  }

  private static void names(Worksheet sheet, int row) {
    String[] names = {"id", "acc", "sum", "ref"};
    for (int i = 0; i < names.length; i++) {
      sheet.value(row, i, names[i]);
    }
  }

  private Path workbook(Consumer<Worksheet> content) throws IOException {
    Path file = directory.resolve("made.xlsx");
    try (OutputStream out = Files.newOutputStream(file);
        Workbook workbook = new Workbook(out, "test", "1.0")) {
      content.accept(workbook.newWorksheet("Sheet"));
    }
    return file;
  }

  private Path byHand(String rows) throws IOException {
    return zip(parts(rows));
  }

  private static Map<String, String> parts(String rows) {
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put(
        "[Content_Types].xml",
        "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'>"
            + "<Override PartName='/xl/workbook.xml' ContentType='application/vnd."
            + "openxmlformats-officedocument.spreadsheetml.sheet.main+xml'/>"
            + "<Override PartName='/xl/sharedStrings.xml' ContentType='application/vnd."
            + "openxmlformats-officedocument.spreadsheetml.sharedStrings+xml'/></Types>");
    parts.put(
        "xl/workbook.xml",
        "<workbook xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'>"
            + "<sheets><sheet name='S' sheetId='1' r:id='rId1'/></sheets></workbook>");
    parts.put(
        "xl/_rels/workbook.xml.rels",
        "<Relationships><Relationship Id='rId1' Target='worksheets/sheet1.xml'/></Relationships>");
    parts.put(SHEET, "<worksheet><sheetData>" + rows + "</sheetData></worksheet>");
    return parts;
  }

  private Path zip(Map<String, String> parts) throws IOException {
    Path file = directory.resolve("by-hand.xlsx");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, String> part : parts.entrySet()) {
        zip.putNextEntry(new ZipEntry(part.getKey()));
        zip.write(part.getValue().getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    }
    return file;
  }

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("other.xlsx"), text);
  }

  private static String row(int number, String... texts) {
    StringBuilder row = new StringBuilder("<row r='" + number + "'>");
    for (int i = 0; i < texts.length; i++) {
      row.append(
          "<c r='%c%d' t='inlineStr'><is><t>%s</t></is></c>".formatted('A' + i, number, texts[i]));
    }
    return row.append("</row>").toString();
  }

  private static String numberRow(String amount) {
    return "<row r='2'><c r='A2' t='inlineStr'><is><t>A</t></is></c><c r='B2'><v>1</v></c>"
        + "<c r='C2'><v>%s</v></c></row>".formatted(amount);
  }

  private static Reading read(String yaml, Path file) throws RefusedFileException {
    return SenderFile.read(Formats.parsed("test", "the test", yaml), file);
  }
}
