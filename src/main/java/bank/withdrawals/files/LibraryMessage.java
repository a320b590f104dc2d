package bank.withdrawals.files;

/** What the exception of a library says, for a sentence of ours. */
public final class LibraryMessage {

  private static final String CLASS_NAMES = "(?:[a-z]\\w*\\.)+[A-Z]\\w*: ";

  private LibraryMessage() {}

  /** The whole message, without names of classes and without the full stop at its end. */
  public static String of(Throwable failure) {
    return plain(String.valueOf(failure.getMessage()));
  }

  /** The first line of the message, likewise. */
  public static String firstLine(Throwable failure) {
    return plain(String.valueOf(failure.getMessage()).lines().findFirst().orElse(""));
  }

  private static String plain(String message) {
    return message.replaceAll(CLASS_NAMES, "").replaceAll("\\.$", "");
  }
}
