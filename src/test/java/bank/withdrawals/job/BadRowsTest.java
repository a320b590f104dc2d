package bank.withdrawals.job;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.domain.RejectReason;
import bank.withdrawals.report.RunStatus;
import bank.withdrawals.report.Summary;
import bank.withdrawals.testing.TestDatabase;
import bank.withdrawals.testing.WithdrawalsTester;
import com.opencsv.CSVReader;
import com.opencsv.CSVReaderBuilder;
import com.opencsv.RFC4180ParserBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bad rows, all in one file: each is between two good ones, which are debited. */
class BadRowsTest {

  private static final String HEADER = "request_id,account_id,amount,currency,note";

  private static WithdrawalsTester tester;

  /** Where each bad row starts, by its name. */
  private static final Map<String, Long> lines = new LinkedHashMap<>();

  private static Run first;

  @BeforeAll
  static void run() {
    tester = WithdrawalsTester.over(TestDatabase.HSQLDB, Map.of("withdrawals.job.chunk-size", 7));
    tester.account(1, "1000.00");
    List<String> text = new ArrayList<>(List.of(HEADER, "good,1,1.00,USD,n"));
    long line = 2;
    for (Arguments bad : rows().toList()) {
      String row = bad.get()[1].toString();
      lines.put(bad.get()[0].toString(), ++line);
      text.add(row);
      line += 1 + row.chars().filter(c -> c == '\n').count();
      text.add("good" + line + ",1,1.00,USD,n");
    }
    first = new Run(tester.run(tester.file("day.csv", text.toArray(String[]::new))));
  }

  /** A run with what it decided, by line. */
  private static final class Run {

    private final Summary summary;
    private final Map<Long, String> debits = new TreeMap<>();
    private final Map<Long, String> rejections = new TreeMap<>();

    Run(Summary summary) {
      this.summary = summary;
      collect("SELECT line_number, amount FROM withdrawal WHERE run_id = ?", debits);
      collect("SELECT line_number, reason FROM rejection WHERE run_id = ?", rejections);
    }

    private void collect(String sql, Map<Long, String> into) {
      tester
          .jdbc()
          .query(
              sql,
              row -> {
                into.put(row.getLong(1), row.getString(2).replaceFirst("\\.0+$", ""));
              },
              summary.totals().runId());
    }
  }

  @AfterAll
  static void stop() {
    tester.close();
  }

  static Stream<Arguments> rows() {
    return Stream.of(amounts(), accountIds(), otherCells(), shapes()).flatMap(List::stream);
  }

  private static List<Arguments> amounts() {
    return List.of(
        amount("an exponent", "1e3"),
        amount("an exponent that would fill the memory", "1E999999999"),
        amount("not a number", "NaN"),
        amount("infinity", "Infinity"),
        amount("hexadecimal", "0x10"),
        amount("a plus", "+5"),
        amount("Arabic digits", "\u0661\u0660\u0660"),
        amount("full-width digits", "\uff11\uff10\uff10"),
        amount("a comma for the point", "1,50"),
        amount("a thousands separator", "1,000.00"),
        amount("finer than a cent", "1.005"),
        amount("finer than a cent by a nought", "1.000"),
        amount("nought", "0"),
        amount("nought with cents", "0.00"),
        amount("negative", "-1"),
        amount("negative nought", "-0.00"),
        amount("40 digits", "1".repeat(40)),
        amount("16 digits", "1".repeat(16)),
        amount("40 decimals", "1." + "0".repeat(40)),
        amount("a no-break space at the end", "1.00\u00a0"),
        amount("a no-break space before", "\u00a01.00"),
        amount("a blank at the end", "1.00 "),
        amount("no point's other side", "1."),
        amount("nothing before the point", ".5"),
        amount("a currency sign", "$1.00"),
        amount("a zero-width space", "1\u200b.00"),
        amount("empty", ""),
        amount("a formula", "=1+1"),
        amount("a command", "@SUM(A1)"),
        amount("a tab first", "\t1.00"),
        amount("a carriage return first", "\r1.00"),
        amount("a line of its own", "1\n2026-01-01 forged"));
  }

  private static List<Arguments> accountIds() {
    return List.of(
        accountId("a blank before", " 1"),
        accountId("a blank at the end", "1 "),
        accountId("a blank within", "1 1"),
        accountId("SQL that is always true", "1 OR 1=1"),
        accountId("SQL that drops a table", "1; DROP TABLE account; --"),
        accountId("SQL after a quote", "1' OR '1'='1"),
        accountId("right to left", "\u202e1"),
        accountId("a zero-width space", "1\u200b"),
        accountId("a byte order mark", "\ufeff1"),
        accountId("19 digits", "1000000000000000001"),
        accountId("over a long's range", "9223372036854775808"),
        accountId("wrapping to account 1", "18446744073709551617"),
        accountId("negative", "-1"),
        accountId("a plus", "+1"),
        accountId("a decimal", "1.0"),
        accountId("Arabic digits", "\u0661"),
        accountId("empty", ""),
        accountId("a formula", "=1"),
        accountId("a command", "@1"),
        accountId("a tab first", "\t1"),
        accountId("a carriage return first", "\r1"),
        accountId("ANSI colours", "\u001b[31m1"),
        bad(
            "account: in range and not there",
            "x,999999999999999999,1.00,USD,n",
            RejectReason.ACCOUNT_NOT_FOUND));
  }

