package bank.withdrawals.ledger;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Component;

/** The files whose bytes were run before: the repository of the table {@code repeated_file}. */
@Component
public class RepeatedFiles {

  private static final String ADD =
      """
      INSERT INTO repeated_file (run_id, name, seen_at) VALUES (?, ?, ?)
      """;

  private static final String OF_RUN =
      """
      SELECT run_id, name, seen_at, (SELECT COUNT(*) FROM repeated_file WHERE run_id = ?)
      FROM repeated_file
      WHERE run_id = ?
      ORDER BY seen_at DESC
      FETCH FIRST 1 ROWS ONLY
      """;

  private static final String LATEST =
      """
      SELECT r.run_id, r.name, r.seen_at,
             (SELECT COUNT(*) FROM repeated_file o WHERE o.run_id = r.run_id)
      FROM repeated_file r
      ORDER BY r.seen_at DESC
      FETCH FIRST ? ROWS ONLY
      """;

  private static final RowMapper<Repetition> REPETITION =
      (row, n) ->
          new Repetition(
              row.getLong(1),
              row.getString(2),
              row.getObject(3, OffsetDateTime.class).toInstant(),
              row.getLong(4));

  private final JdbcTemplate jdbc;

  RepeatedFiles(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** Records that a file with the bytes of a complete run has come. */
  public void add(long runId, String name, Instant seenAt) {
    jdbc.update(ADD, runId, name, OffsetDateTime.ofInstant(seenAt, ZoneOffset.UTC));
  }

  /** The latest repetition of a run; empty if its bytes have not come again. */
  public Optional<Repetition> latest(long runId) {
    return jdbc.query(OF_RUN, REPETITION, runId, runId).stream().findFirst();
  }

  /** The latest files that repeated a run, newest first. */
  public List<Repetition> latest(int limit) {
    return jdbc.query(LATEST, REPETITION, limit);
  }
}
