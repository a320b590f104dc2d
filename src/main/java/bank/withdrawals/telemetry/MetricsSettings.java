package bank.withdrawals.telemetry;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where metrics go; nowhere where neither address is set.
 *
 * @param otlpUrl of a receiver of OTLP over HTTP, such as {@code http://host:4318/v1/metrics}
 * @param pushgatewayUrl of a Prometheus Pushgateway, such as {@code http://host:9091}
 * @param pushgatewayUsername for basic authentication there
 * @param pushgatewayPassword for basic authentication there
 * @param job the label by which the Pushgateway keeps one job's metrics apart from another's
 * @param interval between two pushes of a long run; the last push is at its end, 1 second or more
 * @param timeout how long a receiver may keep a push waiting, above zero up to 30 seconds
 */
@ConfigurationProperties("withdrawals.metrics")
public record MetricsSettings(
    @DefaultValue("") String otlpUrl,
    @DefaultValue("") String pushgatewayUrl,
    @DefaultValue("") String pushgatewayUsername,
    @DefaultValue("") String pushgatewayPassword,
    @DefaultValue("withdrawals") String job,
    @DefaultValue("30s") Duration interval,
    @DefaultValue("2s") Duration timeout) {

  private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(30);

  /** Refuses what cannot work. */
  public MetricsSettings {
    requireHttp("otlp-url", otlpUrl);
    requireHttp("pushgateway-url", pushgatewayUrl);
    if (!job.matches("[A-Za-z0-9_.-]{1,100}")) {
      throw new IllegalArgumentException(
          "withdrawals.metrics.job must be 1 to 100 letters, digits, dots, dashes or underscores");
    }
    if (interval.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("withdrawals.metrics.interval must be 1s or more");
    }
    if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
      throw new IllegalArgumentException(
          "withdrawals.metrics.timeout must be above zero and at most 30s");
    }
  }

  boolean toOtlp() {
    return !otlpUrl.isEmpty();
  }

  boolean toPushgateway() {
    return !pushgatewayUrl.isEmpty();
  }

  /** The text is not told: it may have a password in it. */
  private static void requireHttp(String name, String url) {
    if (!url.isEmpty() && !isHttp(url)) {
      throw new IllegalArgumentException(
          "withdrawals.metrics."
              + name
              + " must be an address that begins with http:// or https://, and have no user in it");
    }
  }

  private static boolean isHttp(String url) {
    try {
      URI uri = new URI(url);
      return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getHost() != null
          && uri.getUserInfo() == null;
    } catch (java.net.URISyntaxException unreadable) {
      return false;
    }
  }
}
