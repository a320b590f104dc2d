package bank.withdrawals.intake;

import bank.withdrawals.format.ReadRules;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Limits for input files.
 *
 * @param maxRecordBytes longest record in bytes, its line end not counted; bounds the memory for
 *     reading; 64 to 16,777,216
 * @param maxColumns most columns of a record or of the header; 2 to 16,384
 * @param requireControl whether a file without a control file is refused
 * @param requireRequestId whether a file without a column for the request id is refused
 * @param allowRowsInCells whether a cell may contain what would be whole rows of the file
 * @param quietPeriod a file without a control file is complete if its last row ends with a line end
 *     and nobody wrote to it for this long; zero to one hour
 * @param incompleteAfter a file that is not complete is refused if nobody wrote to it for this
 *     long; above zero
 */
@ConfigurationProperties("withdrawals.intake")
public record IntakeSettings(
    @DefaultValue("65536") int maxRecordBytes,
    @DefaultValue("256") int maxColumns,
    @DefaultValue("false") boolean requireControl,
    @DefaultValue("false") boolean requireRequestId,
    @DefaultValue("false") boolean allowRowsInCells,
    @DefaultValue("10s") Duration quietPeriod,
    @DefaultValue("1h") Duration incompleteAfter) {

  private static final int LEAST_RECORD_BYTES = 64;
  private static final int MOST_RECORD_BYTES = 16 * 1024 * 1024;
  private static final int LEAST_COLUMNS = 2;
  private static final int MOST_COLUMNS = 16_384;
  private static final Duration LONGEST_QUIET_PERIOD = Duration.ofHours(1);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming the setting that is out of its range
   */
  public IntakeSettings {
    requireRange("max-record-bytes", maxRecordBytes, LEAST_RECORD_BYTES, MOST_RECORD_BYTES);
    requireRange("max-columns", maxColumns, LEAST_COLUMNS, MOST_COLUMNS);
    if (quietPeriod.isNegative() || quietPeriod.compareTo(LONGEST_QUIET_PERIOD) > 0) {
      throw new IllegalArgumentException(
          "withdrawals.intake.quiet-period must be 0s to 1h, not " + quietPeriod);
    }
    if (incompleteAfter.isNegative() || incompleteAfter.isZero()) {
      throw new IllegalArgumentException(
          "withdrawals.intake.incomplete-after must be above zero, not " + incompleteAfter);
    }
  }

  /** The rules by which a file is read now. */
  public ReadRules readRules() {
    return new ReadRules(maxRecordBytes, maxColumns, requireRequestId, allowRowsInCells);
  }

  private static void requireRange(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "withdrawals.intake.%s must be %d to %d, not %d".formatted(name, least, most, value));
    }
  }
}
