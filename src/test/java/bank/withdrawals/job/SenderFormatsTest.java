package bank.withdrawals.job;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.approval.Approval;
import bank.withdrawals.approval.ApprovalResult;
import bank.withdrawals.approval.Approvals;
import bank.withdrawals.domain.Account;
import bank.withdrawals.intake.FileInspector;
import bank.withdrawals.ledger.Accounts;
import bank.withdrawals.ledger.FileRegister;
import bank.withdrawals.report.RunStatus;
import bank.withdrawals.report.Summary;
import bank.withdrawals.run.RunOutcome;
import bank.withdrawals.testing.Faults;
import bank.withdrawals.testing.TestDatabase;
import bank.withdrawals.testing.WithdrawalsTester;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.FileSystemUtils;

/** Files of senders, debited through a format. */
class SenderFormatsTest {

  private static final String SEMICOLON =
      """
      delimiter: semicolon
      columns:
        request_id: Beleg
        account_id: Konto
        amount: Betrag
      amounts:
        decimal: ","
      """;

  private WithdrawalsTester tester;

  @BeforeEach
  void start() {
    tester = WithdrawalsTester.over(TestDatabase.HSQLDB, Map.of("withdrawals.job.chunk-size", 2));
  }

  @AfterEach
  void stop() {
    tester.close();
  }

  /** The accounts 1, 2 and so on by their currencies, and the journal that follows. */
  @ParameterizedTest
  @CsvSource({
    "other-names.csv, UTF-8, USD USD USD EUR, 2 P-2001 1 61 939|3 P-2002 2 12.5 987.5|4 P-2003 4 1000 0",
    "semicolon.csv, UTF-8, EUR EUR EUR, 2 A-1 1 61 939",
    "positions.csv, UTF-8, USD USD USD USD USD, 1 W-301 1 61 939|2 W-302 2 5.25 994.75|3 W-303 5 17 983",
    "preamble-and-trailer.csv, UTF-8, USD USD, 6 T-2 2 2.5 997.5",
    "tabs.txt, UTF-16, USD USD, 2 O-1 1 61 939|3 O-2 2 5 995",
    "windows-1252.csv, windows-1252, EUR EUR, 3 B-1 1 61 939|4 B-2 2 5.5 994.5",
    "minor-units.csv, UTF-8, USD USD JPY BHD, 2 M-1 1 61 939|3 M-2 2 0.05 999.95|4 M-3 3 61 939|5 M-4 4 61.005 938.995",
    "ibans.csv, UTF-8, EUR, 2 E-1 7 61 39",
    "workbook.xlsx, , USD USD, 2 X-1 1 61.1 938.9|3 X-2 2 5 995",
  })
  void templateIsDebited(String file, Charset charset, String currencies, String journal)
      throws IOException {
    long account = 1;
    for (String currency : currencies.split(" ", -1)) {
      tester.account(account++, "1000", currency, Account.Status.ACTIVE);
    }
    tester
        .get(Accounts.class)
        .open(
            List.of(
                new Account(7, new BigDecimal("100.00"), "EUR", Account.Status.ACTIVE)
                    .withNumber("DE89370400440532013000")));
    String name = file.replaceAll("\\..*", "");
    format(name, resource(name + ".yml"));
    Path dropped = tester.home().resolve("input").resolve(name).resolve(file);
    Files.createDirectories(dropped.getParent());
    if (charset == null) {
      writeWorkbook(dropped);
    } else {
      Files.write(dropped, resource(file).getBytes(charset));
    }
    List<Summary> summaries = tester.runInbox();
    assertThat(summaries).extracting(Summary::message).containsExactly("");
    assertThat(summaries).extracting(Summary::status).containsExactly(RunStatus.COMPLETED);
    assertThat(tester.journal()).containsAll(List.of(journal.split("\\|", -1)));
    assertThat(tester.get(FileRegister.class).all().get(0).recipe().format()).isEqualTo(name);
    assertThat(tester.reconcile().holds()).isTrue();
    assertThat(dropped).doesNotExist();
  }

