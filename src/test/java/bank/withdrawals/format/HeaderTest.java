package bank.withdrawals.format;

import static bank.withdrawals.csv.CsvSamples.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import bank.withdrawals.csv.CsvLimits;
import bank.withdrawals.csv.CsvRecord;
import bank.withdrawals.csv.CsvScanner;
import bank.withdrawals.csv.MalformedCsvException;
import bank.withdrawals.domain.RejectReason;
import bank.withdrawals.domain.Rejected;
import bank.withdrawals.domain.Rules;
import bank.withdrawals.domain.WithdrawalRow;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderTest {

  static List<Arguments> rows() {
    return List.of(
        Arguments.of(
            "required columns only",
            "account_id,amount\n",
            "7,1.50",
            new WithdrawalRow(0, 9, "id:9", "7", "", "1.50", "", List.of("7", "1.50"), false)),
        Arguments.of(
            "all columns, other order and case, blanks around names",
            "Reference, AMOUNT ,Currency,REQUEST_ID,Account_Id\n",
            "rent,5,EUR,r-1,7",
            new WithdrawalRow(
                0, 9, "r-1", "7", "", "5", "EUR", List.of("rent", "5", "EUR", "r-1", "7"), false)),
        Arguments.of(
            "other columns are kept",
            "x,account_id,y,amount\n",
            "1,7,,5",
            new WithdrawalRow(0, 9, "id:9", "7", "", "5", "", List.of("1", "7", "", "5"), false)),
        Arguments.of(
            "blank request id",
            "request_id,account_id,amount\n",
            " ,7,5",
            new WithdrawalRow(0, 9, "id:9", "7", "", "5", "", List.of(" ", "7", "5"), false)),
        Arguments.of(
            "cells are not trimmed",
            "request_id,account_id,amount,currency\n",
            " r, 7,5 , EUR",
            new WithdrawalRow(
                0, 9, " r", " 7", "", "5 ", " EUR", List.of(" r", " 7", "5 ", " EUR"), false)),
        Arguments.of(
            "a corrected error file",
            "account_id,line_number,amount,note,Reason,message\n",
            "7,12,5,'=A1,INVALID_AMOUNT,\"Bad, bad\"",
            new WithdrawalRow(0, 9, "id:9", "7", "", "5", "", List.of("7", "5", "=A1"), false)),
        Arguments.of(
            "guards in known columns",
            "request_id,account_id,amount,currency\n",
            "'@r,'+7,'-5,'=E",
            new WithdrawalRow(
                0, 9, "@r", "+7", "", "-5", "=E", List.of("@r", "+7", "-5", "=E"), false)),
        Arguments.of(
            "one cell short",
            "account_id,amount,message\n",
            "7,5",
            new WithdrawalRow(0, 9, "", "", "", "", "", List.of("7", "5"), true)),
        Arguments.of(
            "one cell too many",
            "account_id,amount\n",
            "7,5,",
            new WithdrawalRow(0, 9, "", "", "", "", "", List.of("7", "5", ""), true)),
        Arguments.of(
            "an empty line",
            "account_id,amount\n",
            "",
            new WithdrawalRow(0, 9, "", "", "", "", "", List.of(""), true)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void makesRows(String name, String header, String record, WithdrawalRow expected)
      throws Exception {
    assertThat(header(header).row(recordOnLine9(record), "id:")).isEqualTo(expected);
  }

  @Test
  void keptColumnsAreNamedAsWritten() throws Exception {
    assertThat(header("Line_Number,\"Odd \"\"name\"\"\",AMOUNT , Account_ID\n").keptNames())
        .containsExactly("Odd \"name\"", "AMOUNT ", " Account_ID");
  }

  static List<Arguments> refused() {
    return List.of(
        Arguments.of("", 0, 0, "the file is empty"),
        Arguments.of("\uFEFF", 0, 0, "the file is empty"),
        Arguments.of("\n7,5\n", 1, 0, "the header is empty"),
        Arguments.of("\uFEFF  \n", 1, 3, "the header is empty"),
        Arguments.of("amount,currency\n", 1, 0, "no column account_id"),
        Arguments.of("\uFEFFaccount_id;amount\n", 1, 3, "no column account_id"),
        Arguments.of("account_id,amounts\n", 1, 0, "no column amount;"),
        Arguments.of("account_id,amount,AMOUNT \n", 1, 0, "column AMOUNT more than once"),
        Arguments.of("account_id,amount,x,X\n", 1, 0, "column X more than once"),
        Arguments.of("reason,account_id,amount,reason\n", 1, 0, "column reason more than once"),
        Arguments.of("account_id,amount,,\n", 1, 0, "column 3 of the header has no name"),
        Arguments.of(
            "account_id,amount,a\u001B\u202Eb,a\u001B\u202Eb\n",
            1,
            0,
            "column a\\u001B\\u202Eb more than once"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refusesNamingTheColumn(String text, long line, long offset, String says) {
    RefusedFileException refused =
        catchThrowableOfType(RefusedFileException.class, () -> header(text));
    assertThat(refused).hasMessageContaining(says);
    assertThat(List.of(refused.line(), refused.byteOffset())).containsExactly(line, offset);
  }

  /** The name in the file, and the name that it is almost. */
  static List<Arguments> almostKnown() {
    return List.of(
        Arguments.of("Request ID", "request_id"),
        Arguments.of("request-id", "request_id"),
        Arguments.of("RequestId", "request_id"),
        Arguments.of("request__id", "request_id"),
        Arguments.of("request.id", "request_id"),
        Arguments.of("*request_id", "request_id"),
        Arguments.of("request_id:", "request_id"),
        Arguments.of("Request Number", "request_id"),
        Arguments.of("request no.", "request_id"),
        Arguments.of("Currency Code", "currency"),
        Arguments.of("CCY", "currency"),
        Arguments.of("cur rency", "currency"),
        Arguments.of("curr\u00eancy", "currency"),
        Arguments.of("\uff43\uff55\uff52\uff52\uff45\uff4e\uff43\uff59", "currency"),
        Arguments.of("\u0441urrency", "currency"),
        Arguments.of("CURRE\u039dCY", "currency"),
        Arguments.of("Account Number", "account_number"),
        Arguments.of("account-number", "account_number"),
        Arguments.of("Line Number", "line_number"),
        Arguments.of("mess-age", "message"),
        Arguments.of("Reason?", "reason"));
  }

  @ParameterizedTest
  @MethodSource("almostKnown")
  void nameThatIsAlmostKnownIsRefused(String name, String known) {
    RefusedFileException refused =
        catchThrowableOfType(
            RefusedFileException.class, () -> header("account_id," + name + ",amount\n"));
    assertThat(refused).hasMessageContaining("which is almost " + known + "; write " + known);
    assertThat(List.of(refused.line(), refused.byteOffset())).containsExactly(1L, 0L);
  }

  /** The name in the file, the character that nobody sees, and the known name. */
  static List<Arguments> invisible() {
    return List.of(
        Arguments.of("currency\u00a0", "U+00A0", "currency"),
        Arguments.of("request\u00a0id", "U+00A0", "request_id"),
        Arguments.of("\u200bcurrency", "U+200B", "currency"),
        Arguments.of("curr\u00adency", "U+00AD", "currency"),
        Arguments.of("\ufeffrequest_id", "U+FEFF", "request_id"),
        Arguments.of("request_id\u3164", "U+3164", "request_id"),
        Arguments.of("request_id\ufe0f", "U+FE0F", "request_id"),
        Arguments.of("currency\u202e", "U+202E", "currency"));
  }

  @ParameterizedTest
  @MethodSource("invisible")
  void nameWithAnInvisibleCharacterIsRefused(String name, String character, String known) {
    RefusedFileException refused =
        catchThrowableOfType(
            RefusedFileException.class, () -> header("account_id,amount," + name + "\n"));
    assertThat(refused)
        .hasMessage(
            "the name of column 3 of the header contains an invisible character, %s; write %s",
            character, known);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "request_id",
        " REQUEST_ID\t",
        "\u2003currency",
        "reference",
        "amount_due",
        "my amount",
        "request",
        "id",
        "currencies",
        "account",
        "account name",
        "note\u00a0",
        "Betrag",
        "\u0441"
      })
  void otherNamesAreAccepted(String name) throws Exception {
    assertThat(header("account_id," + name + ",amount\n").keptNames()).contains(name);
  }

  /** A variant is only a mistake if the known column is not there. */
  @Test
  void variantBesideTheKnownColumnIsAnotherColumn() throws Exception {
    assertThat(header("account_id,amount,currency,ccy\n").keptNames()).contains("ccy");
    assertThat(
            catchThrowableOfType(
                RefusedFileException.class,
                () -> header("account_id,amount,request_id,Request ID\n")))
        .as("but two spellings of one name are ambiguous")
        .hasMessageContaining("almost request_id");
  }

  @Test
  void requestIdsCanBeRequired() throws Exception {
    ReadRules required = new ReadRules(65536, 256, true, false);
    assertThat(
            catchThrowableOfType(
                RefusedFileException.class, () -> header("account_id,amount\n", required)))
        .hasMessageContaining("no column request_id")
        .hasMessageContaining("withdrawals.intake.require-request-id");
    WithdrawalRow row =
        header("request_id,account_id,amount\n", required).row(recordOnLine9(" ,7,5"), "id:");
    assertThat(row.requestId()).isBlank();
    assertThat(Rules.validate(row))
        .isInstanceOfSatisfying(
            Rejected.class,
            rejected -> {
              assertThat(rejected.reason()).isEqualTo(RejectReason.INVALID_REQUEST_ID);
              assertThat(rejected.message()).isEqualTo("Invalid request id: it is empty.");
            });
  }

  @Test
  void accountNumberCanStandForTheAccountId() throws Exception {
    WithdrawalRow row =
        header("account_number,amount\n").row(recordOnLine9("GB29NWBK60161331926819,5"), "id:");
    assertThat(row.accountId()).isEmpty();
    assertThat(row.accountNumber()).isEqualTo("GB29NWBK60161331926819");
  }

  @Test
  void aRowInsteadOfTheHeaderIsNotShown() {
    RefusedFileException refused =
        catchThrowableOfType(RefusedFileException.class, () -> header("4711,99.50,4711\n"));
    assertThat(refused.sentence("x.csv")).doesNotContain("4711").doesNotContain("99.50");
  }

  private static Header header(String text) throws IOException, RefusedFileException {
    return header(text, new ReadRules(65536, 256, false, false));
  }

  private static Header header(String text, ReadRules rules)
      throws IOException, RefusedFileException {
    return Header.read(new InputRecords(new ByteArrayInputStream(utf8(text)), rules), rules);
  }

  private static CsvRecord recordOnLine9(String text) throws IOException, MalformedCsvException {
    byte[] bytes = utf8(text + "\n");
    return new CsvScanner(new ByteArrayInputStream(bytes), 0, 9, new CsvLimits(64, 9)).next();
  }
}
