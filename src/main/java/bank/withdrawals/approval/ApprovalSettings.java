package bank.withdrawals.approval;

import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of approval.
 *
 * @param required whether every new file has to be approved before it is debited
 * @param user the name of the current user; empty for the operating system's user
 */
@ConfigurationProperties("withdrawals.approval")
public record ApprovalSettings(
    @DefaultValue("false") boolean required, @DefaultValue("") String user) {

  private static final Pattern NAME =
      Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._@\\\\ -]{0,99}");

  /** Checks the values. */
  public ApprovalSettings {
    if (!user.isEmpty() && !isName(user)) {
      throw new IllegalArgumentException(
          "withdrawals.approval.user must be a name of letters, digits, '.', '_', '@' and '-'");
    }
  }

  /** Whether a text can be a person's name. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /** The name of the current user; {@code ?} if the operating system has none. */
  public String currentUser() {
    return user.isEmpty() ? System.getProperty("user.name", "?") : user;
  }
}
