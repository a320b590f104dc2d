package bank.withdrawals.console;

import java.sql.SQLException;
import java.util.regex.Pattern;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.springframework.boot.context.properties.bind.BindException;

/** Says in one sentence why the program cannot start. */
public final class StartFailure {

  private static final Pattern SETTING = Pattern.compile("withdrawals\\.|spring\\.kafka\\.");
  private static final String CLASS_NAMES = "(?:[a-z]\\w*\\.)+[A-Z]\\w*: ";

  private StartFailure() {}

  /** The sentence for the most specific cause that an operator can act on. */
  public static String sentence(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof FlywayValidateException && !isUnfinishedMigration(cause)) {
        return "The database was made by another build of this program, which this one cannot"
            + " read: use an empty database, or the build that made it.";
      }
      if (cause instanceof SQLException sql) {
        if (String.valueOf(sql.getMessage()).contains("pooling mode")) {
          return "The address of the database is that of a pooler that lends a database session for"
              + " one statement (%s). Nothing was done: use session pooling or a direct address in"
                  .formatted(firstLine(sql))
              + " SPRING_DATASOURCE_URL.";
        }
        return ("The database cannot be used (SQLSTATE %s: %s). Nothing was done: start it, or fix"
                + " SPRING_DATASOURCE_URL, _USERNAME and _PASSWORD.")
            .formatted(sql.getSQLState(), firstLine(sql));
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
            .formatted(bind.getProperty().getName(), firstLine(root(failure)));
      }
    }
    return "The program cannot start: %s. See data/withdrawals.log."
        .formatted(firstLine(root(failure)));
  }

  private static boolean isUnfinishedMigration(Throwable failure) {
    return String.valueOf(failure.getMessage()).contains("Detected failed migration");
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  private static String firstLine(Throwable failure) {
    return String.valueOf(failure.getMessage())
        .lines()
        .findFirst()
        .orElse("")
        .replaceAll(CLASS_NAMES, "")
        .replaceAll("\\.$", "");
  }
}
