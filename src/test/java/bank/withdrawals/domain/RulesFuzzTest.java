package bank.withdrawals.domain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.List;

/**
 * Any text whatever in the cells of a row, judged by patterns and the JDK's own classes. Runs
 * through the inputs saved beside it; {@code ./mvnw -Pfuzz verify} looks for new ones.
 */
class RulesFuzzTest {

  private static final String AMOUNT = "[0-9]{1,15}(\\.[0-9]{1,4})?";
  private static final String ACCOUNT_ID = "[0-9]{1,18}";
  private static final String SCIENTIFIC = "[0-9]+(\\.[0-9]+)?[Ee][+-]?[0-9]+";
  private static final String REQUEST_ID = "[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,63}";

  @FuzzTest
  void amounts(byte[] bytes) {
    String text = new String(bytes, UTF_8);
    BigDecimal amount = Money.parse(text);
    assertThat(amount != null).as(text).isEqualTo(text.matches(AMOUNT));
    if (amount != null) {
      assertThat(amount).as(text).isEqualTo(new BigDecimal(text));
      assertThat(amount.signum()).as(text).isNotNegative();
    }
  }

  /** Four lines: request id, account id, amount, currency. */
  @FuzzTest
  void rows(byte[] bytes) {
    String[] cells = (new String(bytes, UTF_8) + "\n\n\n\n").split("\n", 5);
    ValidatedRow validated =
        Rules.validate(
            new WithdrawalRow(2, 2, cells[0], cells[1], "", cells[2], cells[3], List.of(), false));

    RejectReason expected = expected(cells[0], cells[1], cells[2], cells[3]);
    if (validated instanceof WithdrawalRequest request) {
      assertThat(expected).isNull();
      assertThat(request)
          .isEqualTo(
              new WithdrawalRequest(
                  2,
                  2,
                  cells[0],
                  Long.parseLong(cells[1]),
                  new BigDecimal(cells[2]),
                  cells[3].isEmpty() ? null : cells[3]));
    } else {
      Rejected rejected = (Rejected) validated;
      assertThat(rejected.reason()).isEqualTo(expected);
      assertThat(rejected.message())
          .matches(
              "(Invalid [a-z ]+|Not as many cells as the header has)(: [^.:]+)?(1234\\.56)?\\.")
          .hasSizeLessThan(200);
    }
  }

  private static RejectReason expected(
      String requestId, String accountId, String amount, String currency) {
    if (!requestId.matches(REQUEST_ID) || requestId.matches(SCIENTIFIC)) {
      return RejectReason.INVALID_REQUEST_ID;
    }
    if (!accountId.matches(ACCOUNT_ID)) {
      return RejectReason.INVALID_ACCOUNT_ID;
    }
    int decimals = decimals(currency);
    if (!amount.matches(AMOUNT)
        || new BigDecimal(amount).signum() == 0
        || (decimals >= 0 && new BigDecimal(amount).scale() > decimals)) {
      return RejectReason.INVALID_AMOUNT;
    }
    return currency.isEmpty() || decimals >= 0 ? null : RejectReason.INVALID_CURRENCY;
  }

  private static int decimals(String currency) {
    return Currency.getAvailableCurrencies().stream()
        .filter(known -> known.getCurrencyCode().equals(currency))
        .mapToInt(Currency::getDefaultFractionDigits)
        .findFirst()
        .orElse(-1);
  }
}
