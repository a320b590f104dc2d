package bank.withdrawals.format;

import static bank.withdrawals.csv.CsvSamples.utf8;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import bank.withdrawals.domain.WithdrawalRow;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DefaultFormatTest {

  private static final ReadRules RULES = new ReadRules(65536, 256, false, false);

  private static final String GOOD = "request_id,account_id,amount\nW-1,1,1.00\n";

  private static final String SUGGESTS = "run `formats suggest FILE` for a format that reads it";

  /** The bytes, what the sentence says, and whether a format would help. */
  static List<Arguments> causes() throws IOException {
    return List.of(
        cause("semicolons", GOOD.replace(',', ';'), "separated by semicolons", true),
        cause("tabs", GOOD.replace(',', '\t'), "separated by tabs", true),
        cause("pipes", GOOD.replace(',', '|'), "separated by pipes", true),
        cause("semicolons and quotes", "\"a\";\"b\"\n1;\"2\"\n", "by semicolons", true),
        cause("a byte order mark and semicolons", "\uFEFFa;b\n", "by semicolons", true),
        cause("semicolons without a header", "W-1;1;61,00;EUR\n", "by semicolons", true),
        cause("sep=", "sep=,\r\n" + GOOD, "a sep= line", true),
        cause("sep= of semicolons", "SEP=;\n" + GOOD.replace(',', ';'), "a sep= line", true),
        cause("sep= in quotes", "\"sep=,\"\n" + GOOD, "a sep= line", true),
        cause("a preamble", "Account:,1\n\nFrom:,2\n" + GOOD, "its header is on line 4", true),
        cause("a title", "Withdrawals, November\n" + GOOD, "its header is on line 2", true),
        cause("a blank line first", "\n" + GOOD, "its header is on line 2", true),
        cause(
            "a preamble and semicolons",
            "Bank\n" + GOOD.replace(',', ';'),
            "its header is on line 2",
            true),
        cause(
            "a preamble and other names",
            "Report,1\nId,Konto,Betrag\n1,2,3.00\n2,3,4.00\n",
            "its first line has fewer cells",
            true),
        cause("a row first", "W-1,1,61.00\n", "its first line looks like a row", true),
        cause("a row with a sign first", "W-1,1,-61.00,EUR\n", "looks like a row", true),
        cause("other names", "Id,Konto,amount\n1,2,3\n", "no column account_id", true),
        cause("other names for all", "Id,Konto,Betrag\n1,2,3\n", "no column account_id", true),
        cause("HTML", "<!DOCTYPE html>\n<html><body>x</body></html>", "a web page", false),
        cause("HTML after blanks", "\n  <html lang='en'>\n", "a web page", false),
        cause("XML", "<?xml version=\"1.0\"?>\n<Document/>\n", "it is XML", false),
        cause("XML with a byte order mark", "\uFEFF<Document>\n", "it is XML", false),
        cause("PDF", "%PDF-1.7\n%x\n", "a PDF document", false),
        Arguments.of("gzip", gzip(utf8(GOOD)), "compressed with gzip", false),
        Arguments.of("xlsx", zip("[Content_Types].xml"), "an Excel workbook (.xlsx)", true),
        Arguments.of("another archive", zip("day.csv"), "a ZIP archive", true),
        Arguments.of(
            "xls",
            "\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1\0\0".getBytes(ISO_8859_1),
            "of the old kind",
            false),
        Arguments.of("UTF-16, LE", ("\uFEFF" + GOOD).getBytes(UTF_16LE), "text in UTF-16", true),
        Arguments.of("UTF-16, BE", ("\uFEFF" + GOOD).getBytes(UTF_16BE), "text in UTF-16", true),
        Arguments.of("UTF-16, no mark", GOOD.getBytes(UTF_16LE), "text in UTF-16", true),
        Arguments.of(
            "an image", "\u0089PNG\r\n\u001a\n\0\0".getBytes(ISO_8859_1), "text file", false),
        cause("old Mac", GOOD.replace('\n', '\r'), "a carriage return without a line feed", false),
        Arguments.of(
            "windows-1252 in the header",
            "request_id,account_id,amount,Empf\u00e4nger\n".getBytes(ISO_8859_1),
            "probably windows-1252",
            true),
        Arguments.of(
            "windows-1252 in a row",
            (GOOD + "M\u00fcller,1,1\n").getBytes(ISO_8859_1),
            "probably windows-1252",
            true),
        cause("a no-break space", GOOD.replace("_id,acc", "_id\u00a0,acc"), "U+00A0", false));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("causes")
  void eachCauseHasItsOwnSentence(String name, byte[] bytes, String says, boolean formatHelps) {
    String sentence = refusal(bytes).sentence("x.csv");
    assertThat(sentence).contains(says);
    assertThat(sentence.contains("`formats suggest FILE`")).isEqualTo(formatHelps);
  }

  /** Files that can be read are never judged by how they start. */
  @ParameterizedTest
  @MethodSource("strangeStarts")
  void readableFileIsReadHoweverItStarts(String header) throws Exception {
    assertThat(rows(utf8(header + "\n1,2,3\n"))).hasSize(1);
  }

  static List<String> strangeStarts() {
    return List.of(
        "sep=,account_id,amount",
        "<html>,account_id,amount",
        "%PDF-,account_id,amount",
        "PK,account_id,amount",
        "a;b;c;d;e,account_id,amount",
        "17.00,account_id,amount");
  }

  /** The field files that are refused; see the README beside them. */
  static List<Arguments> refusedFieldFiles() {
    return List.of(
        Arguments.of(
            "near-miss-header.csv",
            "near-miss-header.csv, line 1, byte offset 0: the header has a column Request ID, which"
                + " is almost request_id; write request_id, or another name if it means something"
                + " else."),
        Arguments.of(
            "semicolon.csv",
            "semicolon.csv, line 1, byte offset 0: its cells are separated by semicolons, and not"
                + " by commas; "
                + SUGGESTS
                + "."),
        Arguments.of(
            "sep.csv",
            "sep.csv, line 1, byte offset 0: its first line is a sep= line, which is for"
                + " spreadsheets; remove the line, or "
                + SUGGESTS
                + "."),
        Arguments.of(
            "preamble.csv",
            "preamble.csv, line 1, byte offset 0: its header is on line 4; remove everything before"
                + " it, or "
                + SUGGESTS
                + "."),
        Arguments.of(
            "wise.csv",
            "wise.csv, line 1, byte offset 0: the header has no column account_id; the first line"
                + " must name account_id and amount, with commas between; if its columns have other"
                + " names, "
                + SUGGESTS
                + "."),
        Arguments.of(
            "cp1252.csv",
            "cp1252.csv, line 2, byte offset 65: the bytes here are not UTF-8, but probably"
                + " windows-1252; save the file as UTF-8, or "
                + SUGGESTS
                + "."));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refusedFieldFiles")
  void fieldFileIsRefused(String name, String sentence) throws Exception {
    assertThat(refusal(field(name)).sentence(name)).isEqualTo(sentence);
  }

  @Test
  void rowsWithoutContentAreCountedAndSkipped() throws Exception {
    for (String name : List.of("blanktail.csv", "blank-line-and-control.csv")) {
      try (RowSource source = open(new ByteArrayInputStream(field(name)))) {
        assertThat(source.blankRows()).isZero();
        List<String> ids = new ArrayList<>();
        for (WithdrawalRow row = source.next(); row != null; row = source.next()) {
          ids.add(row.line() + " " + row.requestId());
        }
        assertThat(ids).as(name).containsExactly("2 W-1", "3 W-2");
        assertThat(source.blankRows()).as(name).isEqualTo(name.startsWith("blankt") ? 3 : 1);
      }
    }
  }

  @Test
  void refusedFileIsClosed() {
    AtomicBoolean closed = new AtomicBoolean();
    InputStream stream =
        new ByteArrayInputStream(utf8("a;b\n")) {
          @Override
          public void close() {
            closed.set(true);
          }
        };
    assertThat(catchThrowableOfType(RefusedFileException.class, () -> open(stream))).isNotNull();
    assertThat(closed).isTrue();
  }

  /** The first bytes are read apart; nothing is lost or doubled where they end. */
  @Test
  void readsOnBehindTheFirstBytes() throws Exception {
    StringBuilder text = new StringBuilder("account_id,amount\n");
    for (int i = 0; i < 5_000; i++) {
      text.append(i).append(",1.00\n");
    }
    List<WithdrawalRow> rows = rows(utf8(text.toString()));
    assertThat(rows).hasSize(5_000);
    for (int i = 0; i < 5_000; i++) {
      assertThat(rows.get(i).accountId()).isEqualTo(Integer.toString(i));
      assertThat(rows.get(i).line()).isEqualTo(i + 2);
    }
  }

  private static List<WithdrawalRow> rows(byte[] bytes) throws Exception {
    List<WithdrawalRow> rows = new ArrayList<>();
    try (RowSource source = open(new ByteArrayInputStream(bytes))) {
      for (WithdrawalRow row = source.next(); row != null; row = source.next()) {
        rows.add(row);
      }
    }
    return rows;
  }

  private static RefusedFileException refusal(byte[] bytes) {
    RefusedFileException refused =
        catchThrowableOfType(RefusedFileException.class, () -> rows(bytes));
    assertThat(refused).isNotNull();
    return refused;
  }

  private static RowSource open(InputStream bytes) throws Exception {
    return new DefaultFormat().open(Path.of("x.csv"), bytes, RULES, "id:");
  }

  private static byte[] field(String name) throws IOException {
    try (InputStream in = DefaultFormatTest.class.getResourceAsStream("/field/" + name)) {
      return in.readAllBytes();
    }
  }

  private static Arguments cause(String name, String text, String says, boolean formatHelps) {
    return Arguments.of(name, utf8(text), says, formatHelps);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(bytes);
    }
    return compressed.toByteArray();
  }

  private static byte[] zip(String entry) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(compressed)) {
      zip.putNextEntry(new ZipEntry(entry));
      zip.write(utf8(GOOD));
    }
    return compressed.toByteArray();
  }
}
