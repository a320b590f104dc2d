package bank.withdrawals.job;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.report.RunStatus;
import bank.withdrawals.report.Summary;
import bank.withdrawals.testing.DatabaseContract;
import bank.withdrawals.testing.TestDatabase;
import bank.withdrawals.testing.WithdrawalsTester;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows name their accounts by id or by number. */
abstract class AccountNumbersContract extends DatabaseContract {

  private static final String IBAN = "DE89370400440532013000";

  AccountNumbersContract(TestDatabase database) {
    super(database);
  }

  /** Field file: an IBAN, and a sort code with an account, work if accounts have such numbers. */
  @Test
  void theFieldFileIsDebited() throws IOException {
    try (WithdrawalsTester tester = tester()) {
      tester
          .account(1, "100.00")
          .account(7, "100.00", IBAN)
          .account(8, "100.00", "12-34-56 00000001");
      Summary summary =
          tester.run(
              tester.file(
                  "acct.csv",
                  Files.readAllLines(Path.of("src/test/resources/field/acct.csv"))
                      .toArray(String[]::new)));
      assertThat(tester.journal())
          .containsExactly("3 W-2 7 10 90", "4 W-3 8 10 90", "6 W-5 1 10 90");
      assertThat(tester.errorFile(summary))
          .containsExactly(
              "request_id,account_id,amount,currency,line_number,reason,message",
              "W-1,1.23457E+11,10.00,USD,2,INVALID_ACCOUNT_ID,Invalid account id: a spreadsheet has"
                  + " made a number of it; import the column as text.",
              "W-4,0 0 0 1,10.00,USD,5,INVALID_ACCOUNT_ID,Invalid account id.");
      assertThat(tester.reconcile().holds()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1000})
  void rowsThatNameOneAccountByIdAndByNumberAreDecidedInFileOrder(int chunkSize) {
    try (WithdrawalsTester tester = tester(chunkSize, chunkSize, 2)) {
      tester.account(7, "100.00", IBAN).account(8, "100.00", "K-17").account(9, "100.00");
      Summary summary =
          tester.run(
              tester.file(
                  "numbers.csv",
                  "request_id,account_id,account_number,amount",
                  "a,7,,60.00", // 2
                  "b,,de89 3704 0044 0532 0130 00,40.01", // 3 a cent too much
                  "c,9,,1.00", // 4
                  "d,DE89370400440532013000,,40.00", // 5 debited to nothing
                  "e,007,DE89370400440532013000,0.01", // 6 nothing left
                  "f,,k-17,30.00", // 7
                  "g,8,,70.00", // 8
                  "h,k - 17,,0.01", // 9 nothing left
                  "a,,DE89370400440532013000,60.00", // 10 the same request as in line 2
                  "i,9,K-17,1.00", // 11 two accounts
                  "j,,K-18,1.00", // 12 no such number
                  "k,,NO9386011117947,1.00", // 13 no such number
                  "c,,NO9386011117947,1.00", // 14 a request id of another account
                  "l,NO9386011117947,,1.00", // 15 no such number
                  "m,,DE88370400440532013000,1.00", // 16 wrong check digits
                  "n,,9,1.00", // 17 an id, not a number
                  "o,,,1.00")); // 18 nothing
      assertThat(tester.journal())
          .containsExactly("2 a 7 60 40", "4 c 9 1 99", "5 d 7 40 0", "7 f 8 30 70", "8 g 8 70 0");
      assertThat(tester.rejections())
          .containsExactly(
              "3 INSUFFICIENT_FUNDS",
              "6 INSUFFICIENT_FUNDS",
              "9 INSUFFICIENT_FUNDS",
              "10 DUPLICATE_REQUEST",
              "11 INVALID_ACCOUNT_ID",
              "12 ACCOUNT_NOT_FOUND",
              "13 ACCOUNT_NOT_FOUND",
              "14 REQUEST_ID_REUSED",
              "15 ACCOUNT_NOT_FOUND",
              "16 INVALID_ACCOUNT_ID",
              "17 INVALID_ACCOUNT_ID",
              "18 INVALID_ACCOUNT_ID");
      assertThat(summary.status()).isEqualTo(RunStatus.COMPLETED);
      assertThat(tester.errorFile(summary))
          .contains(
              "b,,de89 3704 0044 0532 0130 00,40.01,3,INSUFFICIENT_FUNDS,Insufficient funds for"
                  + " account 7.",
              "i,9,K-17,1.00,11,INVALID_ACCOUNT_ID,Account id and account number do not name the"
                  + " same account.",
              "k,,NO9386011117947,1.00,13,ACCOUNT_NOT_FOUND,Account NO9386011117947 not found.",
              "m,,DE88370400440532013000,1.00,16,INVALID_ACCOUNT_ID,Invalid account number: the"
                  + " check digits of the IBAN are wrong.");
      assertThat(tester.records())
          .allSatisfy(
              event ->
                  assertThat(new String(event.value(), StandardCharsets.UTF_8))
                      .contains(
                          Map.of(
                                  "7", "\"accountId\":\"7\",\"accountNumber\":\"" + IBAN + "\",",
                                  "8", "\"accountId\":\"8\",\"accountNumber\":\"K-17\",",
                                  "9", "\"accountId\":\"9\",\"amount\"")
                              .get(event.key())));
      assertThat(tester.reconcile().holds()).isTrue();
    }
  }

  /** The column account_number takes the place of account_id, and the error file comes again. */
  @Test
  void aFileNeedsNoIds() {
    try (WithdrawalsTester tester = tester()) {
      tester.account(8, "10.00", "K-17");
      Summary first =
          tester.run(
              tester.file(
                  "a.csv", "request_id,account_number,amount", "a,k-17,4.00", "b,K-18,6.00"));
      assertThat(tester.rejections()).containsExactly("3 ACCOUNT_NOT_FOUND");
      tester.account(9, "10.00", "K-18");
      tester.run(tester.file("again.csv", tester.errorFile(first).toArray(String[]::new)));
      assertThat(tester.journal()).containsExactly("2 a 8 4 6", "2 b 9 6 4");
    }
  }
}
