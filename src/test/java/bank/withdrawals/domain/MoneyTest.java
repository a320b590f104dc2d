package bank.withdrawals.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MoneyTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "1.",
        ".5",
        "+5",
        "-1",
        "-0.00",
        "1e3",
        "1E999999999",
        "NaN",
        "0x10",
        "1,50",
        "1 ",
        " 1",
        "1\u00a0",
        "١٠٠",
        "1.00000",
        "1234567890123456",
        "1.2.3",
        "Infinity",
        "1_000",
        "１"
      })
  void acceptsOnlyPlainDecimals(String text) {
    assertThat(Money.parse(text)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0.00", "00012.50", "1", "1.0", "999999999999999.9999"})
  void readsPlainDecimalsExactly(String text) {
    assertThat(Money.parse(text)).isEqualTo(new BigDecimal(text));
  }

  @ParameterizedTest
  @CsvSource({"USD,2", "JPY,0", "KWD,3", "CLF,4"})
  void knowsTheDecimalsOfACurrency(String currency, int decimals) {
    assertThat(Money.decimals(currency)).contains(decimals);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "usd", "US", "USDX", "XXX", "XAU", "QQQ"})
  void doesNotKnowOtherCurrencies(String currency) {
    assertThat(Money.decimals(currency)).isEmpty();
  }

  /** A file may name a new currency in every row; that must not use up memory. */
  @Test
  void keepsNoTextThatRowsName() {
    WeakReference<String> kept = new WeakReference<>(lookedUp());
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (kept.get() != null) {
      System.gc();
      assertThat(System.nanoTime()).as("the text is kept").isLessThan(deadline);
    }
  }

  private static String lookedUp() {
    String none = String.valueOf(new char[] {'q', 'q', 'q'});
    assertThat(Money.decimals(none)).isEmpty();
    return none;
  }

  @ParameterizedTest
  @CsvSource({
    "100.0000,USD,100.00",
    "0,USD,0.00",
    "796,USD,796.00",
    "1000,JPY,1000",
    "1.5000,KWD,1.500",
    "0.001,USD,0.001"
  })
  void writesAllDecimalsOfACurrencyAndNeverRounds(BigDecimal amount, String currency, String text) {
    assertThat(Money.format(amount, currency)).isEqualTo(text);
  }

  @Test
  void writesTotalsWithAtLeastTwoDecimals() {
    assertThat(Money.formatTotal(new BigDecimal("1000.0000"))).isEqualTo("1000.00");
    assertThat(Money.formatTotal(new BigDecimal("0.125"))).isEqualTo("0.125");
  }
}
