package bank.withdrawals.domain;

/** Converts account ids from text to numbers. */
public final class AccountId {

  /** The result of {@link #parse} if the text is not an account id. */
  public static final long NONE = -1;

  private static final int MAX_DIGITS = 18;

  private AccountId() {}

  /**
   * Reads an account id: 1 to 18 ASCII digits. Leading zeros do not count.
   *
   * @return zero or more, or {@link #NONE}
   */
  public static long parse(String text) {
    int length = text.length();
    if (length < 1 || length > MAX_DIGITS) {
      return NONE;
    }
    long number = 0;
    for (int i = 0; i < length; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return NONE;
      }
      number = number * 10 + digit;
    }
    return number;
  }
}
