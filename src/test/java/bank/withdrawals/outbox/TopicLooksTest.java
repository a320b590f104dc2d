package bank.withdrawals.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import bank.withdrawals.report.RunStatus;
import bank.withdrawals.report.Summary;
import bank.withdrawals.testing.TestDatabase;
import bank.withdrawals.testing.WithdrawalsTester;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;
import org.junit.jupiter.api.Test;

/** How often a run looks at the topic: once, however many slices it has, and after a failure. */
class TopicLooksTest {

  private static final String TOO_LONG = "x".repeat(64);

  /** Kafka makes one for each client of topics and groups that is opened. */
  public static final class Counter implements MetricsReporter {

    static final AtomicInteger OPENED = new AtomicInteger();

    @Override
    public void configure(Map<String, ?> settings) {
      OPENED.incrementAndGet();
    }

    @Override
    public void init(List<KafkaMetric> metrics) {}

    @Override
    public void metricChange(KafkaMetric metric) {}

    @Override
    public void metricRemoval(KafkaMetric metric) {}

    @Override
    public void close() {}
  }

  @Test
  void looksOnceForAllSlicesAndAgainAfterAFailure() {
    Map<String, Object> settings =
        Map.of(
            "spring.kafka.admin.properties.metric.reporters", Counter.class.getName(),
            "spring.kafka.producer.properties.max.request.size", 570,
            "withdrawals.job.slice-rows", 1);
    try (WithdrawalsTester tester = WithdrawalsTester.over(TestDatabase.HSQLDB, settings)) {
      LongStream.rangeClosed(1, 8).forEach(account -> tester.account(account, "100.00"));
      opened(tester, List.of("first,1,1.00"), 0); // The first run of a process asks for more.
      int one = opened(tester, List.of("a,1,1.00"), 0);
      int eight =
          opened(
              tester,
              LongStream.rangeClosed(1, 8)
                  .mapToObj(account -> "b%1$d,%1$d,1.00".formatted(account))
                  .toList(),
              0);
      assertThat(eight).isEqualTo(one).isPositive();
      assertThat(opened(tester, List.of("c,1,1.00", TOO_LONG + ",2,1.00", "d,3,1.00"), 1))
          .isGreaterThan(one);
      assertThat(opened(tester, List.of("e,1,1.00"), 0)).isEqualTo(one);
    }
  }

  private static int opened(WithdrawalsTester tester, List<String> rows, long parked) {
    int before = Counter.OPENED.get();
    Summary summary = tester.run(tester.file("%s.csv".formatted(rows.hashCode()), rows));
    assertThat(summary.status()).describedAs(summary.message()).isEqualTo(RunStatus.COMPLETED);
    assertThat(summary.totals().events().parked()).isEqualTo(parked);
    return Counter.OPENED.get() - before;
  }
}
