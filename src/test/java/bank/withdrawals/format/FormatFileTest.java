package bank.withdrawals.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import bank.withdrawals.csv.CsvDialect;
import bank.withdrawals.format.AmountNotation.Sign;
import bank.withdrawals.format.DecodedStream.Encoding;
import bank.withdrawals.format.FormatDescription.Field;
import bank.withdrawals.format.FormatDescription.Kind;
import bank.withdrawals.format.TrailerPlace.Cell;
import bank.withdrawals.format.YamlKeys.WrongFormatException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormatFileTest {

  private static final String LEAST = "columns:\n  account_id: a\n  amount: b\n";

  @Test
  void everyKey() throws Exception {
    assertThat(
            FormatFile.parse(
                """
                description: A bank
                files: ["A-*.csv", "B.txt"]
                encoding: utf-16
                delimiter: tab
                quote: "'"
                sep_line: true
                lines_before: until_header
                columns:
                  request_id: [Batch, "7"]
                  account_number: IBAN
                  amount: No
                  reference: "Purpose"
                constants:
                  currency: EUR
                request_id_separator: "/"
                amounts:
                  decimal: ","
                  grouping: "."
                  symbols: "€"
                  minor_units: currency
                  sign: either
                trim: true
                blank_rows: refuse
                trailer:
                  first_cell: END
                  lines: 2
                  records: 4
                  total: {line: 2, cell: 3}
                """))
        .isEqualTo(
            new FormatDescription(
                "A bank",
                Kind.DELIMITED,
                new FilePatterns(List.of("A-*.csv", "B.txt")),
                Encoding.UTF_16,
                new CsvDialect('\t', '\''),
                true,
                null,
                FormatDescription.UNTIL_HEADER,
                true,
                Map.of(
                    Field.REQUEST_ID, List.of("Batch", "7"),
                    Field.ACCOUNT_NUMBER, List.of("IBAN"),
                    Field.AMOUNT, List.of("No"),
                    Field.REFERENCE, List.of("Purpose")),
                Map.of(Field.CURRENCY, "EUR"),
                "/",
                new AmountNotation(',', '.', List.of("€"), AmountNotation.OF_CURRENCY, Sign.EITHER),
                true,
                true,
                new TrailerPlace("END", 2, new Cell(1, 4), new Cell(2, 3))));
  }

  @Test
  void whatIsNotSaidIsAsInTheDefaultFormat() throws Exception {
    assertThat(FormatFile.parse(LEAST))
        .isEqualTo(
            new FormatDescription(
                "",
                Kind.DELIMITED,
                FilePatterns.NONE,
                Encoding.UTF_8,
                CsvDialect.RFC_4180,
                false,
                null,
                0,
                true,
                Map.of(Field.ACCOUNT_ID, List.of("a"), Field.AMOUNT, List.of("b")),
                Map.of(),
                "-",
                AmountNotation.DEFAULT,
                false,
                false,
                null));
  }

  /** The keys of the example in {@link FormatDescription}, which is the reference. */
  @Test
  void theExampleIsAFormat() throws Exception {
    String source =
        java.nio.file.Files.readString(
            java.nio.file.Path.of("src/main/java/bank/withdrawals/format/FormatDescription.java"));
    String example =
        source
            .substring(source.indexOf("<pre>") + 5, source.indexOf("</pre>"))
            .replaceAll("(?m)^ \\* ?", "")
            .replace("sheet: Payments", "# sheet: Payments")
            .replace("  currency: Currency\n", "");

    FormatDescription description = FormatFile.parse(example);

    assertThat(description.amounts().minorUnits()).isEqualTo(2);
    assertThat(description.trailer()).isNotNull();
  }

  /** {@code |} stands for a line end. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "1~the format is empty~``",
        "1~a format consists of lines~just a text",
        "1~a format consists of lines~- a|- b",
        "1~columns is missing~trim: true",
        "2~there is no key colums; the keys here are amounts, blank_rows~trim: true|colums:|  amount: 1",
        "3~there is no key columns.ammount~columns:|  account_id: a|  ammount: b",
        "4~trim stands here twice~columns:|  {account_id: a, amount: b}|trim: true|trim: false",
        "1~trim has no value~trim:|columns: {account_id: a, amount: b}",
        "2~trim must be true or false~columns: {account_id: a, amount: b}|trim: yes",
        "2~kind must be one of delimited, xlsx~columns: {account_id: a, amount: b}|kind: csv",
        "2~encoding must be one of~columns: {account_id: a, amount: b}|encoding: latin1",
        "2~delimiter must be one character~columns: {account_id: a, amount: b}|delimiter: ;;",
        "2~delimiter must be one ASCII character~columns: {account_id: a, amount: b}|delimiter: §",
        "2~delimiter and quote must be different~columns: {account_id: a, amount: b}|quote: comma",
        "2~lines_before must be a whole number~columns: {account_id: a, amount: b}|lines_before: -1",
        "2~lines_before must be a whole number~columns: {account_id: a, amount: b}|lines_before: x",
        "3~lines_before cannot be until_header~header: false|columns: {account_id: 1, amount: 2}|lines_before: until_header",
        "2~columns.amount is a position~columns:|  {account_id: a, amount: 2}",
        "3~columns.amount is a name~header: false|columns:|  {account_id: 1, amount: b}",
        "3~columns.amount must be a whole number~header: false|columns:|  {account_id: 1, amount: 0}",
        "2~columns.amount must be one column~columns:|  {account_id: a, amount: [b, c]}",
        "2~columns.request_id must not be an empty list~columns:|  {account_id: a, amount: b, request_id: []}",
        "2~columns.amount must be one value~columns:|  {account_id: a, amount: {b: c}}",
        "1~columns must have keys of its own~columns: [a, b]",
        "2~columns must name the column of amount~columns:|  account_id: a",
        "2~columns must name the column of account_id or~columns:|  amount: a",
        "2~columns must name account_id or account_number, not~columns:|  {account_id: a, account_number: b, amount: c}",
        "2~constants.currency is a column already~columns: {account_id: a, amount: b, currency: c}|constants: {currency: EUR}",
        "2~there is no key constants.amount~columns: {account_id: a, amount: b}|constants: {amount: 5}",
        "2~request_id_separator needs several columns~columns: {account_id: a, amount: b}|request_id_separator: '-'",
        "2~request_id_separator must be 1 to 3~columns: {account_id: a, amount: b, request_id: [c, d]}|request_id_separator: '#'",
        "3~amounts.grouping must not be the decimal sign~columns: {account_id: a, amount: b}|amounts:|  {decimal: ',', grouping: ','}",
        "3~amounts.grouping must not be the decimal sign~columns: {account_id: a, amount: b}|amounts:|  grouping: '.'",
        "3~amounts.decimal must be one of~columns: {account_id: a, amount: b}|amounts:|  decimal: ';'",
        "3~amounts.minor_units must be a whole number, 1 to 4~columns: {account_id: a, amount: b}|amounts:|  minor_units: 9",
        "2~amounts has minor_units: currency, which needs~columns: {account_id: a, amount: b}|amounts: {minor_units: currency}",
        "3~amounts.symbols must not contain~columns: {account_id: a, amount: b}|amounts:|  symbols: ['-']",
        "3~amounts.sign must be one of~columns: {account_id: a, amount: b}|amounts:|  sign: both",
        "2~sheet does not go with kind: delimited~columns: {account_id: a, amount: b}|sheet: x",
        "3~delimiter does not go with kind: xlsx~columns: {account_id: a, amount: b}|kind: xlsx|delimiter: tab",
        "2~trailer must have first_cell, records or total~columns: {account_id: a, amount: b}|trailer: {lines: 1}",
        "3~trailer.total.line must be a whole number, 1 to 1~columns: {account_id: a, amount: b}|trailer:|  total: {line: 2, cell: 3}",
        "3~trailer.total must say which cell~columns: {account_id: a, amount: b}|trailer:|  total: {line: 1}",
        "2~files must be a pattern~columns: {account_id: a, amount: b}|files: '[a'",
        "2~files must be patterns of file names~columns: {account_id: a, amount: b}|files: a/*.csv",
        "2~this is not YAML~columns: {account_id: a, amount: b}|delimiter: ,",
        "3~this is not YAML~columns: {account_id: a, amount: b}|trim: true|  sep_line: true",
        "2~this is not YAML~columns: {account_id: a, amount: b}|trim: \ttrue: x",
        "2~a format has no aliases~columns: &c {account_id: a, amount: b}|constants: *c",
        "2~this is not YAML~columns: {account_id: a, amount: b}|--- |trim: true",
        "2~blank_rows must be one of refuse, skip~columns: {account_id: a, amount: b}|blank_rows: reject",
        "2~description must be one line~columns: {account_id: a, amount: b}|description: \"a\\nb\"",
        "2~this is not YAML: Global tag~columns: {account_id: a, amount: b}|trim: !!java.net.URL [http://localhost]",
      })
  void wrongFormatsAreRefusedWithTheirLine(int line, String sentence, String text) {
    WrongFormatException wrong =
        catchThrowableOfType(
            WrongFormatException.class,
            () -> FormatFile.parse(text == null ? "" : text.replace('|', '\n')));

    assertThat(wrong).as(text).isNotNull().hasMessageStartingWith(sentence);
    assertThat(wrong.line()).as(wrong.getMessage()).isEqualTo(line);
  }

  @ParameterizedTest
  @ValueSource(strings = {"description: x\nfiles: A-*\n", "wrong: [\nfiles:\n - 'A-*'\n - b\n"})
  void patternsOfAWrongFormatAreStillFound(String text) throws Exception {
    assertThat(FilePatterns.of(text).match("A-1.csv")).isTrue();
    assertThat(FilePatterns.of(text).match("C-1.csv")).isFalse();
  }

  @Test
  void aLongTextIsRefused() {
    WrongFormatException wrong =
        catchThrowableOfType(
            WrongFormatException.class,
            () -> FormatFile.parse(LEAST + "#".repeat(YamlKeys.MOST_CHARS)));

    assertThat(wrong).hasMessageContaining("at most 65,536 characters");
  }
}
