package bank.withdrawals.job;

import bank.withdrawals.intake.Inspection;
import java.time.Clock;
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
          + " published_through) VALUES (?, ?, ?, ?, ?, ?, ?, 0)";

  private final JdbcTemplate jdbc;
  private final Clock clock;

  InputFiles(JdbcTemplate jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  void register(long fileId, String name, Inspection.Accepted accepted) {
    jdbc.update(
        REGISTER,
        fileId,
        accepted.sha256(),
        name,
        accepted.bytes(),
        accepted.records(),
        accepted.amount(),
        OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC));
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
