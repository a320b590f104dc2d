package bank.withdrawals.telemetry;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What is told when a run has ended.
 *
 * @param command for {@code sh -c}, with the summary on its standard input; empty for none
 * @param timeout after which it is killed, above zero up to an hour
 */
@ConfigurationProperties("withdrawals.on-finish")
public record NotificationHookSettings(
    @DefaultValue("") String command, @DefaultValue("60s") Duration timeout) {

  private static final Duration LONGEST = Duration.ofHours(1);

  /** Refuses what cannot work. */
  public NotificationHookSettings {
    if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "withdrawals.on-finish.timeout must be above zero and at most 1h");
    }
  }
}
