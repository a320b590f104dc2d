package bank.withdrawals.format;

import static bank.withdrawals.format.SenderFile.read;
import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.domain.WithdrawalRow;
import bank.withdrawals.format.SenderFile.Reading;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each key of a format, over small files. */
class DelimitedFormatTest {

  private static final String NAMED =
      "columns: {request_id: id, account_id: acc, amount: sum, currency: cur}\n";
  private static final String PLACED =
      "header: false\ncolumns: {request_id: 1, account_id: 2, amount: 3}\n";
  private static final String NO_ID = "columns: {account_id: acc, amount: sum}\n";

  /** {@code ~} stands for a line end. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "delimiter: semicolon#id;acc;sum;cur~A;1;5;USD#2: A, 1, 5, USD",
        "delimiter: pipe#id|acc|sum|cur~A|1|5|USD#2: A, 1, 5, USD",
        "delimiter: ':'#id:acc:sum:cur~A:1:5:USD#2: A, 1, 5, USD",
        "quote: \"'\"#id,acc,sum,cur~'A',1,'5',USD#2: A, 1, 5, USD",
        "quote: none#id,acc,sum,cur~\"A\",1,5,USD#2: \"A\", 1, 5, USD",
        "sep_line: true#sep=,~id,acc,sum,cur~A,1,5,USD#3: A, 1, 5, USD",
        "sep_line: true#SEP=,^~id,acc,sum,cur~A,1,5,USD#3: A, 1, 5, USD",
        "sep_line: true#id,acc,sum,cur~A,1,5,USD#2: A, 1, 5, USD",
        "lines_before: 2#any \"quotes~~id,acc,sum,cur~A,1,5,USD#4: A, 1, 5, USD",
        "lines_before: until_header#x,y~any \"quotes~id,acc,sum,cur~A,1,5,USD#4: A, 1, 5, USD",
        "lines_before: until_header#id,acc,sum,cur~A,1,5,USD#2: A, 1, 5, USD",
        "trim: false#id,acc,sum,cur~A ,1,5,USD#2: A , 1, 5, USD",
        "trim: true#ID , Acc,sum,cur~ A\u00A0, 1 ,\t5,USD #2: A, 1, 5, USD",
        "trim: true#\"id\",acc,sum,cur~~A,1,5,USD~,,,~ ,\u00A0,,~#3: A, 1, 5, USD",
      })
  void keys(String key, String file, String row) {
    assertThat(read(NAMED + key, file.replace('^', '\r').replace('~', '\n')).inShort())
        .containsExactly(row);
  }

  /** {@code ~} stands for a line end. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "trim: true#``#file: the file has no header; the format expects one.",
        "trim: true#id,acc,sum~A,1,5#file, line 1: the header has no column cur, which the format names",
        "trim: true#id,acc,sum,cur,ACC ~#file, line 1: the header has the column acc more than once",
        "sep_line: true#sep=;~id,acc,sum,cur#file, line 1: the sep= line names another delimiter",
        "lines_before: until_header#a,b~c,d#file: no line has all the columns that the format names: acc, cur, id, sum",
        "blank_rows: refuse#id,acc,sum,cur~A,1,5,USD~,,,#file, line 3: the row is blank",
        "trim: true#id,acc,sum,cur~A,1,\"5#file, line 2: the quote that opens here is never closed",
        "trim: true#id,acc,sum,cur~A,1,5,\"x~B,2,6,USD~C,3,7,USD\"#file, line 2: a cell of the record that starts here contains what would be whole rows, the first on line 3",
      })
  void refusals(String key, String file, String sentence) {
    String text = file == null ? "" : file.replace('~', '\n');

    assertThat(read(NAMED + key, text).refusal()).startsWith(sentence);
  }

  @Test
  void rowsInCellsAreAcceptedIfTheSettingAllowsThem() {
    byte[] file = "id,acc,sum,cur\nA,1,5,\"x\nB,2,6,USD\nC\"\n".getBytes(StandardCharsets.UTF_8);

    assertThat(read(NAMED, file, new ReadRules(65_536, 256, false, true)).rows()).hasSize(1);
  }

  @Test
  void withoutAHeaderTheFirstRowSaysHowManyCellsThereAre() {
    Reading reading = read(PLACED, "A,1,5,x\nB,2,6,y\nC,3,7\n");

    assertThat(reading.columns()).containsExactly("request_id", "account_id", "amount", "column_4");
    assertThat(reading.inShort())
        .containsExactly("1: A, 1, 5, ", "2: B, 2, 6, ", "3: malformed [C, 3, 7]");
    assertThat(read(PLACED, "A,1\n").refusal())
        .startsWith("file, line 1: the first row has 2 cells, and the format names cell 3");
    assertThat(read(PLACED, "").refusal()).isEqualTo("file: the file is empty.");
  }

  @Test
  void cellsAreOursFirstAndThenTheOthersUnderNamesThatCannotBeMistaken() {
    Reading reading =
        read(
            """
            columns: {account_id: acc, amount: sum}
            constants: {currency: EUR, reference: Batch 5}
            amounts: {decimal: ","}
            delimiter: semicolon
            """,
            "Request ID;sum;Currency;message;;acc;Note;note ; Amount\nr;5,5;$;m;e;7;n;o;z\n");

    assertThat(reading.columns())
        .containsExactly(
            "request_id",
            "account_id",
            "amount",
            "currency",
            "reference",
            "sender_Request ID",
            "sender_Currency",
            "sender_message",
            "column_5",
            "Note",
            "sender_note",
            "sender_Amount");
    assertThat(reading.rows())
        .containsExactly(
            new WithdrawalRow(
                0,
                2,
                "id:2",
                "7",
                "",
                "5.5",
                "EUR",
                List.of("id:2", "7", "5.5", "EUR", "Batch 5", "r", "$", "m", "e", "n", "o", "z"),
                false));
  }

  /** In the error file, a malformed row must not look like a row of the default format. */
  @Test
  void aMalformedRowIsMalformedWhenTheErrorFileIsDropped(@TempDir Path directory) throws Exception {
    Reading reading = read(NO_ID, "acc,sum\n1,5,9\n1\n1,5\n");

    assertThat(reading.columns()).hasSize(3);
    assertThat(reading.inShort())
        .containsExactly("2: malformed [1, 5, 9, ]", "3: malformed [1]", "4: id:4, 1, 5, ");
    assertThat(ErrorFileText.readAgain(reading, directory).inShort())
        .satisfiesExactly(
            row -> assertThat(row).contains("malformed"),
            row -> assertThat(row).contains("malformed"),
            row -> assertThat(row).isEqualTo("4: id:4, 1, 5, "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "A,1|A-1",
        "A-b,1|A-b-1",
        ",|id:2",
        "A,|A-?",
        ",1|?-1",
        "Ä,1|Ä-1",
      })
  void requestIdsOfSeveralColumns(String cells, String id) {
    Reading reading =
        read(
            "columns: {request_id: [batch, item], account_id: acc, amount: sum}\n",
            "batch,item,acc,sum\n" + cells + ",7,5\n");

    assertThat(reading.rows()).singleElement().extracting(WithdrawalRow::requestId).isEqualTo(id);
  }

  @Test
  void requestIdsOfSeveralColumnsAreNeverAmbiguous() {
    String columns = "columns: {request_id: [batch, item], account_id: acc, amount: sum}\n";
    String file = "batch,item,acc,sum\nA,1-2,7,5\n";

    assertThat(read(columns, file).refusal())
        .startsWith("file, line 2: a part of the request id contains the separator -");
    assertThat(read(columns + "request_id_separator: \"/\"\n", file).inShort())
        .containsExactly("2: A/1-2, 7, 5, ");
  }

  @Test
  void aRequestIdCanBeMandatory() {
    ReadRules rules = new ReadRules(65_536, 256, true, false);

    assertThat(read(NO_ID, "acc,sum\n1,5\n".getBytes(StandardCharsets.UTF_8), rules).refusal())
        .startsWith("file: the format has no column for request_id");
    assertThat(
            read(NAMED, "id,acc,sum,cur\n,1,5,USD\n".getBytes(StandardCharsets.UTF_8), rules)
                .inShort())
        .containsExactly("2: , 1, 5, USD");
  }

  /** {@code ~} stands for a line end. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "{first_cell: TOTAL, records: 3, total: 2}#A,1,5~B,2,6~TOTAL,11,2 rows#2#11#3",
        "{first_cell: TOTAL, records: 3, total: 2}#A,1,5~~TOTAL,5,1~,,~#1#5#3",
        "{first_cell: TOTAL}#A,1,5~TOTAL###2",
        "{total: 2}#A,1,5~B,2,6~x,11.00##11.00#3",
        "{lines: 2, records: {line: 1, cell: 2}, total: {line: 2, cell: 2}}#A,1,5~count,1~sum,5#1#5#2",
      })
  void trailers(String trailer, String file, Long records, BigDecimal total, long line) {
    Reading reading = read(PLACED + "trailer: " + trailer, file.replace('~', '\n'));

    assertThat(reading.refusal()).isEmpty();
    assertThat(reading.trailer()).isEqualTo(Optional.of(new Trailer(records, total, line)));
    assertThat(reading.rows()).hasSize(file.contains("B,2") ? 2 : 1);
  }

  /** {@code ~} stands for a line end. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "{first_cell: TOTAL, records: 2}#A,1,5#file: the file ends without the trailer",
        "{first_cell: TOTAL, records: 2}#TOTAL,1,x~A,1,5#file, line 2: the trailer stands on the lines before",
        "{first_cell: TOTAL, lines: 2}#A,1,5~TOTAL,1#file: the file has not all 2 lines",
        "{first_cell: TOTAL, records: 2}#A,1,5~TOTAL,x#file, line 2: cell 2 of the trailer does not contain the number",
        "{first_cell: TOTAL, records: 2}#A,1,5~TOTAL,1.000#file, line 2: cell 2 of the trailer does not contain the number",
        "{first_cell: TOTAL, total: 2}#A,1,5~TOTAL,5;00#file, line 2: cell 2 of the trailer does not contain a total",
        "{first_cell: TOTAL, total: 9}#A,1,5~TOTAL,5#file, line 2: cell 9 of the trailer does not contain anything",
        "{lines: 3, total: 2}#A,1,5~B,2,6#file: the file has not all 3 lines",
      })
  void wrongTrailers(String trailer, String file, String sentence) {
    assertThat(read(PLACED + "trailer: " + trailer, file.replace('~', '\n')).refusal())
        .startsWith(sentence);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "windows-1252", "ISO-8859-1"})
  void encodings(String encoding) {
    String file = "id,acc,sum,cur\nÄ,1,5,USD\r\nñ,2,6,USD";

    assertThat(
            read(NAMED + "encoding: " + encoding, file.getBytes(Charset.forName(encoding)))
                .inShort())
        .containsExactly("2: Ä, 1, 5, USD", "3: ñ, 2, 6, USD");
  }

  @Test
  void byteOrderMarks() {
    String file = "\uFEFFid,acc,sum,cur\nA,1,5,USD\n";
    for (String encoding : List.of("UTF-8", "UTF-16LE", "UTF-16BE")) {
      byte[] bytes = file.getBytes(Charset.forName(encoding));
      assertThat(read(NAMED + "encoding: " + encoding, bytes).inShort()).hasSize(1);
      if (!encoding.equals("UTF-8")) {
        assertThat(read(NAMED + "encoding: UTF-16", bytes).inShort()).hasSize(1);
      }
    }
    assertThat(
            read(NAMED + "encoding: UTF-16", file.substring(1).getBytes(StandardCharsets.UTF_16LE))
                .refusal())
        .startsWith("file, line 1: the file has no byte order mark; write encoding: UTF-16LE");
    assertThat(
            read(NAMED + "encoding: UTF-16LE", file.getBytes(StandardCharsets.UTF_16BE)).refusal())
        .startsWith("file, line 1: the bytes here are not UTF-16LE");
  }

  @ParameterizedTest
  @CsvSource({
    "UTF-8, 228",
    "windows-1252, 129",
    "ISO-8859-1, 150",
  })
  void bytesThatAreNotInTheEncodingAreRefusedWithTheirLine(String encoding, int wrong) {
    byte[] bytes = "id,acc,sum,cur\nA,1,5,USD\nB*,1,5,USD\n".getBytes(StandardCharsets.ISO_8859_1);
    bytes[26] = (byte) wrong;

    assertThat(read(NAMED + "encoding: " + encoding, bytes).refusal())
        .startsWith("file, line 3: the bytes here are not " + encoding);
  }

  @Test
  void halfACharacterAtTheEndIsRefused() {
    byte[] bytes = "id,acc,sum,cur\nA,1,5,USD\nB".getBytes(StandardCharsets.UTF_16LE);
    byte[] cut = Arrays.copyOf(bytes, bytes.length - 1);

    assertThat(read(NAMED + "encoding: UTF-16LE", cut).refusal())
        .startsWith("file, line 3: the bytes here are not UTF-16LE");
  }

  @Test
  void aWorkbookIsNotText() {
    assertThat(read(NAMED, "PK\u0003\u0004...").refusal())
        .startsWith("file: the file is a workbook (.xlsx)");
  }

  @Test
  void formulaGuardsOfASenderAreText() {
    assertThat(read(NAMED, "id,acc,sum,cur\n'=A,1,5,USD\n").inShort())
        .containsExactly("2: '=A, 1, 5, USD");
  }
}
