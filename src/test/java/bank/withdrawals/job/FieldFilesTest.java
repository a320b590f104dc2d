package bank.withdrawals.job;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.report.ExitCode;
import bank.withdrawals.report.RunStatus;
import bank.withdrawals.report.Summary;
import bank.withdrawals.testing.TestDatabase;
import bank.withdrawals.testing.WithdrawalsTester;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files as people send them, run in the default format. */
class FieldFilesTest {

  private static WithdrawalsTester tester;

  @BeforeAll
  static void start() {
    tester = WithdrawalsTester.over(TestDatabase.HSQLDB, Map.of("withdrawals.job.chunk-size", 2));
    for (long account = 1; account <= 5; account++) {
      tester.account(account, "1000.00");
    }
  }

  @AfterAll
  static void stop() {
    tester.close();
  }

  private Map<Long, String> before;

  @BeforeEach
  void rememberBalances() {
    before = tester.balances();
  }

  @ParameterizedTest
  @CsvSource({
    "near-miss-header.csv, 'a column Request ID, which is almost request_id'",
    "semicolon.csv,        'separated by semicolons'",
    "sep.csv,              'a sep= line'",
    "preamble.csv,         'its header is on line 4'",
    "wise.csv,             'no column account_id'",
    "cp1252.csv,           'not UTF-8, but probably windows-1252'",
  })
  void fileIsRefusedWithASentenceOfItsOwn(String name, String says) throws IOException {
    Summary summary = tester.run(field(name));
    assertThat(summary.status()).isEqualTo(RunStatus.REFUSED);
    assertThat(summary.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(summary.message()).startsWith(name).contains(says);
    assertThat(tester.balances()).isEqualTo(before);
  }

  @Test
  void idsMangledByASpreadsheetAreInvalidAndTheTrueFileDebitsEachOnce() throws IOException {
    Summary mangled = tester.run(field("ids-mangled-by-a-spreadsheet.csv"));
    String cause =
        "INVALID_REQUEST_ID Invalid request id: a spreadsheet has made a number of it; import the"
            + " column as text.";
    assertThat(rejections(mangled)).containsExactly("2 " + cause, "3 " + cause, "4 " + cause);
    assertThat(tester.balances()).isEqualTo(before);

    Summary intact =
        tester.run(
            tester.file(
                "true.csv",
                "request_id,account_id,amount,currency",
                "20261125000101,1,10.00,USD",
                "20261125000102,2,20.00,USD",
                "20261125000103,1,10.00,USD"));
    assertThat(intact.totals().debited().count()).isEqualTo(3);
    assertThat(intact.totals().debited().amount()).isEqualByComparingTo("40");
  }

  @ParameterizedTest
  @CsvSource({"blanktail.csv", "blank-line-and-control.csv"})
  void rowsWithoutContentAreNotRows(String name) throws IOException {
    Path file = field(name);
    if (name.contains("control")) {
      field(name + ".control");
    }
    Summary summary = tester.run(file);
    assertThat(summary.exitCode()).isEqualTo(ExitCode.SUCCESS);
    assertThat(summary.totals().records().count()).isEqualTo(2);
    assertThat(rejections(summary).stream().filter(row -> !row.contains("DUPLICATE"))).isEmpty();
  }

  @Test
  void trailerIsRejectedAndCalledOne() throws IOException {
    Summary summary = tester.run(field("trailer.csv"));
    assertThat(rejections(summary))
        .contains("4 INVALID_ACCOUNT_ID Invalid account id: the row looks like a trailer.");
  }

  @Test
  void eachInvalidAmountNamesItsCause() throws IOException {
    String amount = " INVALID_AMOUNT Invalid withdrawal amount: ";
    assertThat(rejections(tester.run(field("thousand.csv"))))
        .containsExactly(
            "2" + amount + "it has a thousands separator.",
            "3" + amount + "it contains a currency sign.",
            "4" + amount + "it contains a blank or a line end.",
            "5" + amount + "it contains a blank or a line end.",
            "6" + amount + "it contains a no-break space or another special blank.");
    assertThat(tester.balances()).isEqualTo(before);
  }

  private static List<String> rejections(Summary summary) {
    return tester
        .jdbc()
        .query(
            "SELECT line_number, reason, message FROM rejection WHERE run_id = ?"
                + " ORDER BY line_number",
            (row, n) -> row.getLong(1) + " " + row.getString(2) + " " + row.getString(3),
            summary.totals().runId());
  }

  private static Path field(String name) throws IOException {
    Path file = tester.home().resolve(name);
    try (InputStream in = FieldFilesTest.class.getResourceAsStream("/field/" + name)) {
      Files.write(file, in.readAllBytes());
    }
    return file;
  }
}
