package bank.withdrawals.format;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.domain.Money;
import bank.withdrawals.format.AmountNotation.Sign;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountNotationTest {

  private static final AmountNotation COMMA =
      new AmountNotation(',', '.', List.of("€", "EUR"), 0, Sign.REJECT);
  private static final AmountNotation POINT =
      new AmountNotation('.', ',', List.of("$"), 0, Sign.REJECT);
  private static final AmountNotation BLANKS =
      new AmountNotation(',', ' ', List.of(), 0, Sign.NEGATIVE);
  private static final AmountNotation SWISS =
      new AmountNotation('.', '\'', List.of(), 0, Sign.EITHER);
  private static final AmountNotation CENTS =
      new AmountNotation('.', null, List.of(), 2, Sign.EITHER);
  private static final AmountNotation OF_CURRENCY =
      new AmountNotation('.', null, List.of(), AmountNotation.OF_CURRENCY, Sign.REJECT);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "61,00|61.00",
        "1.234,56|1234.56",
        "1.234.567,8|1234567.8",
        "1.234|1234",
        "1234,5|1234.5",
        "007,50|007.50",
        "€ 5,00|5.00",
        "5,00 €|5.00",
        "5,00 EUR|5.00",
        "EUR5|5",
        // Not written this way: what the default format would accept gets a question mark.
        "1.23|1.23?",
        "12.34,5|12.34,5",
        "1.2345,00|1.2345,00",
        "1.234.56|1.234.56",
        ".234,00|.234,00",
        "1234.567,00|1234.567,00",
        "1..234|1..234",
        "5,|5,",
        ",5|,5",
        "5,0,0|5,0,0",
        " 5,00| 5,00",
        "-5,00|-5,00",
        "+5,00|+5,00",
        "$5,00|$5,00",
        "€5,00€|€5,00€",
        "1e3|1e3",
        "٣,00|٣,00",
        "''|''",
        "€|€",
      })
  void commaAndPoints(String cell, String canonical) {
    assertThat(COMMA.canonical(cell, "EUR")).isEqualTo(canonical);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1,234.56|1234.56",
        "$5.00|5.00",
        "12,34.00|12,34.00",
        "1,23|1,23",
        "1234.5|1234.5",
      })
  void pointAndCommas(String cell, String canonical) {
    assertThat(POINT.canonical(cell, "USD")).isEqualTo(canonical);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-1 234,56|1234.56",
        "-1\u00A0234,56|1234.56",
        "-1\u202F234,56|1234.56",
        "1 234,56-|1234.56",
        "\u2212 5,00|\u2212 5,00",
        "\u22125,00|5.00",
        "5,00|+5.00",
        "0|+0",
        "-5.00|-5.00",
      })
  void negativeOnesAreWithdrawals(String cell, String canonical) {
    assertThat(BLANKS.canonical(cell, "EUR")).isEqualTo(canonical);
  }

  @ParameterizedTest
  @CsvSource({
    "-1'234.50, 1234.50",
    "1’234.50, 1234.50",
    "+5, 5",
    "5-, 5",
    "-5-, -5-",
    "--5, --5",
  })
  void eitherSign(String cell, String canonical) {
    assertThat(SWISS.canonical(cell, "CHF")).isEqualTo(canonical);
  }

  @ParameterizedTest
  @CsvSource({
    "12345, 123.45",
    "5, 0.05",
    "-5, 0.05",
    "0, 0.00",
    "123.45, 123.45?",
    "1e2, 1e2",
  })
  void cents(String cell, String canonical) {
    assertThat(CENTS.canonical(cell, "")).isEqualTo(canonical);
  }

  @ParameterizedTest
  @CsvSource({
    "12345, USD, 123.45",
    "12345, JPY, 12345",
    "12345, BHD, 12.345",
    // Without a valid currency, nobody knows; and it must not become 12345.00.
    "12345, XXX, 12345?",
    "12345, '', 12345?",
  })
  void minorUnitsOfTheCurrency(String cell, String currency, String canonical) {
    assertThat(OF_CURRENCY.canonical(cell, currency)).isEqualTo(canonical);
  }

  @Test
  void numbersOfAWorkbookHaveAPoint() {
    assertThat(COMMA.canonicalNumber("1234.5", "EUR")).isEqualTo("1234.5");
    assertThat(COMMA.canonicalNumber("-5", "EUR")).isEqualTo("-5");
    assertThat(BLANKS.canonicalNumber("-5", "EUR")).isEqualTo("5");
    assertThat(CENTS.canonicalNumber("1234", "EUR")).isEqualTo("12.34");
    assertThat(CENTS.canonicalNumber("1234.5", "EUR")).isEqualTo("1234.5?");
  }

  @Test
  void totals() {
    assertThat(COMMA.total("1.234,50", false, "")).isEqualByComparingTo("1234.5");
    assertThat(BLANKS.total("-5,00", false, "")).isEqualByComparingTo("5");
    assertThat(BLANKS.total("5,00", false, "")).isEqualByComparingTo("5");
    assertThat(CENTS.total("500", false, "")).isEqualByComparingTo("5");
    assertThat(COMMA.total("1.23", false, "")).isNull();
    assertThat(COMMA.total("total", false, "")).isNull();
  }

  /** What is not an amount in the notation is not one in the default format either. */
  @ParameterizedTest
  @CsvSource({"1.23", "12345", "0", "999999999999999.9999", "1.2345", "12.30"})
  void nothingBecomesAnAmountByAccident(String plain) {
    AmountNotation comma = new AmountNotation(',', null, List.of(), 0, Sign.NEGATIVE);

    assertThat(Money.parse(comma.canonical(plain, "EUR"))).isNull();
  }
}
