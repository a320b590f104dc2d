package bank.withdrawals.telemetry;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The command that is run when a run has ended.
 *
 * @param command the text for {@code sh -c}; empty for no command
 * @param timeout the command is killed after this time; above zero and at most one hour
 */
@ConfigurationProperties("withdrawals.on-finish")
public record NotificationHookSettings(
    @DefaultValue("") String command, @DefaultValue("60s") Duration timeout) {

  private static final Duration LONGEST = Duration.ofHours(1);

  /** Refuses invalid values. */
  public NotificationHookSettings {
    if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "withdrawals.on-finish.timeout must be above zero and at most 1h");
    }
  }
}
