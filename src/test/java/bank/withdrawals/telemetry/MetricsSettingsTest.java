package bank.withdrawals.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricsSettingsTest {

  @ParameterizedTest
  @CsvSource({
    "ftp://host, '', withdrawals, 30s, 2s, otlp-url",
    "http://user:secret@host, '', withdrawals, 30s, 2s, otlp-url",
    "'', host:9091, withdrawals, 30s, 2s, pushgateway-url",
    "'', 'http://a b', withdrawals, 30s, 2s, pushgateway-url",
    "'', http://host:9091, a/b, 30s, 2s, job",
    "'', http://host:9091, '', 30s, 2s, job",
    "'', http://host:9091, withdrawals, 0.999s, 2s, interval",
    "'', http://host:9091, withdrawals, 30s, 0s, timeout",
    "'', http://host:9091, withdrawals, 30s, 30.001s, timeout"
  })
  void invalidValuesAreRefused(
      String otlp, String pushgateway, String job, String interval, String timeout, String name) {
    assertThatThrownBy(() -> settings(otlp, pushgateway, job, interval, timeout))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("withdrawals.metrics." + name + " must ")
        .hasMessageNotContaining("secret");
  }

  @Test
  void anAddressEnablesItsReceiver() {
    MetricsSettings both =
        settings("https://host/v1/metrics", "http://host:9091", "a-b", "1s", "30s");
    assertThat(both.toOtlp() && both.toPushgateway()).isTrue();
    MetricsSettings none = settings("", "", "withdrawals", "30s", "2s");
    assertThat(none.toOtlp() || none.toPushgateway()).isFalse();
  }

  private static MetricsSettings settings(
      String otlp, String pushgateway, String job, String interval, String timeout) {
    return new MetricsSettings(
        otlp,
        pushgateway,
        "",
        "",
        job,
        Duration.parse("PT" + interval),
        Duration.parse("PT" + timeout));
  }
}
