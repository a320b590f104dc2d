package bank.withdrawals.telemetry;

import bank.withdrawals.outbox.Outbox;
import bank.withdrawals.report.RunTotalsReader;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.registry.otlp.OtlpConfig;
import io.micrometer.registry.otlp.OtlpHttpMetricsSender;
import io.micrometer.registry.otlp.OtlpMeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/**
 * Creates the receivers of metrics that the settings name. If they name none, no bean is created
 * and no class of a receiver is loaded. The last push happens when the application context closes.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(MetricsConfiguration.IsConfigured.class)
@EnableConfigurationProperties(MetricsSettings.class)
class MetricsConfiguration {

  /** Closing it pushes the metrics once more. */
  @Bean
  CompositeMeterRegistry meters(MetricsSettings settings) {
    CompositeMeterRegistry meters = new CompositeMeterRegistry();
    if (settings.toOtlp()) {
      meters.add(otlp(settings));
    }
    if (settings.toPushgateway()) {
      meters.add(new PushgatewayRegistry(settings));
    }
    return meters;
  }

  @Bean
  RunMetrics runMetrics(
      CompositeMeterRegistry meters, RunTotalsReader totals, Outbox outbox, java.time.Clock clock) {
    return new RunMetrics(meters, totals, outbox, clock);
  }

  private static MeterRegistry otlp(MetricsSettings settings) {
    return OtlpMeterRegistry.builder(new Otlp(settings))
        .clock(Clock.SYSTEM)
        .metricsSender(
            new OtlpHttpMetricsSender(new TimeBoundedSender("OTLP receiver", settings.timeout())))
        .build();
  }

  /** Headers and other attributes come from OpenTelemetry's own environment variables. */
  private record Otlp(MetricsSettings settings) implements OtlpConfig {

    @Override
    public @Nullable String get(String key) {
      return null;
    }

    @Override
    public String url() {
      return settings.otlpUrl();
    }

    @Override
    public Duration step() {
      return settings.interval();
    }

    @Override
    public Map<String, String> resourceAttributes() {
      Map<String, String> attributes = new HashMap<>(OtlpConfig.super.resourceAttributes());
      attributes.putIfAbsent("service.name", "withdrawals");
      return attributes;
    }
  }

  /** If one of the two addresses is set. */
  static final class IsConfigured implements Condition {

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
      return StringUtils.hasText(
              context.getEnvironment().getProperty("withdrawals.metrics.otlp-url"))
          || StringUtils.hasText(
              context.getEnvironment().getProperty("withdrawals.metrics.pushgateway-url"));
    }
  }
}