  @Test
  void sameBytesInAnotherFormatAreRefusedUnlessNothingWasDebited() throws IOException {
    format("bank", SEMICOLON);
    format("other", SEMICOLON.replace("Beleg", "Zweck"));
    tester.account(1, "100.00");
    Path file = tester.file("a.csv", "Beleg;Konto;Betrag;Zweck", "B-1;1;5,00;Z-1");
    assertThat(run(file, "bank").status()).isEqualTo(RunStatus.COMPLETED);
    Summary again = run(file, "other");
    assertThat(again.status()).isEqualTo(RunStatus.REFUSED);
    assertThat(again.message()).contains("in the format bank");
    assertThat(tester.journal()).containsExactly("2 B-1 1 5 95");

    Path nothing = tester.file("b.csv", "Beleg;Konto;Betrag;Zweck", "B 2;1;7,00;Z-2");
    assertThat(run(nothing, "bank").totals().rejected().count()).isEqualTo(1);
    assertThat(run(nothing, "other").totals().debited().count()).isEqualTo(1);
    assertThat(tester.journal()).contains("2 Z-2 1 7 88");
    assertThat(run(nothing, "bank").totals().rejected().count()).as("run before").isEqualTo(1);
    assertThat(tester.journal()).hasSize(2);
    assertThat(tester.reconcile().holds()).isTrue();
  }

  /** The refused run has a job instance already, so its content is not new. */
  @Test
  void bytesThatWereRefusedInOneFormatAndDebitedInAnotherStayRefused() throws IOException {
    format("bank", SEMICOLON);
    format("other", SEMICOLON.replace("Beleg", "Zweck"));
    tester.account(1, "100.00");
    Path file = tester.file("a.csv", "Beleg;Konto;Betrag;Zweck", "B-1;1;5,00;Z-1");
    Path control = Files.writeString(file.resolveSibling("a.csv.control"), "records=2\n");
    assertThat(run(file, "bank").status()).isEqualTo(RunStatus.REFUSED);
    Files.delete(control);
    assertThat(run(file, "other").status()).isEqualTo(RunStatus.COMPLETED);
    Summary again = run(file, "bank");
    assertThat(again.status()).isEqualTo(RunStatus.REFUSED);
    assertThat(again.message()).contains("in the format other");
    assertThat(tester.journal()).containsExactly("2 Z-1 1 5 95");
  }

