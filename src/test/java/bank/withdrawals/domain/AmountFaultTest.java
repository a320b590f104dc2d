package bank.withdrawals.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AmountFaultTest {

  private static final String BLANK = "it contains a blank or a line end";
  private static final String NO_BREAK = "it contains a no-break space or another special blank";
  private static final String THOUSANDS = "it has a thousands separator";
  private static final String DECIMAL = "it has a decimal comma; write a point";
  private static final String EITHER =
      "it has a comma; write no thousands separator, and a point before the decimals";

  static List<Arguments> causes() {
    return List.of(
        Arguments.of("", "it is empty"),
        Arguments.of(" ", BLANK),
        Arguments.of(" 5.00", BLANK),
        Arguments.of("5.00 ", BLANK),
        Arguments.of("1 234.56", BLANK),
        Arguments.of("5.00\n", BLANK),
        Arguments.of("5.00\u00a0", NO_BREAK),
        Arguments.of("1\u202f234,56", NO_BREAK),
        Arguments.of("5\u200b.00", "it contains an invisible character"),
        Arguments.of("\ufeff5.00", "it contains an invisible character"),
        Arguments.of("$5.00", "it contains a currency sign"),
        Arguments.of("5.00€", "it contains a currency sign"),
        Arguments.of("USD5", "it contains letters"),
        Arguments.of("NaN", "it contains letters"),
        Arguments.of("0x10", "it contains letters"),
        Arguments.of("1e", "it contains letters"),
        Arguments.of("1e3", "it is in scientific notation"),
        Arguments.of("1.5E+13", "it is in scientific notation"),
        Arguments.of("-1,5E-7", "it is in scientific notation"),
        Arguments.of("\u0661\u0660", "it has other digits than 0 to 9"),
        Arguments.of("\uff15", "it has other digits than 0 to 9"),
        Arguments.of("-5", "it has a sign"),
        Arguments.of("+5.00", "it has a sign"),
        Arguments.of("5.00-", "it has a sign"),
        Arguments.of("(5.00)", "it has a sign"),
        Arguments.of("-0.00", "it has a sign"),
        Arguments.of("'5.00", "it starts with an apostrophe"),
        Arguments.of("1'234.56", THOUSANDS),
        Arguments.of("1\u2019234", THOUSANDS),
        Arguments.of("1_000", THOUSANDS),
        Arguments.of("1,234.56", THOUSANDS),
        Arguments.of("1,234,567", THOUSANDS),
        Arguments.of("1.234.567", THOUSANDS),
        Arguments.of("61,00", DECIMAL),
        Arguments.of("1.234,56", DECIMAL),
        Arguments.of("0,5", DECIMAL),
        Arguments.of("1,234", EITHER),
        Arguments.of(".5", "it has no digit before or after the point"),
        Arguments.of("1.", "it has no digit before or after the point"),
        Arguments.of(".", "it has no digit before or after the point"),
        Arguments.of("1234567890123456", "it has more than 15 digits before the point"),
        Arguments.of("1234567890123456.5", "it has more than 15 digits before the point"),
        Arguments.of("1.00000", "it has more than 4 decimals"),
        Arguments.of("5%", "it is not a number such as 1234.56"),
        Arguments.of("\u22125", "it is not a number such as 1234.56"));
  }

  @ParameterizedTest
  @MethodSource("causes")
  void rejectionNamesTheCause(String amount, String cause) {
    assertThat(message(amount, "USD"))
        .isEqualTo("Invalid withdrawal amount: " + cause + ".")
        .hasSizeLessThanOrEqualTo(200);
  }

  @Test
  void tooManyDecimalsNamesTheCurrency() {
    assertThat(message("1.005", "USD"))
        .isEqualTo("Invalid withdrawal amount: it has more decimals than USD.");
    WithdrawalRequest request = new WithdrawalRequest(2, 2, "r-1", 1, new BigDecimal("1.5"), null);
    Account yen = new Account(1, new BigDecimal("100"), "JPY", Account.Status.ACTIVE);
    assertThat(Rules.decide(request, yen, null, LocalDate.parse("2030-01-02")))
        .isInstanceOfSatisfying(
            Rejected.class,
            rejected ->
                assertThat(rejected.message())
                    .isEqualTo("Invalid withdrawal amount: it has more decimals than JPY."));
  }

  /** The sentence of the original program. */
  @Test
  void zeroHasNoCause() {
    assertThat(message("0", "")).isEqualTo("Invalid withdrawal amount.");
    assertThat(message("0.00", "USD")).isEqualTo("Invalid withdrawal amount.");
  }

  private static String message(String amount, String currency) {
    WithdrawalRow row = new WithdrawalRow(2, 2, "r-1", "1", "", amount, currency, List.of(), false);
    Rejected rejected = (Rejected) Rules.validate(row);
    assertThat(rejected.reason()).isEqualTo(RejectReason.INVALID_AMOUNT);
    return rejected.message();
  }
}
