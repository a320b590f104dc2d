package bank.withdrawals.console;

/** A command cannot do what it was asked; the message is a sentence for whoever asked. */
public final class CommandFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public CommandFailedException(String sentence) {
    super(sentence);
  }

  public CommandFailedException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
