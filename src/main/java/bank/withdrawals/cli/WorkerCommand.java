package bank.withdrawals.cli;

import bank.withdrawals.job.RunOptions;
import bank.withdrawals.remote.Worker;
import bank.withdrawals.remote.WorkersSettings;
import bank.withdrawals.report.ExitCode;
import bank.withdrawals.stores.Backend;
import bank.withdrawals.stores.SharedStores;
import bank.withdrawals.telemetry.RunMetrics;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Executes slices of runs on other machines. */
@Command(
    name = "worker",
    description = {
      "Executes slices of files for `run --workers`, until you stop it.",
      "It needs the same database, Kafka, home and build as the run."
    })
final class WorkerCommand implements Callable<Integer> {

  private final Backend backend;

  @Spec private CommandSpec spec;

  @Option(
      names = "--until-idle",
      paramLabel = "DURATION",
      converter = Durations.class,
      description = "end if there was no work for so long, such as 30s")
  private @Nullable Duration untilIdle;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "how many slices to execute at the same time, 1 to 8; default: two for each processor")
  private @Nullable Integer threads;

  WorkerCommand(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Integer call() throws IOException {
    int atOnce = threads();
    backend.set(SharedStores.WORKERS, "remote");
    Optional<RunMetrics> metrics = backend.findWithKafka(RunMetrics.class);
    String name = backend.getWithKafka(WorkersSettings.class).name();
    metrics.ifPresent(some -> some.ofWorker(name));
    try {
      backend.getWithKafka(Worker.class).work(atOnce, untilIdle);
    } catch (IOException | RuntimeException failure) {
      metrics.ifPresent(some -> some.processEnds(CommandLineTool.exitCode(failure)));
      throw failure;
    }
    metrics.ifPresent(some -> some.processEnds(ExitCode.SUCCESS));
    return ExitCode.SUCCESS.code();
  }

  private int threads() {
    if (threads == null) {
      return RunOptions.automaticPartitions();
    }
    if (threads < 1 || threads > RunOptions.MAX_PARTITIONS) {
      throw new ParameterException(
          spec.commandLine(),
          "--threads must be 1 to %d, not %d".formatted(RunOptions.MAX_PARTITIONS, threads));
    }
    return threads;
  }

  /** Durations as in settings: {@code 30s}, {@code 5m}. */
  private static final class Durations implements ITypeConverter<Duration> {

    @Override
    public Duration convert(String text) {
      try {
        Duration duration = DurationStyle.detectAndParse(text);
        if (!duration.isNegative()) {
          return duration;
        }
      } catch (IllegalArgumentException noDuration) {
        // Its message has the name of a class.
      }
      throw new TypeConversionException("'%s' is not a duration such as 30s or 5m".formatted(text));
    }
  }
}
