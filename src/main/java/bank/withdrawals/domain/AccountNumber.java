package bank.withdrawals.domain;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Account numbers, as the world outside names accounts. Each has one normal form, so that two texts
 * that name one account become the same text:
 *
 * <ol>
 *   <li>An IBAN (ISO 13616): two letters of a country, two check digits, 11 to 30 letters and
 *       digits. The check digits must be right (ISO 7064, MOD 97-10). Blanks and hyphens are
 *       removed: {@code DE89370400440532013000}.
 *   <li>A sort code with an account, as in the United Kingdom: 6 digits in pairs, then 8 digits:
 *       {@code 12-34-56 00000001}. At least one blank or hyphen must stand between them.
 *   <li>Any other text of up to 64 letters, digits and {@code - . / _} that starts and ends with a
 *       letter or digit and contains a digit. Blanks are removed.
 * </ol>
 *
 * <p>Letters become upper case. Up to 18 digits alone are an {@linkplain AccountId account id}, not
 * a number. A decimal number, such as {@code 123.0} or {@code 1.23E+11}, is never an account
 * number: a spreadsheet makes such text of ids.
 *
 * @see <a
 *     href="https://www.swift.com/standards/data-standards/iban-international-bank-account-number">IBAN
 *     registry</a>
 */
public final class AccountNumber {

  /** The longest account number, in characters. */
  public static final int MAX_LENGTH = 64;

  /** Longer texts are not looked at; a number in groups of one digit is shorter. */
  private static final int MAX_TEXT = 2 * MAX_LENGTH;

  private static final Pattern ID = Pattern.compile("[0-9]{1,18}");
  private static final Pattern DECIMAL = Pattern.compile("[0-9]+[.][0-9]+");
  private static final Pattern SCIENTIFIC =
      Pattern.compile("[+-]?[0-9]+(?:[.,][0-9]*)?E[+-]?[0-9]+");

  private static final Pattern IBAN = Pattern.compile("[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}");
  private static final Pattern SORT_CODE =
      Pattern.compile("([0-9]{2})([ -]?)([0-9]{2})\\2([0-9]{2})[ -]?([0-9]{8})");
  private static final int SORT_CODE_DIGITS = 14;
  private static final Pattern BLANKS = Pattern.compile("\\p{Z}+");
  private static final Pattern OTHER =
      Pattern.compile("(?=[^0-9]*[0-9])[A-Z0-9](?:[A-Z0-9./_-]{0,62}[A-Z0-9])?");

  private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

  /** Kosovo has IBANs, but no code of ISO 3166. */
  private static final String KOSOVO = "XK";

  private static final int MODULUS = 97;

  private AccountNumber() {}

  /** The normal form of an account number; null if the text is not one. */
  public static @Nullable String parse(String text) {
    if (text.isEmpty() || text.length() > MAX_TEXT) {
      return null;
    }
    String compact = compact(text);
    if (ID.matcher(text).matches() || isDecimal(compact)) {
      return null;
    }
    String sortCode = sortCode(text, compact);
    if (sortCode != null) {
      return sortCode;
    }
    String iban = iban(compact);
    if (iban != null) {
      return hasRightCheckDigits(iban) ? iban : null;
    }
    return OTHER.matcher(compact).matches() && !ID.matcher(compact).matches() ? compact : null;
  }

  /** Whether an account number in its normal form is an IBAN or a sort code with an account. */
  public static boolean isIbanOrSortCode(String number) {
    return iban(number) != null || SORT_CODE.matcher(number).matches();
  }

  /**
   * Why a text is neither an account id nor an account number, if there is more to say than that.
   *
   * @return such as {@code the check digits of the IBAN are wrong}; empty if there is not more to
   *     say
   */
  static String cause(String text) {
    if (text.length() > MAX_TEXT) {
      return "";
    }
    String compact = compact(text);
    if (isDecimal(compact)) {
      return "a spreadsheet has made a number of it; import the column as text";
    }
    String iban = iban(compact);
    if (iban != null && !hasRightCheckDigits(iban)) {
      return "the check digits of the IBAN are wrong";
    }
    return "";
  }

  /** The text in upper case, without blanks of any kind. Letters that are not ASCII stay. */
  private static String compact(String text) {
    StringBuilder compact = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isSpaceChar(c)) {
        compact.append(c >= 'a' && c <= 'z' ? (char) (c - 'a' + 'A') : c);
      }
    }
    return compact.toString();
  }

  private static boolean isDecimal(String compact) {
    return DECIMAL.matcher(compact).matches() || SCIENTIFIC.matcher(compact).matches();
  }

  private static @Nullable String sortCode(String text, String compact) {
    if (compact.length() < SORT_CODE_DIGITS || compact.length() > SORT_CODE_DIGITS + 3) {
      return null;
    }
    for (String candidate : List.of(BLANKS.matcher(text.strip()).replaceAll(" "), compact)) {
      Matcher found = SORT_CODE.matcher(candidate);
      if (found.matches() && !ID.matcher(candidate).matches()) {
        return found.group(1) + '-' + found.group(3) + '-' + found.group(4) + ' ' + found.group(5);
      }
    }
    return null;
  }

  /** The text without hyphens if it has the form of an IBAN, whatever its check digits. */
  private static @Nullable String iban(String compact) {
    String plain = compact.replace("-", "");
    return IBAN.matcher(plain).matches() && isCountry(plain.substring(0, 2)) ? plain : null;
  }

  private static boolean isCountry(String code) {
    return COUNTRIES.contains(code) || code.equals(KOSOVO);
  }

  /**
   * The number that results if the first four characters move to the end and each letter becomes
   * two digits (A is 10, Z is 35) leaves the remainder 1. Check digits are 02 to 98, because others
   * would be a second form of the same number.
   */
  private static boolean hasRightCheckDigits(String iban) {
    int checkDigits = Integer.parseInt(iban.substring(2, 4));
    if (checkDigits < 2 || checkDigits > 98) {
      return false;
    }
    int remainder = 0;
    for (int i = 0; i < iban.length(); i++) {
      int value = Character.digit(iban.charAt((i + 4) % iban.length()), Character.MAX_RADIX);
      remainder = (remainder * (value > 9 ? 100 : 10) + value) % MODULUS;
    }
    return remainder == 1;
  }
}