  @Test
  void aDamagedWorkbookIsRefusedAndOthersRun() throws IOException {
    tester.account(1, "100.00");
    Path workbook = tester.home().resolve("input/xlsx/a.xlsx");
    Files.createDirectories(workbook.getParent());
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(workbook))) {
      for (String part : List.of("[Content_Types].xml", "xl/workbook.xml", "xl/styles.xml")) {
        zip.putNextEntry(new ZipEntry(part));
        zip.write("<?xml version='1.0' encoding='UTF-8'?><a>\u00ff</a>".getBytes(ISO_8859_1));
      }
    }
    tester.drop("b.csv", WithdrawalsTester.HEADER, "b,1,1.00");
    assertThat(tester.runInbox())
        .extracting(Summary::status)
        .containsExactlyInAnyOrder(RunStatus.REFUSED, RunStatus.COMPLETED);
    assertThat(tester.journal()).containsExactly("2 b 1 1 99");
  }

  @Test
  void errorFileOfAForeignFormatIsAFileInTheDefaultFormat() throws IOException {
    format("bank", SEMICOLON);
    tester.account(1, "100.00");
    Path file =
        tester.file("a.csv", "Beleg;Konto;Betrag;Notiz", "B-1;1;500,50;=eins", "B-2;1;1,50;zwei");
    Summary summary = run(file, "bank");
    assertThat(tester.errorFile(summary))
        .containsExactly(
            "request_id,account_id,amount,Notiz,line_number,reason,message",
            "B-1,1,500.50,\"'=eins\",2,INSUFFICIENT_FUNDS,Insufficient funds for account 1.");
    tester.account(2, "1000.00");
    List<String> corrected =
        tester.errorFile(summary).stream().map(line -> line.replace(",1,5", ",2,5")).toList();
    tester.run(tester.file("again.csv", corrected.toArray(String[]::new)));
    assertThat(tester.journal()).containsExactly("3 B-2 1 1.5 98.5", "2 B-1 2 500.5 499.5");
  }

  @Test
  void aWrongFormatRefusesItsFilesAndOthersRun() throws IOException {
    format("bank", SEMICOLON.replace("delimiter", "delimeter"));
    tester.account(1, "100.00");
    Path mine = tester.home().resolve("input/bank/a.csv");
    Files.createDirectories(mine.getParent());
    Files.writeString(mine, "Beleg;Konto;Betrag\nB-1;1;5,00\n");
    tester.drop("b.csv", WithdrawalsTester.HEADER, "b,1,1.00");
    List<Summary> summaries = tester.runInbox();
    assertThat(summaries)
        .extracting(Summary::status)
        .containsExactlyInAnyOrder(RunStatus.REFUSED, RunStatus.COMPLETED);
    assertThat(summaries.toString()).contains("bank.yml, line 1");
    assertThat(tester.journal()).containsExactly("2 b 1 1 99");
  }

  @Test
  void aRunThatHasBegunKeepsItsFormat() throws IOException {
    format("bank", SEMICOLON);
    tester.account(1, "100.00");
    Path input = Files.createDirectories(tester.home().resolve("input/bank"));
    Files.writeString(
        input.resolve("a.csv"), "Beleg;Konto;Betrag\nB-1;1;5,00\nB-2;1;6,00\nB-3;1;7,00\n");
    tester
        .faults()
        .failOnce(
            "UPDATE account", 2, Faults.Point.STATEMENT, new SQLException("injected", "XX000"));
    assertThat(tester.runInbox()).extracting(Summary::status).containsExactly(RunStatus.FAILED);
    format("bank", SEMICOLON.replace("\",\"", "\".\""));
    FileSystemUtils.deleteRecursively(tester.home().resolve("data/work"));
    assertThat(tester.runInbox()).extracting(Summary::status).containsExactly(RunStatus.COMPLETED);
    assertThat(tester.journal()).containsExactly("2 B-1 1 5 95", "3 B-2 1 6 89", "4 B-3 1 7 82");
    assertThat(input).isEmptyDirectory();
  }

  @Test
  void anApprovalIsForTheFormatToo() throws IOException {
    tester.close();
    tester =
        WithdrawalsTester.over(
            TestDatabase.HSQLDB,
            Map.of("withdrawals.approval.required", true, "withdrawals.approval.user", "somebody"));
    format("bank", SEMICOLON);
    tester.account(1, "100.00");
    Path file = tester.file("a.csv", "Beleg;Konto;Betrag", "B-1;1;5,00");
    assertThat(outcome(file, "bank")).isInstanceOf(RunOutcome.AwaitsApproval.class);
    Approvals approvals = tester.get(Approvals.class);
    approvals.approve(FileInspector.sha256(file), "bob");
    format("bank", SEMICOLON + "trim: true\n");
    assertThat(outcome(file, "bank"))
        .as("the format has changed")
        .isInstanceOf(RunOutcome.AwaitsApproval.class);
    assertThat(tester.journal()).isEmpty();
    Approval waiting = approvals.waiting().get(0);
    assertThat(approvals.approve(FileInspector.sha256(file), "bob"))
        .as("two formats")
        .isInstanceOf(ApprovalResult.NotApproved.class);
    assertThat(approvals.approve(waiting.shortContent(), "bob"))
        .isInstanceOf(ApprovalResult.Approved.class);
    format("bank", SEMICOLON);
    assertThat(outcome(file, "bank")).isInstanceOf(RunOutcome.Ran.class);
    assertThat(tester.journal()).containsExactly("2 B-1 1 5 95");
  }

  private Summary run(Path file, String format) {
    return ((RunOutcome.Ran) outcome(file, format)).summary();
  }

  private RunOutcome outcome(Path file, String format) {
    return tester
        .outcomes(file, new RunOptions(false, false, false, false, false, false, 0, format))
        .get(0);
  }

  private void format(String name, String text) throws IOException {
    Path formats = Files.createDirectories(tester.home().resolve("formats"));
    Files.writeString(formats.resolve(name + ".yml"), text);
  }

  /** A template, decoded. */
  private static String resource(String name) throws IOException {
    try (InputStream in = SenderFormatsTest.class.getResourceAsStream("/templates/" + name)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private static void writeWorkbook(Path path) throws IOException {
    try (OutputStream out = Files.newOutputStream(path);
        Workbook workbook = new Workbook(out, "test", "1.0")) {
      Worksheet sheet = workbook.newWorksheet("Payments");
      String[] names = {"Payment ID", "Account", "Amount", "Currency"};
      for (int i = 0; i < names.length; i++) {
        sheet.value(0, i, names[i]);
      }
      sheet.value(1, 0, "X-1");
      sheet.value(1, 1, 1);
      sheet.value(1, 2, 61.1);
      sheet.value(1, 3, "USD");
      sheet.value(2, 0, "X-2");
      sheet.value(2, 1, 2);
      sheet.value(2, 2, 5);
      sheet.value(2, 3, "USD");
    }
  }
}
