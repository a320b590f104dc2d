package bank.withdrawals.telemetry;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where metrics are pushed to. Without an address there are no metrics.
 *
 * @param otlpUrl a receiver of OTLP over HTTP, such as {@code http://host:4318/v1/metrics}; empty
 *     if unset
 * @param pushgatewayUrl a Prometheus Pushgateway, such as {@code http://host:9091}; empty if unset
 * @param pushgatewayUsername for basic authentication; empty for none
 * @param pushgatewayPassword for basic authentication
 * @param job the label that separates the metrics of different jobs in the Pushgateway
 * @param interval the time between two pushes during a run, at least 1 second; one more push
 *     follows at the end
 * @param timeout the longest time that one push may take, above zero and at most 30 seconds
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

  /** Refuses invalid values. */
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

  /** The message does not quote the URL, because it may contain a password. */
  private static void requireHttp(String name, String url) {
    if (!url.isEmpty() && !isHttp(url)) {
      throw new IllegalArgumentException(
          "withdrawals.metrics."
              + name
              + " must be an address that begins with http:// or https:// and has no user in it");
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
