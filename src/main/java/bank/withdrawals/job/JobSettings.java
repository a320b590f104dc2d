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
 * The settings of the job.
 *
 * @param chunkSize how many rows are decided in one database transaction, 1 to 10,000
 * @param partitions how many slices of a file are debited at once, 1 to 8; 0 to choose by the
 *     database and the processors
 * @param sliceRows the fewest rows of a slice of the work file that others follow, 1 to 10,000,000;
 *     more if a file would have over 64 slices
 * @param restarts how often a run restarts by itself after a transient database failure
 * @param firstDelay the delay before the first of these restarts; each further one is twice as long
 * @param minFreeSpace the free disk space below which no row is debited, 16 MB or more: a chunk of
 *     10,000 rows can need that much in the database, its log and the error file
 * @param workers who executes the slices; the option {@code --workers} goes before it
 * @param timeZone the zone of a file's business date, such as Europe/Berlin; {@code system} for the
 *     machine's
 */
@ConfigurationProperties("withdrawals.job")
public record JobSettings(
    @DefaultValue("5000") int chunkSize,
    @DefaultValue("0") int partitions,
    @DefaultValue("50000") long sliceRows,
    @DefaultValue("3") int restarts,
    @DefaultValue("1s") Duration firstDelay,
    @DefaultValue("64MB") DataSize minFreeSpace,
    @DefaultValue("none") Workers workers,
    @DefaultValue(SYSTEM_ZONE) String timeZone) {

  private static final String SYSTEM_ZONE = "system";

  /** Who executes the slices of a file. */
  public enum Workers {
    /** This process. */
    NONE,
    /** Workers, which are other processes. */
    REMOTE,
    /** Workers; this process, while there are none. */
    PREFER
  }

  private static final long MOST_SLICE_ROWS = 10_000_000;
  private static final long MIN_FREE_MEGABYTES = 16;

  /** Checks the values. */
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
    if (sliceRows < 1 || sliceRows > MOST_SLICE_ROWS) {
      throw new IllegalArgumentException(
          "withdrawals.job.slice-rows must be 1 to %d, not %d"
              .formatted(MOST_SLICE_ROWS, sliceRows));
    }
    if (restarts < 0) {
      throw new IllegalArgumentException("withdrawals.job.restarts must not be negative");
    }
    if (firstDelay.isNegative()) {
      throw new IllegalArgumentException("withdrawals.job.first-delay must not be negative");
    }
    if (minFreeSpace.toMegabytes() < MIN_FREE_MEGABYTES) {
      throw new IllegalArgumentException(
          "withdrawals.job.min-free-space must be %dMB or more".formatted(MIN_FREE_MEGABYTES));
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