  private static List<Arguments> otherCells() {
    return List.of(
        requestId("65 characters", "x".repeat(65)),
        requestId("a number that a spreadsheet has changed", "2.02611E+13"),
        requestId("a blank", "x 1"),
        requestId("a formula", "=x"),
        requestId("a command", "@x"),
        requestId("a minus first", "-x"),
        requestId("a plus first", "+x"),
        requestId("a tab first", "\tx"),
        requestId("a carriage return first", "\rx"),
        requestId("a homoglyph", "\u0445"),
        requestId("ANSI colours", "\u001b[31mx"),
        requestId("a line of its own", "x\n2026-01-01 forged"),
        requestId("SQL", "x'; DELETE FROM withdrawal; --"),
        requestId("a comment sign", "#x"),
        bad("currency: lower case", "x,1,1.00,usd,n", RejectReason.INVALID_CURRENCY),
        bad("currency: a blank", "x,1,1.00,USD ,n", RejectReason.INVALID_CURRENCY),
        bad("currency: none", "x,1,1.00,QQQ,n", RejectReason.INVALID_CURRENCY),
        bad("currency: gold", "x,1,1,XAU,n", RejectReason.INVALID_CURRENCY),
        bad("currency: a homoglyph", "x,1,1.00,U\u0405D,n", RejectReason.INVALID_CURRENCY),
        bad("currency: not the account's", "x,1,1.00,EUR,n", RejectReason.CURRENCY_MISMATCH));
  }

  private static List<Arguments> shapes() {
    return List.of(
        bad("shape: a cell too few", "x,1,1.00,USD", RejectReason.MALFORMED_ROW),
        bad("shape: a cell too many", "x,1,1.00,USD,n,", RejectReason.MALFORMED_ROW),
        bad("shape: a comment", "# 1 January", RejectReason.MALFORMED_ROW),
        bad("shape: a note alone", ",,,,n", RejectReason.INVALID_ACCOUNT_ID),
        bad("shape: a trailer", "TOTAL,,9.00,,2 records", RejectReason.INVALID_ACCOUNT_ID),
        bad("shape: the header again", HEADER, RejectReason.INVALID_ACCOUNT_ID),
        bad("shape: quoted as one", "\"x,1,1.00,USD,n\"", RejectReason.MALFORMED_ROW));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void badRowIsRejectedForItsOwnReason(String name, String row, RejectReason reason) {
    long line = lines.get(name);
    assertThat(first.rejections).containsEntry(line, reason.name());
    assertThat(first.debits)
        .as("the rows before and after")
        .containsEntry(line - 1, "1")
        .containsEntry(line + 1 + row.chars().filter(c -> c == '\n').count(), "1");
  }

  @Test
  void allOtherRowsAreDebitedAndNothingElse() {
    assertThat(first.summary.status()).isEqualTo(RunStatus.COMPLETED);
    assertThat(first.summary.totals().balances()).isTrue();
    assertThat(first.rejections).hasSameSizeAs(lines.keySet());
    assertThat(first.debits).hasSize(lines.size() + 1);
    assertThat(tester.balances()).isEqualTo(Map.of(1L, Integer.toString(1000 - lines.size() - 1)));
    assertThat(tester.events()).hasSize(lines.size() + 1);
  }

  @Test
  void spreadsheetExecutesNoCellOfTheErrorFile() throws Exception {
    assertThat(cells(first.summary))
        .allSatisfy(row -> assertThat(row).noneMatch(cell -> cell.matches("(?s)[=+@\t\r-].*")));
    assertThat(Files.readString(errorFile(first.summary)))
        .contains("\"'=1+1\"", "\"'+5\"", "\"'-1\"", "\"'@SUM(A1)\"", "\"'\t1\"", "\"'\r1\"");
  }

  /** The unchanged error file is run again: the same rows are rejected for the same reasons. */
  @Test
  void guardedCellsAreReadBackUnchanged() throws Exception {
    Path again = Files.copy(errorFile(first.summary), tester.home().resolve("again.csv"));
    Run second = new Run(tester.run(again));
    assertThat(second.rejections.values()).containsExactlyElementsOf(first.rejections.values());
    assertThat(second.debits).isEmpty();
    assertThat(own(second)).isEqualTo(own(first));
  }

  /**
   * The rows' own cells in the error file, except for malformed rows: these grow by the added
   * cells.
   */
  private static List<List<String>> own(Run run) throws Exception {
    int columns = HEADER.split(",").length;
    return cells(run.summary).stream()
        .filter(row -> row.size() == columns + 3)
        .map(row -> row.subList(0, columns))
        .toList();
  }

  private static List<List<String>> cells(Summary summary) throws Exception {
    try (CSVReader reader =
        new CSVReaderBuilder(Files.newBufferedReader(errorFile(summary)))
            .withCSVParser(new RFC4180ParserBuilder().build())
            .withKeepCarriageReturn(true)
            .build()) {
      return reader.readAll().stream().map(List::of).toList();
    }
  }

  private static Path errorFile(Summary summary) {
    return tester.home().resolve("output/" + summary.totals().runId() + "/rejects.csv");
  }

  private static Arguments amount(String name, String cell) {
    return bad("amount: " + name, "x,1," + quoted(cell) + ",USD,n", RejectReason.INVALID_AMOUNT);
  }

  private static Arguments accountId(String name, String cell) {
    return bad(
        "account: " + name, "x," + quoted(cell) + ",1.00,USD,n", RejectReason.INVALID_ACCOUNT_ID);
  }

  private static Arguments requestId(String name, String cell) {
    return bad("request: " + name, quoted(cell) + ",1,1.00,USD,n", RejectReason.INVALID_REQUEST_ID);
  }

  private static Arguments bad(String name, String row, RejectReason reason) {
    return Arguments.of(name, row, reason);
  }

  private static String quoted(String cell) {
    return cell.matches("(?s).*[,\"\n\r].*") ? '"' + cell.replace("\"", "\"\"") + '"' : cell;
  }
}
