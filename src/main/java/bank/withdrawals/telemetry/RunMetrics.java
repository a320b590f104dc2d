package bank.withdrawals.telemetry;

import bank.withdrawals.outbox.Outbox;
import bank.withdrawals.report.ExitCode;
import bank.withdrawals.report.RunTotals;
import bank.withdrawals.report.RunTotalsReader;
import bank.withdrawals.report.Summary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this process has done, for whoever keeps watch over many. Most are gauges: a process that
 * lives for minutes and then for a day does not has no use for counters, whose readers add up
 * growth. All figures are those of the summaries, so a run that was resumed counts as a whole.
 */
public final class RunMetrics {

  private static final Logger log = LoggerFactory.getLogger(RunMetrics.class);

  private static final String ROWS = "withdrawals.rows";
  private static final String AMOUNT = "withdrawals.amount";
  private static final String OUTCOME = "outcome";
  private static final String CURRENCY = "currency";
  private static final String REASON = "reason";

  private final MeterRegistry registry;
  private final RunTotalsReader figures;
  private final Outbox journal;
  private final Clock clock;
  private final Instant startedAt;
  private final Map<Map.Entry<String, Tags>, Double> values = new ConcurrentHashMap<>();

  RunMetrics(MeterRegistry registry, RunTotalsReader figures, Outbox journal, Clock clock) {
    this.registry = registry;
    this.figures = figures;
    this.journal = journal;
    this.clock = clock;
    this.startedAt = clock.instant();
  }

  /** A chunk was worked on, from the end of the one before to its own. */
  public void chunk(String step, Duration took) {
    Timer.builder("withdrawals.chunk")
        .description("Time a chunk took, reading and committing included")
        .tag("step", step)
        .register(registry)
        .record(took);
  }

  /**
   * A run of this process has ended.
   *
   * @param exitCode of the process, were this its last run
   */
  public void ran(Summary summary, ExitCode exitCode) {
    withoutFail(
        () -> {
          count(summary);
          process(exitCode);
        });
  }

  private void count(Summary summary) {
    RunTotals run = summary.totals();
    add("withdrawals.files", Tags.of("status", summary.status().name()), 1);
    add(ROWS, Tags.of(OUTCOME, "debited", REASON, ""), run.debited().count());
    run.byReason()
        .forEach(
            (reason, rejected) ->
                add(ROWS, Tags.of(OUTCOME, "rejected", REASON, reason.name()), rejected.count()));
    figures
        .debitedByCurrency(run.runId())
        .forEach(
            (currency, amount) ->
                add(AMOUNT, Tags.of(OUTCOME, "debited", CURRENCY, currency), amount));
    // Of a rejected row, the currency may be what is wrong with it.
    add(AMOUNT, Tags.of(OUTCOME, "rejected", CURRENCY, "any"), run.rejected().amount());
    add("withdrawals.events", Tags.of("state", "sent"), run.events().sent());
    add("withdrawals.events", Tags.of("state", "parked"), run.events().parked());
  }

  /**
   * This process has done all it was asked for.
   *
   * @param exitCode it ends with
   */
  public void ended(ExitCode exitCode) {
    withoutFail(
        () -> {
          process(exitCode);
          if (exitCode.isSuccess()) {
            set("withdrawals.last.success.timestamp", "seconds", clock.instant().getEpochSecond());
          }
        });
  }

  private void process(ExitCode exitCode) {
    set("withdrawals.exit.code", "", exitCode.code());
    set(
        "withdrawals.duration",
        "seconds",
        Duration.between(startedAt, clock.instant()).toMillis() / 1000.0);
    set("withdrawals.events.pending", "", pending());
  }

  /** Of all files, whoever debited them. */
  private long pending() {
    return journal.runsWithPendingEvents().stream()
        .flatMap(file -> figures.find(file).stream())
        .mapToLong(file -> file.events().pending())
        .sum();
  }

  /** The run has its outcome already, which figures that cannot be had do not change. */
  private static void withoutFail(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException failure) {
      log.warn("Some metrics of this run are missing: {}", failure.getClass().getSimpleName());
      log.debug("Metrics not taken", failure);
    }
  }

  private void add(String name, Tags tags, Number value) {
    Map.Entry<String, Tags> key = Map.entry(name, tags);
    values.merge(key, value.doubleValue(), Double::sum);
    gauge(key, "");
  }

  private void set(String name, String unit, Number value) {
    Map.Entry<String, Tags> key = Map.entry(name, Tags.empty());
    values.put(key, value.doubleValue());
    gauge(key, unit);
  }

  private void gauge(Map.Entry<String, Tags> key, String unit) {
    Gauge.builder(key.getKey(), values, all -> all.getOrDefault(key, Double.NaN))
        .tags(key.getValue())
        .baseUnit(unit.isEmpty() ? null : unit)
        .register(registry);
  }
}
