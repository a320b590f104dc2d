package bank.withdrawals.format;

/** The text of a format is wrong. The message says what is wrong and what to do, no full stop. */
final class WrongFormatException extends Exception {

  private static final long serialVersionUID = 1L;

  private final int line;

  /**
   * A fault in a format.
   *
   * @param line physical line of the text, the first is 1
   */
  WrongFormatException(String sentence, int line) {
    super(sentence, null, false, false);
    this.line = line;
  }

  int line() {
    return line;
  }
}
