package bank.withdrawals.approval;

import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whether files wait for a second person.
 *
 * @param required whether a new file is debited only when it is approved
 * @param user who is at work; empty for the operating system's user
 */
@ConfigurationProperties("withdrawals.approval")
public record ApprovalSettings(
    @DefaultValue("false") boolean required, @DefaultValue("") String user) {

  private static final Pattern NAME =
      Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._@\\\\ -]{0,99}");

  /** Refuses what is no name. */
  public ApprovalSettings {
    if (!user.isEmpty() && !isName(user)) {
      throw new IllegalArgumentException(
          "withdrawals.approval.user must be a name of letters, digits, '.', '_', '@' and '-'");
    }
  }

  /** Whether a person may be called so. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  /** Who is at work; {@code ?} where the operating system has no name for its user. */
  String who() {
    return user.isEmpty() ? System.getProperty("user.name", "?") : user;
  }
}
