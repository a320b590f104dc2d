package bank.withdrawals.stores;

/** The settings do not name the stores of a command; the message is a sentence with the remedy. */
public final class SettingsRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  SettingsRefusedException(String sentence) {
    super(sentence);
  }

  SettingsRefusedException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
