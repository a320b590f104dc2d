package bank.withdrawals.format;

import static bank.withdrawals.csv.CsvSamples.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import bank.withdrawals.csv.CsvLimits;
import bank.withdrawals.csv.CsvRecord;
import bank.withdrawals.csv.CsvScanner;
import bank.withdrawals.csv.MalformedCsvException;
import bank.withdrawals.domain.WithdrawalRow;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

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
        // A Cyrillic letter instead of the Latin one, then a zero-width space before the name.
        Arguments.of("account_id,\u0430mount\n", 1, 0, "no column amount;"),
        Arguments.of("\u200Baccount_id,amount\n", 1, 0, "no column account_id;"),
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

  @Test
  void aRowInsteadOfTheHeaderIsNotShown() {
    RefusedFileException refused =
        catchThrowableOfType(RefusedFileException.class, () -> header("4711,99.50,4711\n"));
    assertThat(refused.sentence("x.csv")).doesNotContain("4711").doesNotContain("99.50");
  }

  private static Header header(String text) throws IOException, RefusedFileException {
    return Header.read(
        new InputRecords(
            new ByteArrayInputStream(utf8(text)), new ReadRules(65536, 256, false, false)));
  }

  private static CsvRecord recordOnLine9(String text) throws IOException, MalformedCsvException {
    byte[] bytes = utf8(text + "\n");
    return new CsvScanner(new ByteArrayInputStream(bytes), 0, 9, new CsvLimits(64, 9)).next();
  }
}
