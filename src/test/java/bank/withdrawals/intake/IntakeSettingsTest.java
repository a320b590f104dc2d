package bank.withdrawals.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class IntakeSettingsTest {

  @Test
  void defaults() {
    assertThat(bound(Map.of()))
        .isEqualTo(
            new IntakeSettings(
                65536, 256, false, false, false, Duration.ofSeconds(10), Duration.ofHours(1)));
  }

  @Test
  void settingsAreBound() {
    assertThat(
            bound(
                Map.of(
                    "withdrawals.intake.max-record-bytes", "1000",
                    "withdrawals.intake.max-columns", "9",
                    "withdrawals.intake.require-control", "true",
                    "withdrawals.intake.quiet-period", "250ms")))
        .isEqualTo(
            new IntakeSettings(
                1000, 9, true, false, false, Duration.ofMillis(250), Duration.ofHours(1)));
  }

  @ParameterizedTest
  @CsvSource({
    "max-record-bytes, 63, 1s",
    "max-record-bytes, 16777217, 1s",
    "max-columns, 1, 1s",
    "max-columns, 16385, 1s",
    "quiet-period, 2, -1ns",
    "quiet-period, 2, 1h1s"
  })
  void refusesValuesOutOfRange(String setting, int number, String period) {
    Duration quiet =
        period.equals("1s")
            ? Duration.ofSeconds(1)
            : period.equals("-1ns") ? Duration.ofNanos(-1) : Duration.ofSeconds(3601);
    int bytes = setting.equals("max-record-bytes") ? number : 64;
    int columns = setting.equals("max-columns") ? number : 2;
    assertThatThrownBy(
            () ->
                new IntakeSettings(bytes, columns, false, false, false, quiet, Duration.ofHours(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("withdrawals.intake." + setting);
  }

  private static IntakeSettings bound(Map<String, String> properties) {
    return new Binder(new MapConfigurationPropertySource(properties))
        .bindOrCreate("withdrawals.intake", IntakeSettings.class);
  }
}
