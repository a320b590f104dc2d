package bank.withdrawals.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccountNumberTest {

  private static final String GERMAN = "DE89370400440532013000";

  /** Examples of the public IBAN registry, the shortest and the longest among them. */
  private static final String[] REGISTRY = {
    GERMAN,
    "NO9386011117947",
    "BE68539007547034",
    "NL91ABNA0417164300",
    "CH9300762011623852957",
    "GB29NWBK60161331926819",
    "SA0380000000608010167519",
    "ES9121000418450200051332",
    "FR1420041010050500013M02606",
    "IT60X0542811101000000123456",
    "PL61109010140000071219812874",
    "BR1800360305000010009795493C1",
    "XK051212012345678906",
    "MT84MALT011000012345MTLCAST001S",
    "LC55HEMM000100010012001200023015"
  };

  @Test
  void knowsTheExamplesOfTheRegistry() {
    for (String iban : REGISTRY) {
      assertThat(AccountNumber.parse(iban)).isEqualTo(iban);
      assertThat(AccountNumber.isIbanOrSortCode(iban)).as(iban).isTrue();
    }
  }

  /** MOD 97-10 finds every wrong character, and nearly every two that are interchanged. */
  @Test
  void findsEveryWrongDigitOfAnIban() {
    for (String iban : REGISTRY) {
      for (int i = 2; i < iban.length(); i++) {
        if (Character.isDigit(iban.charAt(i))) {
          char other = iban.charAt(i) == '9' ? '0' : (char) (iban.charAt(i) + 1);
          String wrong = iban.substring(0, i) + other + iban.substring(i + 1);
          assertThat(AccountNumber.parse(wrong)).as(wrong).isNull();
        }
      }
    }
  }

  /** Texts of one account, and its number. */
  @ParameterizedTest
  @CsvSource({
    "DE89 3704 0044 0532 0130 00,          DE89370400440532013000",
    "de89 3704 0044 0532 0130 00,          DE89370400440532013000",
    "' DE89370400440532013000 ',           DE89370400440532013000",
    "DE89-3704-0044-0532-0130-00,          DE89370400440532013000",
    "DE89\u00a03704\u202f0044\u20090532013000, DE89370400440532013000",
    "fr14 2004 1010 0505 0001 3m02 606,    FR1420041010050500013M02606",
    "12-34-56 00000001,                    12-34-56 00000001",
    "12-34-56  00000001,                   12-34-56 00000001",
    "12-34-56-00000001,                    12-34-56 00000001",
    "12-34-56 0000 0001,                   12-34-56 00000001",
    "12-34-5600000001,                     12-34-56 00000001",
    "12 34 56 00000001,                    12-34-56 00000001",
    "123456 00000001,                      12-34-56 00000001",
    "123456-00000001,                      12-34-56 00000001",
    "k-17,                                 K-17",
    "K - 17,                               K-17",
    "8601.11.17947,                        8601.11.17947",
    "19-2000145399/0800,                   19-2000145399/0800",
    "01-0902-0068389-00,                   01-0902-0068389-00",
    "12345678901234567890,                 12345678901234567890",
    "a1,                                   A1",
    // Not the code of a country, so not an IBAN with wrong check digits.
    "ZZ00123456789012345,                  ZZ00123456789012345",
  })
  void hasOneNormalForm(String text, String number) {
    assertThat(AccountNumber.parse(text)).isEqualTo(number);
    assertThat(AccountNumber.parse(number)).as("the normal form of itself").isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "1",
        "00000001",
        "0 0 0 1",
        "123456789012345678", // ids
        "1.23457E+11",
        "1,23457E+11",
        "1E11",
        "1e5",
        "2.02611E+13",
        "1.E+5",
        "12.5e-3", // scientific
        "1.5",
        "123.0", // decimals
        "x",
        "account",
        "-",
        "-1",
        "K-",
        "/1",
        "1'",
        "K_", // no digit, or a separator at an end
        "1 OR 1=1",
        "a1;b",
        "é1",
        "ı1",
        "１２３Ａ",
        "a\t1",
        "a1\n",
        "=1+1",
        "'1",
        "@a1", // characters
        "DE88370400440532013000",
        "DE8937040044053201300",
        "DE89-3704-0044-0532-0130-01"
      })
  void everythingElseIsNotANumber(String text) {
    assertThat(AccountNumber.parse(text)).isNull();
  }

  /** The check digits 99, 00 and 01 leave the same remainder as 02, 97 and 98. */
  @ParameterizedTest
  @CsvSource({"02, 99", "97, 00", "98, 01"})
  void anIbanHasOnlyOnePairOfRightCheckDigits(String right, String wrong) {
    String account =
        LongStream.range(100_000_000_000L, 100_000_001_000L)
            .mapToObj(Long::toString)
            .filter(number -> AccountNumber.parse("NO" + right + number) != null)
            .findFirst()
            .orElseThrow();
    assertThat(AccountNumber.parse("NO" + wrong + account)).isNull();
  }

  @Test
  void isAtMost64CharactersLong() {
    String longest = "A".repeat(63) + "1";
    assertThat(AccountNumber.parse(longest)).isEqualTo(longest);
    assertThat(AccountNumber.parse("A" + longest)).isNull();
    assertThat(AccountNumber.parse(" ".repeat(64) + longest)).isEqualTo(longest);
    assertThat(AccountNumber.parse("1A".repeat(100_000))).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "1.23457E+11, a spreadsheet has made a number of it; import the column as text",
    "1e5,         a spreadsheet has made a number of it; import the column as text",
    "'1,2E+5',    a spreadsheet has made a number of it; import the column as text",
    "de88 3704 0044 0532 0130 00, the check digits of the IBAN are wrong",
    "123.0,       a spreadsheet has made a number of it; import the column as text",
    "x,           ''",
    "'',          ''"
  })
  void saysWhatIsWrong(String text, String cause) {
    assertThat(AccountNumber.cause(text)).isEqualTo(cause);
  }

  @ParameterizedTest
  @ValueSource(strings = {"K-17", "8601.11.17947", "12345678901234567890", "A1"})
  void otherIdentifiersAreNotIbans(String number) {
    assertThat(AccountNumber.isIbanOrSortCode(number)).isFalse();
  }
}
