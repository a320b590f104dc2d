package bank.withdrawals.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RulesTest {

  private static final LocalDate DAY = LocalDate.parse("2030-01-02");

  private static final Account ACTIVE = account("100.00", Account.Status.ACTIVE);

  /** Request id, account, amount, currency; then the reason, or nothing if the row is valid. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "r-1,          1, 10.00, USD, -",
        "r-1,          1, 10.00, '',  -",
        "A,            0, 0.01,  USD, -",
        "a:b/c@d+e_f.g,1, 10,    JPY, -",
        "'',           1, 10.00, USD, INVALID_REQUEST_ID",
        "'r 1',        1, 10.00, USD, INVALID_REQUEST_ID",
        "2.02611E+13,  1, 10.00, USD, INVALID_REQUEST_ID",
        "2E+13,        1, 10.00, USD, INVALID_REQUEST_ID",
        "1.5e-7,       1, 10.00, USD, INVALID_REQUEST_ID",
        "2.02611E13,   1, 10.00, USD, INVALID_REQUEST_ID",
        "1E5,          1, 10.00, USD, INVALID_REQUEST_ID",
        "INV1E5,       1, 10.00, USD, -",
        "7E2-A,        1, 10.00, USD, -",
        "7E2A,         1, 10.00, USD, -",
        "1.E5,         1, 10.00, USD, -",
        "1E,           1, 10.00, USD, -",
        "1E+,          1, 10.00, USD, -",
        "E5,           1, 10.00, USD, -",
        "1.2.3E4,      1, 10.00, USD, -",
        "1E5:2,        1, 10.00, USD, -",
        "0f1e5,        1, 10.00, USD, -",
        "20261125000101,1,10.00, USD, -",
        "=r,           1, 10.00, USD, INVALID_REQUEST_ID",
        "-r,           1, 10.00, USD, INVALID_REQUEST_ID",
        "é,            1, 10.00, USD, INVALID_REQUEST_ID",
        "r-1,         '', 10.00, USD, INVALID_ACCOUNT_ID",
        "r-1,        ' 1',10.00, USD, INVALID_ACCOUNT_ID",
        "r-1,         -1, 10.00, USD, INVALID_ACCOUNT_ID",
        "r-1,1234567890123456789,1,USD, INVALID_ACCOUNT_ID",
        "r-1,      1 OR 1=1,1.00, USD, INVALID_ACCOUNT_ID",
        "r-1,          1, 0,     USD, INVALID_AMOUNT",
        "r-1,          1, 0.00,  '',  INVALID_AMOUNT",
        "r-1,          1, -1,    USD, INVALID_AMOUNT",
        "r-1,          1, 1.005, USD, INVALID_AMOUNT",
        "r-1,          1, 1.5,   JPY, INVALID_AMOUNT",
        "r-1,          1, 1.0001,USD, INVALID_AMOUNT",
        "r-1,          1, 10.00, usd, INVALID_CURRENCY",
        "r-1,          1, 10.00, XXX, INVALID_CURRENCY",
        "r-1,          1, 10.00, US,  INVALID_CURRENCY",
        // Precedence: each row breaks its own rule and all later ones.
        "'r 1',       '', 0,     usd, INVALID_REQUEST_ID",
        "r-1,         '', 0,     usd, INVALID_ACCOUNT_ID",
        "r-1,          1, 0,     usd, INVALID_AMOUNT",
      })
  void validatesARowByItself(
      String requestId, String accountId, String amount, String currency, RejectReason reason) {
    ValidatedRow validated = Rules.validate(row(requestId, accountId, amount, currency));
    if (reason == null) {
      assertThat(validated).isInstanceOf(WithdrawalRequest.class);
    } else {
      assertThat(validated)
          .isInstanceOfSatisfying(
              Rejected.class, rejected -> assertThat(rejected.reason()).isEqualTo(reason));
    }
  }

  /** Id, number; then the number that no account has, or the sentence of an INVALID_ACCOUNT_ID. */
  @ParameterizedTest
  @CsvSource({
    "DE89370400440532013000, '', DE89370400440532013000, ''",
    "'', de89 3704 0044 0532 0130 00, DE89370400440532013000, ''",
    "12-34-56 00000001, '', 12-34-56 00000001, ''",
    "' ', k-17, K-17, ''",
    "DE89370400440532013000, DE89 370400440532013000, DE89370400440532013000, ''",
    "1, DE89370400440532013000, '', Account id and account number do not name the same account.",
    "K-17, K-18, '', Account id and account number do not name the same account.",
    "DE88370400440532013000, '', '', Invalid account id: the check digits of the IBAN are wrong.",
    "'', DE88370400440532013000, '', Invalid account number: the check digits of the IBAN are wrong.",
    "1, DE88370400440532013000, '', Invalid account number: the check digits of the IBAN are wrong.",
    "1.23457E+11, '', '', 'Invalid account id: a spreadsheet has made a number of it; import the column as text.'",
    "'', 1.23457E+11, '', 'Invalid account number: a spreadsheet has made a number of it; import the column as text.'",
    "0 0 0 1, '', '', Invalid account id.",
    "k-17, '', '', Invalid account id.",
    "'', '', '', Invalid account id.",
    "'', 0001, '', Invalid account number.",
    "'', x, '', Invalid account number.",
  })
  void aNumberNamesAnAccountToo(String id, String number, String unknown, String sentence) {
    WithdrawalRow row = new WithdrawalRow(2, 2, "r-1", id, number, "10", "USD", List.of(), false);
    assertThat(Rules.validate(row))
        .isEqualTo(
            sentence.isEmpty()
                ? new WithdrawalRequest(2, 2, "r-1", AccountId.NONE, BigDecimal.TEN, "USD", unknown)
                : new Rejected(
                    2, 2, "r-1", null, BigDecimal.TEN, RejectReason.INVALID_ACCOUNT_ID, sentence));
  }

  @Test
  void anAccountNumberThatNoAccountHasIsNotFound() {
    WithdrawalRequest request =
        new WithdrawalRequest(2, 2, "r-1", AccountId.NONE, BigDecimal.TEN, "USD", "K-17");
    assertThat(Rules.decide(request, null, null, DAY))
        .isEqualTo(
            new Rejected(
                2,
                2,
                "r-1",
                null,
                BigDecimal.TEN,
                RejectReason.ACCOUNT_NOT_FOUND,
                "Account K-17 not found."));
    assertThat(Rules.decide(request, null, new PriorDebit(1, BigDecimal.TEN), DAY))
        .isInstanceOfSatisfying(
            Rejected.class,
            rejected -> assertThat(rejected.reason()).isEqualTo(RejectReason.REQUEST_ID_REUSED));
  }

  @Test
  void wrongNumberOfCellsIsReportedFirst() {
    ValidatedRow validated =
        Rules.validate(new WithdrawalRow(7, 7, "", "", "", "", "", List.of("x"), true));
    assertThat(validated)
        .isEqualTo(
            new Rejected(
                7,
                7,
                null,
                null,
                null,
                RejectReason.MALFORMED_ROW,
                "Not as many cells as the header has."));
  }

  @Test
  void rejectionKeepsTheCellsThatCouldBeRead() {
    assertThat(Rules.validate(row("r-1", "x", "12.50", "USD")))
        .isEqualTo(
            new Rejected(
                2,
                2,
                "r-1",
                null,
                new BigDecimal("12.50"),
                RejectReason.INVALID_ACCOUNT_ID,
                "Invalid account id."));
  }

  /** In order of precedence: each case breaks its own rule and all later ones. */
  static Stream<Arguments> decisions() {
    Account frozenEuro = new Account(1, new BigDecimal("5"), "EUR", Account.Status.FROZEN);
    Account closed = account("5", Account.Status.CLOSED);
    PriorDebit same = new PriorDebit(1, new BigDecimal("10.0000"));
    PriorDebit otherAmount = new PriorDebit(1, new BigDecimal("9"));
    PriorDebit otherAccount = new PriorDebit(2, new BigDecimal("10"));
    return Stream.of(
        Arguments.of(request("10.001", null), frozenEuro, otherAmount, RejectReason.INVALID_AMOUNT),
        Arguments.of(request("10", "USD"), frozenEuro, same, RejectReason.DUPLICATE_REQUEST),
        Arguments.of(request("10", "USD"), null, same, RejectReason.DUPLICATE_REQUEST),
        Arguments.of(request("10", "USD"), frozenEuro, otherAmount, RejectReason.REQUEST_ID_REUSED),
        Arguments.of(request("10", "USD"), null, otherAccount, RejectReason.REQUEST_ID_REUSED),
        Arguments.of(request("10", "USD"), null, null, RejectReason.ACCOUNT_NOT_FOUND),
        Arguments.of(request("10", "USD"), frozenEuro, null, RejectReason.ACCOUNT_NOT_ACTIVE),
        Arguments.of(request("10", "USD"), closed, null, RejectReason.ACCOUNT_NOT_ACTIVE),
        Arguments.of(request("101", "EUR"), ACTIVE, null, RejectReason.CURRENCY_MISMATCH),
        // Fine enough for the currency it names, too fine for the account's.
        Arguments.of(request("1.001", "KWD"), ACTIVE, null, RejectReason.CURRENCY_MISMATCH),
        Arguments.of(
            request("50.01", "EUR"), limited("50", "500"), null, RejectReason.CURRENCY_MISMATCH),
        Arguments.of(
            request("100.01", "USD"), limited("100", null), null, RejectReason.LIMIT_EXCEEDED),
        Arguments.of(
            request("100.01", "USD"), limited(null, "129"), null, RejectReason.LIMIT_EXCEEDED),
        Arguments.of(
            request("100.01", "USD"), limited("101", "131"), null, RejectReason.INSUFFICIENT_FUNDS),
        Arguments.of(request("100.01", "USD"), ACTIVE, null, RejectReason.INSUFFICIENT_FUNDS));
  }

  @ParameterizedTest
  @MethodSource("decisions")
  void givesTheFirstReasonThatApplies(
      WithdrawalRequest request, Account account, PriorDebit prior, RejectReason reason) {
    assertThat(Rules.decide(request, account, prior, DAY))
        .isInstanceOfSatisfying(
            Rejected.class, rejected -> assertThat(rejected.reason()).isEqualTo(reason));
  }

  @ParameterizedTest
  @CsvSource({"100.00,0.00", "99.99,0.01", "0.01,99.99", "100,0.00"})
  void debitsDownToZero(BigDecimal amount, BigDecimal left) {
    WithdrawalRequest request = request(amount.toPlainString(), null);
    assertThat(Rules.decide(request, ACTIVE, null, DAY))
        .isInstanceOfSatisfying(
            Debited.class,
            debited -> assertThat(debited.balanceAfter()).isEqualByComparingTo(left));
  }

  private static WithdrawalRow row(
      String requestId, String accountId, String amount, String currency) {
    return new WithdrawalRow(2, 2, requestId, accountId, "", amount, currency, List.of(), false);
  }

  private static WithdrawalRequest request(String amount, String currency) {
    return new WithdrawalRequest(2, 2, "r-1", 1, new BigDecimal(amount), currency);
  }

  /** An account with 100.00, of which 29.00 were withdrawn today and 1000.00 yesterday. */
  private static Account limited(String perWithdrawal, String perDay) {
    Limits limits =
        new Limits(
            perWithdrawal == null ? null : new BigDecimal(perWithdrawal),
            perDay == null ? null : new BigDecimal(perDay));
    Account yesterday =
        new Account(1, new BigDecimal("1129.00"), "USD", Account.Status.ACTIVE, limits, null)
            .debited(new BigDecimal("1000.00"), DAY.minusDays(1));
    return yesterday.debited(new BigDecimal("29.00"), DAY);
  }

  private static Account account(String balance, Account.Status status) {
    return new Account(1, new BigDecimal(balance), "USD", status);
  }
}
