package bank.withdrawals.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.testing.Ended;
import bank.withdrawals.testing.MetricsReceiver;
import bank.withdrawals.testing.Tool;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The metrics of one run, and a run without metrics. */
class MetricsIT {

  private static final String OTLP = "/v1/metrics";
  private static final String PUSHGATEWAY = "/metrics/job/withdrawals";
  private static final Pattern SAMPLE =
      Pattern.compile("(?m)^(withdrawals_\\w+(?:\\{[^}]*})?) (\\S+)$");
  private static final Pattern NAME = Pattern.compile("withdrawals_\\w+");

  @TempDir Path home;

  @Test
  void bothReceiversGetTheSameMetricsAndTheDashboardQueriesThem() throws IOException {
    try (MetricsReceiver receiver = MetricsReceiver.start()) {
      Tool tool =
          Tool.at(home)
              .withTestBroker()
              .with("WITHDRAWALS_METRICS_TIMEOUT", "30s")
              .with("WITHDRAWALS_METRICS_OTLP_URL", receiver.url() + OTLP)
              .with("WITHDRAWALS_METRICS_PUSHGATEWAY_URL", receiver.url());
      Path bad = tool.write("bad.csv", "account_id,amount", "1,\"1.00");
      Ended ended = tool.run("run", Path.of("input/samples/withdrawals.csv").toAbsolutePath(), bad);
      assertThat(ended.exits(4).err()).doesNotContain("Metrics");

      Map<String, Double> pushed = values(receiver.posted(PUSHGATEWAY));
      assertThat(pushed)
          .containsEntry("withdrawals_exit_code", 4.0)
          .containsEntry("withdrawals_files{status=\"COMPLETED\"}", 1.0)
          .containsEntry("withdrawals_files{status=\"REFUSED\"}", 1.0)
          .containsEntry("withdrawals_rows{outcome=\"debited\",reason=\"\"}", 5.0)
          .containsEntry("withdrawals_rows{outcome=\"rejected\",reason=\"INVALID_AMOUNT\"}", 3.0)
          .containsEntry(
              "withdrawals_rows{outcome=\"rejected\",reason=\"INSUFFICIENT_FUNDS\"}", 1.0)
          .containsEntry("withdrawals_amount{currency=\"USD\",outcome=\"debited\"}", 421.5)
          .containsEntry("withdrawals_amount{currency=\"any\",outcome=\"rejected\"}", 1210.999)
          .containsEntry("withdrawals_events{state=\"sent\"}", 5.0)
          .containsEntry("withdrawals_events{state=\"parked\"}", 0.0)
          .containsEntry("withdrawals_events_pending", 0.0)
          .containsEntry("withdrawals_chunk_seconds_count{step=\"debit\"}", 1.0)
          .containsEntry("withdrawals_chunk_seconds_count{step=\"publish\"}", 1.0)
          .containsKey("withdrawals_duration_seconds")
          .doesNotContainKey("withdrawals_last_success_timestamp_seconds");
      Map<String, Double> byOtlp = otlpValues(receiver.posted(OTLP));
      assertThat(byOtlp)
          .containsEntry("withdrawals_chunk_seconds_count{step=\"debit\"}", 1.0)
          .containsEntry("withdrawals_chunk_seconds_count{step=\"publish\"}", 1.0);
      pushed.forEach(
          (name, value) -> {
            if (!name.startsWith("withdrawals_chunk")) {
              assertThat(byOtlp).containsEntry(name, value);
            }
          });

      // Nothing to do is a success.
      tool.run("run").exits(0);
      Map<String, Double> success = values(receiver.posted(PUSHGATEWAY));
      assertThat(success).containsEntry("withdrawals_exit_code", 0.0);
      assertThat(success.get("withdrawals_last_success_timestamp_seconds")).isGreaterThan(1.7e9);

      Set<String> sent = new TreeSet<>(names(String.join(" ", pushed.keySet())));
      sent.addAll(names(String.join(" ", success.keySet())));
      sent.removeIf(name -> name.endsWith("_max"));
      assertThat(dashboard()).isEqualTo(sent);
    }
  }

