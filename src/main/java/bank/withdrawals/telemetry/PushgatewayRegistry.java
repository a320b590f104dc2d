package bank.withdrawals.telemetry;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.ipc.http.HttpSender;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Pushes metrics in Prometheus's format, because this process is too short-lived to be scraped. It
 * uses POST, which replaces only metrics of the same name: after a failed run, the Pushgateway
 * still has the time of the last successful one.
 */
final class PushgatewayRegistry extends PrometheusMeterRegistry {

  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private final TimeBoundedSender sender;
  private volatile URL url;
  private final Map<String, String> headers = new HashMap<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "pushgateway");
            thread.setDaemon(true);
            return thread;
          });
  private final ScheduledFuture<?> pushes;

  PushgatewayRegistry(MetricsSettings settings) {
    super(new Defaults(), new PrometheusRegistry(), Clock.SYSTEM);
    sender = new TimeBoundedSender("Pushgateway", settings.timeout());
    url =
        address(settings.pushgatewayUrl().replaceAll("/+$", "") + "/metrics/job/" + settings.job());
    headers.put("Content-Type", TEXT);
    if (!settings.pushgatewayUsername().isEmpty()) {
      String login = settings.pushgatewayUsername() + ":" + settings.pushgatewayPassword();
      headers.put(
          "Authorization",
          "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
    }
    long interval = settings.interval().toMillis();
    pushes = timer.scheduleWithFixedDelay(this::push, interval, interval, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    if (!isClosed()) {
      pushes.cancel(true);
      timer.shutdownNow();
      push();
    }
    super.close();
  }

  private synchronized void push() {
    byte[] text = scrape(TEXT).getBytes(StandardCharsets.UTF_8);
    sender.send(new HttpSender.Request(url, text, HttpSender.Method.POST, headers));
  }

  /**
   * Pushes to a group of its own from now on. A push replaces all metrics of the same name in its
   * group, also those of other processes.
   */
  void groupBy(String label, String value) {
    String text = Base64.getUrlEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
    url = address("%s/%s@base64/%s".formatted(url, label, text));
  }

  private static URL address(String text) {
    try {
      return URI.create(text).toURL();
    } catch (IOException unknownProtocol) {
      throw new UncheckedIOException(unknownProtocol);
    }
  }

  /** Reads no properties: all settings are in {@link MetricsSettings}. */
  private static final class Defaults implements PrometheusConfig {

    @Override
    public @Nullable String get(String key) {
      return null;
    }
  }
}
