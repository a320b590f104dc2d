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
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The metrics of this process. Most are gauges: readers of a counter add up its growth, which does
 * not suit a process that lives for some minutes a day. All values come from the summaries, so a
 * resumed run counts as a whole.
 */
public final class RunMetrics {

  private static final Logger log = LoggerFactory.getLogger(RunMetrics.class);

  private static final String ROWS = "withdrawals.rows";
  private static final String AMOUNT = "withdrawals.amount";
  private static final String OUTCOME = "outcome";
  private static final String CURRENCY = "currency";
  private static final String REASON = "reason";
  private static final String WORKER = "worker";

  private final CompositeMeterRegistry registry;
  private final RunTotalsReader totals;
  private final Outbox outbox;
  private final Clock clock;
  private final Instant startedAt;
  private boolean worker;
  private final Map<Map.Entry<String, Tags>, Double> values = new ConcurrentHashMap<>();

  RunMetrics(CompositeMeterRegistry registry, RunTotalsReader totals, Outbox outbox, Clock clock) {
    this.registry = registry;
    this.totals = totals;
    this.outbox = outbox;
    this.clock = clock;
    this.startedAt = clock.instant();
  }

  /**
   * Labels the metrics of this process, which is a worker. What they say about the whole
   * installation is left out: it would stay as it was when the worker ended. Called before anything
   * is recorded.
   */
  public void ofWorker(String name) {
    worker = true;
    registry.config().commonTags(WORKER, name);
    for (MeterRegistry receiver : registry.getRegistries()) {
      if (receiver instanceof PushgatewayRegistry pushgateway) {
        pushgateway.groupBy(WORKER, name);
      }
    }
  }

  /**
   * Records a chunk.
   *
   * @param took the time since the end of the chunk before
   */
  public void chunk(String step, Duration took) {
    Timer.builder("withdrawals.chunk")
        .description("Time a chunk took, reading and committing included")
        .tag("step", step)
        .register(registry)
        .record(took);
  }

  /**
   * Records the result of a run that has ended.
   *
   * @param exitCode the exit code that the process would have if this run were its last
   */
  public void runEnded(Summary summary, ExitCode exitCode) {
    loggingFailures(
        () -> {
          recordRun(summary);
          recordProcess(exitCode);
        });
  }

  private void recordRun(Summary summary) {
    RunTotals run = summary.totals();
    add("withdrawals.files", Tags.of("status", summary.status().name()), 1);
    add(ROWS, Tags.of(OUTCOME, "debited", REASON, ""), run.debited().count());
    run.byReason()
        .forEach(
            (reason, rejected) ->
                add(ROWS, Tags.of(OUTCOME, "rejected", REASON, reason.name()), rejected.count()));
    totals
        .debitedByCurrency(run.runId())
        .forEach(
            (currency, debited) ->
                add(AMOUNT, Tags.of(OUTCOME, "debited", CURRENCY, currency), debited.amount()));
    // A rejected row has no currency here: it may be the currency that is wrong.
    add(AMOUNT, Tags.of(OUTCOME, "rejected", CURRENCY, "any"), run.rejected().amount());
    add("withdrawals.events", Tags.of("state", "sent"), run.events().sent());
    add("withdrawals.events", Tags.of("state", "parked"), run.events().parked());
  }

  /**
   * Records the end of the process.
   *
   * @param exitCode the exit code of the process
   */
  public void processEnds(ExitCode exitCode) {
    loggingFailures(
        () -> {
          recordProcess(exitCode);
          if (exitCode.isSuccess() && !worker) {
            set("withdrawals.last.success.timestamp", "seconds", clock.instant().getEpochSecond());
          }
        });
  }

  private void recordProcess(ExitCode exitCode) {
    set("withdrawals.exit.code", "", exitCode.code());
    set(
        "withdrawals.duration",
        "seconds",
        Duration.between(startedAt, clock.instant()).toMillis() / 1000.0);
    if (!worker) {
      set("withdrawals.events.pending", "", pending());
    }
  }

  /** The pending events of all runs, including those of other processes. */
  private long pending() {
    return outbox.runsWithPendingEvents().stream()
        .flatMap(runId -> totals.find(runId).stream())
        .mapToLong(run -> run.events().pending())
        .sum();
  }

  /** If the values cannot be read, metrics are missing; the result of the run stays the same. */
  private static void loggingFailures(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException failure) {
      log.warn("Some metrics of this run are missing: {}", failure.getClass().getSimpleName());
      log.debug("Metrics not recorded", failure);
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
