package bank.withdrawals.console;

/** A command cannot do what the user asked for; the message is a sentence that says why. */
public final class CommandFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public CommandFailedException(String sentence) {
    super(sentence);
  }

  public CommandFailedException(String sentence, Throwable cause) {
    super(sentence, cause);
  }

  /** The failure of a command that names a run that does not exist. */
  public static CommandFailedException unknownRun(long run) {
    return new CommandFailedException(
        "There is no run %d; `status` lists the latest runs.".formatted(run));
  }
}
