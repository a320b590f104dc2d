package bank.withdrawals.console;

import bank.withdrawals.database.DatabaseFailure;
import bank.withdrawals.database.DatabaseRefusedException;
import bank.withdrawals.files.LibraryMessage;
import java.sql.SQLException;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.bind.BindException;

/** Says in one sentence why the program cannot start. */
public final class StartFailure {

  private static final Pattern SETTING = Pattern.compile("withdrawals\\.|spring\\.kafka\\.");

  private StartFailure() {}

  /** The sentence for the most specific cause that an operator can act on. */
  public static String sentence(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof DatabaseRefusedException) {
        return String.valueOf(cause.getMessage());
      }
      if (cause instanceof SQLException) {
        return DatabaseFailure.find(cause).orElseThrow().sentenceAtStart();
      }
      if (cause instanceof IllegalArgumentException setting
          && SETTING.matcher(String.valueOf(setting.getMessage())).lookingAt()) {
        return "Setting " + setting.getMessage() + ".";
      }
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException bind && bind.getProperty() != null) {
        // Without the value: it may be a secret.
        return "Invalid value for %s (%s)."
            .formatted(bind.getProperty().getName(), LibraryMessage.firstLine(root(failure)));
      }
    }
    return "The program cannot start: %s. See data/withdrawals.log."
        .formatted(LibraryMessage.firstLine(root(failure)));
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
