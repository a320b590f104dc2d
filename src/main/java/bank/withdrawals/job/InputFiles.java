package bank.withdrawals.job;

import bank.withdrawals.intake.Inspection;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** The register of accepted files. */
@Component
class InputFiles {

  private static final String REGISTER =
      "INSERT INTO input_file (file_id, sha256, name, bytes, records, total_amount, received_at,"
          + " business_date, reject_events, published_through)"
          + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0)";

  private final JdbcTemplate jdbc;
  private final JobSettings settings;
  private final Clock clock;

  InputFiles(JdbcTemplate jdbc, JobSettings settings, Clock clock) {
    this.jdbc = jdbc;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Registers a file, with what of it is told and the day its debits count for.
   *
   * @param rejectEvents whether its rejections are told as events
   */
  void register(long fileId, String name, Inspection.Accepted accepted, boolean rejectEvents) {
    Instant now = clock.instant();
    jdbc.update(
        REGISTER,
        fileId,
        accepted.sha256(),
        name,
        accepted.bytes(),
        accepted.records(),
        accepted.amount(),
        OffsetDateTime.ofInstant(now, ZoneOffset.UTC),
        dayOf(now),
        rejectEvents);
  }

  /** The business date of a file that is received at this moment. */
  LocalDate today() {
    return dayOf(clock.instant());
  }

  private LocalDate dayOf(Instant instant) {
    return LocalDate.ofInstant(instant, settings.zone());
  }

  /** The day for which the debits of an accepted file count, whenever they are made. */
  LocalDate businessDate(long run) {
    return jdbc.query(
            "SELECT business_date FROM input_file WHERE file_id = ?",
            (row, n) -> row.getObject(1, LocalDate.class),
            run)
        .get(0);
  }

  /** The run under which these bytes were accepted. */
  Optional<Long> runOf(String sha256) {
    return jdbc
        .query(
            "SELECT file_id FROM input_file WHERE sha256 = ?", (row, n) -> row.getLong(1), sha256)
        .stream()
        .findFirst();
  }

  /** How many rows a file has, its header not counted; 0 where it was not accepted. */
  long records(long run) {
    return jdbc
        .query("SELECT records FROM input_file WHERE file_id = ?", (row, n) -> row.getLong(1), run)
        .stream()
        .findFirst()
        .orElse(0L);
  }

  /** The highest number of a run whose file was accepted; 0 where there is none. */
  long latestRun() {
    Long latest = jdbc.queryForObject("SELECT MAX(file_id) FROM input_file", Long.class);
    return latest == null ? 0 : latest;
  }
}