  @Test
  void receiversThatAreDownOrHangDelayNothingAndWithoutReceiversNoMetricsClassIsLoaded()
      throws IOException {
    Tool tool = Tool.at(home).withTestBroker();
    Path file = tool.write("a.csv", "account_id,amount", "1,1.00");
    try (MetricsReceiver hanging = MetricsReceiver.startHanging()) {
      Ended ended =
          tool.with("WITHDRAWALS_METRICS_TIMEOUT", "5s")
              .with("WITHDRAWALS_METRICS_OTLP_URL", "http://127.0.0.1:1/v1/metrics")
              .with("WITHDRAWALS_METRICS_PUSHGATEWAY_URL", hanging.url())
              .run("run", file)
              .exits(0);
      assertThat(ended.out()).contains("a.csv COMPLETED", "1 sent");
      assertThat(ended.err())
          .contains(
              "Metrics do not reach the OTLP receiver (no connection)",
              "Metrics do not reach the Pushgateway (it did not answer in time)");
    }

    Path classes = home.resolve("classes");
    tool.process()
        .with("JAVA_OPTS", "-XX:TieredStopAtLevel=1 -Xlog:class+load:file=" + classes)
        .run("run")
        .exits(0);
    assertThat(Files.readString(classes))
        .contains("bank.withdrawals.run.RunService ")
        .doesNotContain("io.micrometer.registry", "io.micrometer.prometheus", "io.prometheus")
        .doesNotContain("java.net.http.HttpClient ");
  }

  /** The samples of a push to the Pushgateway. */
  private static Map<String, Double> values(byte[] text) {
    Map<String, Double> values = new TreeMap<>();
    SAMPLE
        .matcher(new String(text, StandardCharsets.UTF_8))
        .results()
        .forEach(sample -> values.put(sample.group(1), Double.valueOf(sample.group(2))));
    return values;
  }

  /** The gauges and the counts of the timers in an OTLP push, under their Prometheus names. */
  private static Map<String, Double> otlpValues(byte[] message) throws IOException {
    Map<String, Double> values = new TreeMap<>();
    ExportMetricsServiceRequest.parseFrom(message).getResourceMetricsList().stream()
        .flatMap(resource -> resource.getScopeMetricsList().stream())
        .flatMap(scope -> scope.getMetricsList().stream())
        .forEach(
            metric -> {
              String name =
                  metric.getName().replace('.', '_')
                      + (metric.getUnit().equals("seconds") ? "_seconds" : "");
              for (NumberDataPoint point : metric.getGauge().getDataPointsList()) {
                values.put(name + labels(point.getAttributesList()), point.getAsDouble());
              }
              for (HistogramDataPoint point : metric.getHistogram().getDataPointsList()) {
                values.put(
                    name + "_seconds_count" + labels(point.getAttributesList()),
                    (double) point.getCount());
              }
            });
    return values;
  }

  private static String labels(List<KeyValue> attributes) {
    return attributes.isEmpty()
        ? ""
        : attributes.stream()
            .map(label -> label.getKey() + "=\"" + label.getValue().getStringValue() + '"')
            .sorted()
            .collect(Collectors.joining(",", "{", "}"));
  }

  private static Set<String> names(String text) {
    return NAME.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
  }

  /** All metrics that the queries of the dashboard name. */
  private static Set<String> dashboard() {
    JsonNode dashboard = new JsonMapper().readTree(Path.of("docs/grafana-dashboard.json").toFile());
    Set<String> names = new TreeSet<>();
    for (JsonNode expression : dashboard.findValues("expr")) {
      names.addAll(names(expression.asString()));
    }
    return names;
  }
}
