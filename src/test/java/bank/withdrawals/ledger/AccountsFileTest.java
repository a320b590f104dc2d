package bank.withdrawals.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bank.withdrawals.csv.CsvLimits;
import bank.withdrawals.domain.Account;
import bank.withdrawals.domain.Account.Status;
import bank.withdrawals.domain.Limits;
import bank.withdrawals.ledger.AccountsFile.Imported;
import bank.withdrawals.ledger.AccountsFile.InvalidAccountsFileException;
import bank.withdrawals.testing.LedgerTables;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

class AccountsFileTest {

  private static final CsvLimits LIMITS = new CsvLimits(65_536, 256);
  private static final String IBAN = "DE89370400440532013000";
  private static final String ALL =
      "the columns are account_id, balance, currency, status, withdrawal_limit, daily_limit,"
          + " account_number";

  private final SingleConnectionDataSource database =
      new SingleConnectionDataSource("jdbc:hsqldb:mem:" + UUID.randomUUID(), "SA", "", true);
  private final JdbcTemplate jdbc = new JdbcTemplate(database);
  private final Accounts accounts = new Accounts(jdbc, new JdbcTransactionManager(database));

  @TempDir private Path directory;

  @BeforeEach
  void makeTables() {
    LedgerTables.create(database);
  }

  @AfterEach
  void dropDatabase() {
    jdbc.execute("SHUTDOWN");
    database.destroy();
  }

  @Test
  void columnsMayComeInAnyOrderAndCaseWithBlanksAroundTheirNames() throws IOException {
    Imported imported =
        read(
            String.join(
                "\r\n",
                "\uFEFF DAILY_LIMIT ,\"account_number\",status, Balance,ACCOUNT_ID,currency",
                "5.00,de89 3704 0044 0532 0130 00,FROZEN,10.50,7,EUR",
                ",,,1,8,",
                ",,,,,",
                "",
                ",\"12-34-56\u00a000000001\",,1,9,"));
    assertThat(imported).isEqualTo(new Imported(3, 0));
    assertThat(all())
        .containsExactly(
            new Account(
                7,
                IBAN,
                new BigDecimal("10.5000"),
                "EUR",
                Status.FROZEN,
                new Limits(null, new BigDecimal("5.0000")),
                null),
            new Account(8, new BigDecimal("1.0000"), "USD", Status.ACTIVE),
            new Account(9, new BigDecimal("1.0000"), "USD", Status.ACTIVE)
                .withNumber("12-34-56 00000001"));
    assertThat(accounts.find(IBAN)).contains(all().get(0));
    assertThat(accounts.find("K-17")).isEmpty();
  }

  @Test
  void anExportIsAnImport() throws IOException {
    read("account_id,balance,account_number,daily_limit\n7,1,K-17,2\n8,2.50,12-34-56 00000001,\n");
    StringWriter exported = new StringWriter();
    AccountsFile.write(accounts, new PrintWriter(exported));
    assertThat(exported.toString().lines())
        .containsExactly(
            "account_id,balance,currency,status,withdrawal_limit,daily_limit,account_number",
            "7,1.00,USD,ACTIVE,,2.00,K-17",
            "8,2.50,USD,ACTIVE,,,12-34-56 00000001");
    List<Account> before = all();
    jdbc.execute("TRUNCATE TABLE account");
    assertThat(read(exported.toString())).isEqualTo(new Imported(2, 0));
    assertThat(all()).isEqualTo(before);
  }

  @Test
  void anAccountThatExistsKeepsItsNumber() throws IOException {
    read("account_id,balance,account_number\n7,1," + IBAN + "\n8,1,\n");
    assertThat(read("account_id,balance,account_number\n7,1,K-17\n8,1,K-18\n9,1,K-19\n"))
        .isEqualTo(new Imported(1, 2));
    assertThat(all()).extracting(Account::number).containsExactly(IBAN, null, "K-19");
  }

  @Test
  void aFileOfSeveralBatches() throws IOException {
    StringBuilder text = new StringBuilder("account_id,balance,account_number\n");
    for (int i = 1; i <= 2_500; i++) {
      text.append(i).append(",1,").append(i % 2 == 0 ? "" : "K-" + i).append('\n');
    }
    assertThat(read(text.toString())).isEqualTo(new Imported(2_500, 0));
    assertThat(read(text.toString())).isEqualTo(new Imported(0, 2_500));
    assertThat(accounts.idsByNumber(List.of("K-1", "K-2499", "K-2"))).hasSize(2);
    // The last of the numbers now belongs to another account.
    assertRefused(
        text.toString().replace("2499,1,", "9999,1,"),
        2_500,
        "account 2499 has this account_number already");
  }

  /** Field file: its status and its limit did not count. */
  @Test
  void misspeltColumnsRefuseTheFile() throws IOException {
    assertRefused(
        field("accounts-misspelt-columns.csv"),
        1,
        "the header has the unknown column state (write status if that is meant) and the unknown"
            + " column daily limit (write daily_limit if that is meant); "
            + ALL);
  }

