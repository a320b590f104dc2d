package bank.withdrawals.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.report.ExitCode;
import bank.withdrawals.testing.MetricsReceiver;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The label of a worker. It must not be on the metrics of a run. */
class WorkerMetricsTest {

  private static final String GROUP = "/metrics/job/withdrawals";

  @Test
  void aWorkerHasItsLabelAndAGroupOfItsOwnInThePushgateway() {
    String name =
        Base64.getUrlEncoder().encodeToString("node-b 12".getBytes(StandardCharsets.UTF_8));
    String pushed =
        pushed(
            GROUP + "/worker@base64/" + name,
            metrics -> {
              metrics.ofWorker("node-b 12");
              metrics.chunk("debit", Duration.ofSeconds(1));
              metrics.processEnds(ExitCode.SUCCESS);
            });
    assertThat(pushed)
        .contains("withdrawals_chunk_seconds_count{step=\"debit\",worker=\"node-b 12\"} 1")
        .contains("withdrawals_exit_code{worker=\"node-b 12\"} 0.0")
        .doesNotContain("withdrawals_events_pending", "withdrawals_last_success");
  }

  @Test
  void aRunHasNoLabel() {
    assertThat(pushed(GROUP, metrics -> metrics.chunk("debit", Duration.ofSeconds(1))))
        .contains("withdrawals_chunk_seconds_count{step=\"debit\"} 1")
        .doesNotContain("worker");
  }

  private static String pushed(String path, Consumer<RunMetrics> work) {
    try (MetricsReceiver receiver = MetricsReceiver.start()) {
      CompositeMeterRegistry meters = new CompositeMeterRegistry();
      meters.add(
          new PushgatewayRegistry(
              new MetricsSettings(
                  "",
                  receiver.url(),
                  "",
                  "",
                  "withdrawals",
                  Duration.ofHours(1),
                  Duration.ofSeconds(30))));
      work.accept(new RunMetrics(meters, null, null, Clock.systemUTC()));
      meters.close();
      return new String(receiver.posted(path), StandardCharsets.UTF_8);
    }
  }
}
