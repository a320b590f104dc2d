package bank.withdrawals.job;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How the job runs.
 *
 * @param chunkSize rows decided in one database transaction, 1 to 10,000
 * @param partitions how many parts of a file are debited at once, 1 to 8; 0 for what fits
 * @param restarts how often a run goes on by itself after a passing database failure
 * @param firstDelay pause before the first of these; each next one is twice as long
 * @param minFreeSpace disk space below which no row is debited, 16 MB or more: what a chunk of
 *     10,000 rows may take in the database, its log and the error file
 * @param timeZone in which a file's business date is told, such as Europe/Berlin; {@code system}
 *     for the machine's
 */
@ConfigurationProperties("withdrawals.job")
public record JobSettings(
    @DefaultValue("5000") int chunkSize,
    @DefaultValue("0") int partitions,
    @DefaultValue("3") int restarts,
    @DefaultValue("1s") Duration firstDelay,
    @DefaultValue("64MB") DataSize minFreeSpace,
    @DefaultValue(SYSTEM_ZONE) String timeZone) {

  private static final String SYSTEM_ZONE = "system";

  private static final long LEAST_FREE_MB = 16;

  /** Refuses what cannot work. */
  public JobSettings {
    if (chunkSize < 1 || chunkSize > 10_000) {
      throw new IllegalArgumentException(
          "withdrawals.job.chunk-size must be 1 to 10000, not " + chunkSize);
    }
    if (partitions < 0 || partitions > RunOptions.MAX_PARTITIONS) {
      throw new IllegalArgumentException(
          "withdrawals.job.partitions must be 0 to %d, not %d"
              .formatted(RunOptions.MAX_PARTITIONS, partitions));
    }
    if (restarts < 0) {
      throw new IllegalArgumentException("withdrawals.job.restarts must not be negative");
    }
    if (firstDelay.isNegative()) {
      throw new IllegalArgumentException("withdrawals.job.first-delay must not be negative");
    }
    if (minFreeSpace.toMegabytes() < LEAST_FREE_MB) {
      throw new IllegalArgumentException(
          "withdrawals.job.min-free-space must be %dMB or more".formatted(LEAST_FREE_MB));
    }
    zone(timeZone);
  }

  /** The business date of a file that is received at this instant. */
  public LocalDate businessDate(Instant receivedAt) {
    return LocalDate.ofInstant(receivedAt, zone(timeZone));
  }

  private static ZoneId zone(String timeZone) {
    try {
      return timeZone.equals(SYSTEM_ZONE) ? ZoneId.systemDefault() : ZoneId.of(timeZone);
    } catch (DateTimeException unknown) {
      throw new IllegalArgumentException(
          "withdrawals.job.time-zone must be a time zone such as Europe/Berlin, not " + timeZone,
          unknown);
    }
  }
}