  /** Field file: the first balance counted. */
  @Test
  void aRepeatedColumnRefusesTheFile() throws IOException {
    assertRefused(
        field("accounts-repeated-column.csv"),
        1,
        "the header has the column balance more than once; remove all but one");
  }

  /** Header, and a part of the sentence about it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "account_id,balance,owner          | the unknown column owner; the columns are",
        "account_id,balance,Account-Number | column Account-Number (write account_number if",
        "account_id,balance,DailyLimit     | column DailyLimit (write daily_limit if",
        "account_id,balance,curr           | column curr (write currency if",
        "account_id,balance,               | a column without a name; the columns are",
        "account id,balance                | column account id (write account_id if",
        "account_id,balance,BALANCE        | the column balance more than once",
        "account_id,balance,a,b,c,d,e,f    | column e and others; the columns are",
        "account_id,currency               | the header must have account_id and balance",
        "1,100.00                          | the header must have account_id and balance; the col",
        "''                                | the header must have account_id and balance"
      })
  void aHeaderWithOtherColumnsIsRefused(String header, String sentence) {
    assertThatThrownBy(() -> read(header + "\n1,2,3\n"))
        .isInstanceOf(InvalidAccountsFileException.class)
        .hasMessageStartingWith("Line 1 of ")
        .hasMessageContaining(sentence)
        .hasMessageNotContaining("100.00");
  }

  /** Row, and the sentence about it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "8,1.00                         | the number of cells differs from the header",
        "x,1.00,                        | account_id must be up to 18 digits",
        "7,1.00,                        | this account is in the file twice",
        "8,1.00,k-17                    | this account_number is in the file twice",
        "8,1.00,DE88370400440532013000  | account_number must be empty, an IBAN with the right",
        "8,1.00,1.23457E+11             | account_number must be empty",
        "8,1.00,00000001                | account_number must be empty",
        "8,1.00,x                       | account_number must be empty",
        "8,1.00,K-5                     | account 5 has this account_number already",
      })
  void aBadRowRefusesTheFile(String row, String sentence) throws IOException {
    read("account_id,balance,account_number\n5,1,K-5\n");
    assertThatThrownBy(() -> read("account_id,balance,account_number\n7,1.00,K-17\n" + row + "\n"))
        .isInstanceOf(InvalidAccountsFileException.class)
        .hasMessageStartingWith("Line 3 of ")
        .hasMessageContaining(sentence)
        .hasMessageEndingWith("No account was opened: fix the line and import again.");
    assertThat(accounts.count()).isEqualTo(1);
  }

  /** The byte is on line 5, because the row on line 3 has a line end in quotes. */
  @Test
  void theLineOfAByteThatIsNotUtf8IsRight() throws IOException {
    String before = "account_id,balance,status\n1,1,\n2,1,\"ACTIVE\"\n3,1,\"\n";
    byte[] bytes = (before + "\u00fc\"\n4,1,\n").getBytes(StandardCharsets.ISO_8859_1);
    Path file = Files.write(directory.resolve("latin-1.csv"), bytes);
    assertThatThrownBy(() -> AccountsFile.read(file, "USD", LIMITS, accounts))
        .hasMessageStartingWith("Line 5 of ")
        .hasMessageContaining(
            ": byte offset %d: the bytes here are not UTF-8; save the file as UTF-8."
                .formatted(before.length()));
    // So is one far behind the first block of the file.
    StringBuilder rows = new StringBuilder("account_id,balance\n");
    for (int i = 1; i <= 100_000; i++) {
      rows.append(i).append(",1.00\n");
    }
    Files.write(file, (rows + "\u00fc,1\n").getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> AccountsFile.read(file, "USD", LIMITS, accounts))
        .hasMessageStartingWith("Line 100002 of ")
        .hasMessageContaining(": byte offset %d: ".formatted(rows.length()));
  }

  @Test
  void aFileThatIsNotThereIsRefused() {
    assertThatThrownBy(() -> AccountsFile.read(directory, "USD", LIMITS, accounts))
        .isInstanceOf(InvalidAccountsFileException.class)
        .hasMessageEndingWith(" is not a file that can be read.");
  }

  private void assertRefused(String text, long line, String sentence) {
    long before = accounts.count();
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(InvalidAccountsFileException.class)
        .hasMessage(
            "Line %d of %s: %s. No account was opened: fix the line and import again.",
            line, directory.resolve("accounts.csv"), sentence);
    assertThat(accounts.count()).isEqualTo(before);
  }

  private Imported read(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("accounts.csv"), text);
    return AccountsFile.read(file, "USD", LIMITS, accounts);
  }

  private static String field(String name) throws IOException {
    return Files.readString(Path.of("src/test/resources/field", name));
  }

  private List<Account> all() {
    List<Account> all = new ArrayList<>();
    accounts.forEach(all::add);
    return all;
  }
}
