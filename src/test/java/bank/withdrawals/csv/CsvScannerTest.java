package bank.withdrawals.csv;

import static bank.withdrawals.csv.CsvSamples.SMALL;
import static bank.withdrawals.csv.CsvSamples.USUAL;
import static bank.withdrawals.csv.CsvSamples.inBitsOf;
import static bank.withdrawals.csv.CsvSamples.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import bank.withdrawals.csv.PlainReading.Place;
import com.opencsv.RFC4180Parser;
import com.opencsv.RFC4180ParserBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CsvScannerTest {

  static List<Arguments> wellFormed() {
    return List.of(
        Arguments.of("empty file", "", List.of()),
        Arguments.of("LF", "a,b\nc\n", List.of(at(1, 0, 4, "a", "b"), at(2, 4, 6, "c"))),
        Arguments.of("CRLF", "a\r\nb\r\n", List.of(at(1, 0, 3, "a"), at(2, 3, 6, "b"))),
        Arguments.of("no last line end", "a\nb", List.of(at(1, 0, 2, "a"), at(2, 2, 3, "b"))),
        Arguments.of(
            "empty lines",
            "\na\n\r\n\n",
            List.of(at(1, 0, 1, ""), at(2, 1, 3, "a"), at(3, 3, 5, ""), at(4, 5, 6, ""))),
        Arguments.of("comment look-alike", "#a\n", List.of(at(1, 0, 3, "#a"))),
        Arguments.of(
            "quoted line ends",
            "\"a\nb\r\nc\rd\",e\nf",
            List.of(at(1, 0, 13, "a\nb\r\nc\rd", "e"), at(4, 13, 14, "f"))),
        Arguments.of("quoted comma", "\"a,b\"\n", List.of(at(1, 0, 6, "a,b"))),
        Arguments.of("doubled quotes", "\"\"\"\",\"\"\r\n", List.of(at(1, 0, 9, "\"", ""))),
        Arguments.of("quoted at the end", "\"a\"", List.of(at(1, 0, 3, "a"))),
        Arguments.of("comma at the end", "a,", List.of(at(1, 0, 2, "a", ""))),
        Arguments.of("not ASCII", "é,😀\nx\n", List.of(at(1, 0, 8, "é", "😀"), at(2, 8, 10, "x"))),
        Arguments.of("BOM", "\uFEFFa\nb\n", List.of(at(1, 3, 5, "a"), at(2, 5, 7, "b"))),
        Arguments.of("BOM alone", "\uFEFF", List.of()),
        Arguments.of(
            "BOM elsewhere", "a\n\uFEFFb\n", List.of(at(1, 0, 2, "a"), at(2, 2, 7, "\uFEFFb"))),
        Arguments.of(
            "longest record",
            "x".repeat(64) + "\r\n" + "y".repeat(64),
            List.of(at(1, 0, 66, "x".repeat(64)), at(2, 66, 130, "y".repeat(64)))),
        Arguments.of("most columns", ",,,\n", List.of(at(1, 0, 4, "", "", "", ""))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wellFormed")
  void readsRecords(String name, String text, List<CsvRecord> expected) throws Exception {
    for (int most = 1; most < 5; most++) {
      assertThat(scan(utf8(text), most, SMALL)).as("%d at a time", most).isEqualTo(expected);
    }
  }

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
        Arguments.of("\uFFFD,é", List.of("\uFFFD", "é")),
        Arguments.of("null,#x", List.of("null", "#x")));
  }

  @ParameterizedTest
  @MethodSource("cells")
  void keepsEveryCharacterOfACell(String text, List<String> expected) throws Exception {
    assertThat(scan(utf8(text + "\n"), 1, SMALL))
        .extracting(CsvRecord::cells)
        .containsExactly(expected);
  }

  /** The scanner reads back what was written, and so does OpenCSV. */
  @Test
  void readsBackWhatWasWritten() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    RFC4180Parser openCsv = new RFC4180ParserBuilder().build();
    List<List<String>> written = new ArrayList<>();
    StringBuilder file = new StringBuilder();
    for (int round = 0; round < 20_000; round++) {
      List<String> cells = new ArrayList<>();
      for (int n = random.nextInt(5) + 1; n > 0; n--) {
        cells.add(CsvSamples.randomCell(random));
      }
      written.add(cells);
      String record = CsvSamples.asRecord(cells, random);
      file.append(record).append(CsvSamples.randomLineEnd(random));
      if (!record.isEmpty()) {
        assertThat(openCsv.parseLine(record))
            .as("seed %d, record %d", seed, round)
            .containsExactlyElementsOf(cells);
      }
    }
    List<CsvRecord> read = scan(utf8(file.toString()), Integer.MAX_VALUE, USUAL);
    assertThat(read).as("seed %d", seed).hasSameSizeAs(written);
    for (int i = 0; i < written.size(); i++) {
      assertThat(read.get(i).cells()).as("seed %d, record %d", seed, i).isEqualTo(written.get(i));
    }
  }

  static List<Arguments> refused() {
    String long65 = "x".repeat(65);
    return List.of(
        Arguments.of("unclosed quote", bytes("a\nb,\"c\nd\n"), 2, 4, "never closed"),
        Arguments.of("quote alone", bytes("\""), 1, 0, "never closed"),
        Arguments.of("quote in unquoted field", bytes("a\nb,c\"d\"\n"), 2, 5, "inside an unquoted"),
        Arguments.of("quote after a blank", bytes("a, \"b\"\n"), 1, 3, "inside an unquoted"),
        Arguments.of("text after quote", bytes("\"a\nb\"c\n"), 2, 5, "follows a closing quote"),
        Arguments.of("blank after quote", bytes("\"a\" ,b\n"), 1, 3, "follows a closing quote"),
        Arguments.of("CR alone", bytes("a\nb\rc\n"), 2, 3, "carriage return"),
        Arguments.of("CR at the end", bytes("a\r"), 1, 1, "carriage return"),
        Arguments.of("CR after a quote", bytes("\"a\"\rb"), 1, 3, "carriage return"),
        Arguments.of("CR twice", bytes("a\r\r\n"), 1, 1, "carriage return"),
        Arguments.of("NUL", bytes("a\nb\0c\n"), 2, 3, "NUL"),
        Arguments.of("NUL in quotes", bytes("a\n\"\n\0\"\n"), 3, 4, "NUL"),
        Arguments.of("NUL after a quote", bytes("\"\"\0"), 1, 2, "NUL"),
        Arguments.of("UTF-16", "ab".getBytes(StandardCharsets.UTF_16LE), 1, 1, "NUL"),
        Arguments.of("Latin-1", "a\nbé\n".getBytes(StandardCharsets.ISO_8859_1), 2, 3, "UTF-8"),
        Arguments.of("overlong", bytes("a,", 0xC0, 0xAF, '\n'), 1, 2, "UTF-8"),
        Arguments.of("surrogate", bytes("é,", 0xED, 0xA0, 0x80), 1, 3, "UTF-8"),
        Arguments.of("cut off", bytes("é\n", 0xE2, 0x82, '\n', 0xAC), 2, 3, "UTF-8"),
        Arguments.of("in a quoted second line", bytes("\"é\n", 0xFF, '"'), 2, 4, "UTF-8"),
        Arguments.of("one byte too long", bytes("a\n" + long65 + "\n"), 2, 2, "longer than 64"),
        Arguments.of("too long at the end", bytes("a\n" + long65), 2, 2, "longer than 64"),
        Arguments.of("far too long", bytes("a\n" + long65.repeat(9)), 2, 2, "longer than 64"),
        Arguments.of(
            "too long over lines", bytes("a\n\"" + "y\n".repeat(40)), 2, 2, "longer than 64"),
        Arguments.of("too long before a NUL", bytes("a\n" + long65 + "\0"), 2, 2, "longer than 64"),
        Arguments.of(
            "too long before a bad byte",
            bytes("a\n" + long65, 0xFF, '\n'),
            2,
            2,
            "longer than 64"),
        Arguments.of("too many columns", bytes("a\nb,c,d,e,f\n"), 2, 9, "more than 4 columns"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void refusesWithTheExactPlace(String name, byte[] bytes, long line, long offset, String says) {
    for (int most : new int[] {1, 2, 3, 4096}) {
      MalformedCsvException refused =
          catchThrowableOfType(MalformedCsvException.class, () -> scan(bytes, most, SMALL));
      assertThat(refused).as("%d at a time", most).hasMessageContaining(says);
      assertThat(new Place(refused.line(), refused.byteOffset()))
          .as("%d at a time", most)
          .isEqualTo(new Place(line, offset));
    }
  }

  @Test
  void memoryIsBounded() {
    CsvScanner endless =
        new CsvScanner(
            new InputStream() {
              @Override
              public int read() {
                return 'x';
              }
            },
            0,
            1,
            USUAL);
    assertThat(catchThrowableOfType(MalformedCsvException.class, endless::next))
        .hasMessageContaining("longer than 65536");
  }

  @Test
  void recordsMayCrossTheBuffer() throws Exception {
    String record = "\"" + "é\n".repeat(20_000) + "\",1";
    String text = (record + "\r\n").repeat(40);
    int bytes = utf8(record).length + 2;

    List<CsvRecord> records = scan(utf8(text), Integer.MAX_VALUE, USUAL);

    assertThat(records).hasSize(40);
    for (int i = 0; i < 40; i++) {
      assertThat(records.get(i))
          .isEqualTo(
              at(1 + 20_001L * i, (long) bytes * i, bytes * (i + 1L), "é\n".repeat(20_000), "1"));
    }
  }

  @Test
  void recordsMayBeLongerThanTheBuffer() throws Exception {
    String cell = "x\n".repeat(1_000_000);
    String text = "a,b\n\"%s\",1\nc".formatted(cell);
    assertThat(scan(utf8(text), Integer.MAX_VALUE, new CsvLimits(utf8(text).length, 4)))
        .containsExactly(
            at(1, 0, 4, "a", "b"),
            at(2, 4, 2_000_009, cell, "1"),
            at(1_000_003, 2_000_009, 2_000_010, "c"));
  }

  /** Any mix of the characters that matter gives the rows or the fault of the plain reading. */
  @Test
  void agreesWithAPlainReading() throws Exception {
    List<String> parts = List.of("a", "\"", "\"", ",", "\n", "\r\n", "\r", "\0", "é", "😀", " ");
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 20_000; round++) {
      StringBuilder mix = new StringBuilder(random.nextInt(8) == 0 ? "\uFEFF" : "");
      int kinds = random.nextInt(parts.size()) + 1;
      for (int n = random.nextInt(16); n > 0; n--) {
        mix.append(parts.get(random.nextInt(kinds)));
      }
      String text = mix.toString();
      String described =
          "seed %d, round %d: %s".formatted(seed, round, Arrays.toString(utf8(text)));
      assertThat(read(utf8(text), 1 + random.nextInt(6), SMALL))
          .as(described)
          .isEqualTo(PlainReading.of(text, SMALL.columns()));
    }
  }

  @Test
  void canStartAtAnyRecord() throws Exception {
    byte[] bytes = utf8("\uFEFFa,b\n\"1\n2\",é\r\n\n\"\r\n\"\n#\nx");
    List<CsvRecord> all = scan(bytes, 4096, SMALL);
    for (int i = 0; i < all.size(); i++) {
      CsvRecord first = all.get(i);
      byte[] rest = Arrays.copyOfRange(bytes, (int) first.offset(), bytes.length);
      CsvScanner scanner = new CsvScanner(inBitsOf(3, rest), first.offset(), first.line(), SMALL);
      assertThat(remaining(scanner)).isEqualTo(all.subList(i, all.size()));
    }
  }

  private static PlainReading read(byte[] bytes, int most, CsvLimits limits) throws IOException {
    List<PlainReading.Row> rows = new ArrayList<>();
    try (CsvScanner scanner = new CsvScanner(inBitsOf(most, bytes), 0, 1, limits)) {
      for (CsvRecord next = scanner.next(); next != null; next = scanner.next()) {
        rows.add(new PlainReading.Row(next.line(), next.offset(), next.end(), next.cells()));
      }
      return new PlainReading(rows, List.of());
    } catch (MalformedCsvException refused) {
      return new PlainReading(rows, List.of(new Place(refused.line(), refused.byteOffset())));
    }
  }

  private static List<CsvRecord> scan(byte[] bytes, int most, CsvLimits limits)
      throws IOException, MalformedCsvException {
    return remaining(new CsvScanner(inBitsOf(most, bytes), 0, 1, limits));
  }

  private static List<CsvRecord> remaining(CsvScanner scanner)
      throws IOException, MalformedCsvException {
    List<CsvRecord> records = new ArrayList<>();
    try (scanner) {
      for (CsvRecord next = scanner.next(); next != null; next = scanner.next()) {
        records.add(next);
        assertThat(scanner.offset()).isEqualTo(next.end());
      }
    }
    return records;
  }

  private static CsvRecord at(long line, long offset, long end, String... cells) {
    return new CsvRecord(line, offset, end, List.of(cells));
  }

  private static byte[] bytes(String text, int... more) {
    byte[] start = utf8(text);
    byte[] bytes = Arrays.copyOf(start, start.length + more.length);
    for (int i = 0; i < more.length; i++) {
      bytes[start.length + i] = (byte) more[i];
    }
    return bytes;
  }
}
