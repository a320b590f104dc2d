package bank.withdrawals.ledger;

import bank.withdrawals.domain.ControlTotal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** The accepted files: the repository of the table {@code input_file}. */
@Component
public class FileRegister {

  private static final String BY_RUN =
      """
      SELECT run_id, sha256, content, name, bytes, records, total_amount, received_at, business_date,
             reject_events, format, format_text, read_rules, slice_rows,
             work_checksum, blank_rows
      FROM input_file
      WHERE run_id = ?
      """;

  private static final String BY_HASH =
      """
      SELECT run_id, sha256, content, name, bytes, records, total_amount, received_at, business_date,
             reject_events, format, format_text, read_rules, slice_rows,
             work_checksum, blank_rows
      FROM input_file
      WHERE sha256 = ?
      ORDER BY run_id
      """;

  private static final String BY_CONTENT =
      """
      SELECT run_id, sha256, content, name, bytes, records, total_amount, received_at, business_date,
             reject_events, format, format_text, read_rules, slice_rows,
             work_checksum, blank_rows
      FROM input_file
      WHERE content = ?
      """;

  private static final String ALL =
      """
      SELECT run_id, sha256, content, name, bytes, records, total_amount, received_at, business_date,
             reject_events, format, format_text, read_rules, slice_rows,
             work_checksum, blank_rows
      FROM input_file
      ORDER BY run_id
      """;

  private static final String REGISTER =
      """
      INSERT INTO input_file (run_id, sha256, content, name, bytes, records, total_amount, received_at,
                              business_date, reject_events, format, format_text,
                              read_rules, slice_rows, work_checksum, blank_rows)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String SAME_TEXT =
      """
      VALUES (CAST(? AS VARCHAR(2500)))
      """;

  private final JdbcTemplate jdbc;
  private final Slices slices;

  /** The register in the database that {@code jdbc} is connected to. */
  public FileRegister(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
    this.slices = new Slices(jdbc);
  }

  /** Registers an accepted file and its slices; call it in a transaction. */
  public void register(RegisteredFile file, List<RunSlice> ofFile) {
    jdbc.update(
        REGISTER,
        file.runId(),
        file.sha256(),
        file.content(),
        file.name(),
        file.bytes(),
        file.rows().count(),
        file.rows().amount(),
        OffsetDateTime.ofInstant(file.receivedAt(), ZoneOffset.UTC),
        file.businessDate(),
        file.rejectEvents(),
        file.recipe().format(),
        file.recipe().formatText(),
        file.recipe().readRules(),
        file.recipe().sliceRows(),
        file.recipe().checksum(),
        file.blankRows());
    slices.add(ofFile);
  }

  /** The file of a run; empty if it was not accepted. */
  public Optional<RegisteredFile> find(long runId) {
    return jdbc.query(BY_RUN, FileRegister::file, runId).stream().findFirst();
  }

  /**
   * The file of a run that has received it.
   *
   * @throws java.util.NoSuchElementException if the run has not accepted a file
   */
  public RegisteredFile get(long runId) {
    return find(runId).orElseThrow();
  }

  /** The file with this content; empty if it was not accepted. */
  public Optional<RegisteredFile> findByContent(String content) {
    return jdbc.query(BY_CONTENT, FileRegister::file, content).stream().findFirst();
  }

  /** The files with this hash that runs have received, each in another format, oldest first. */
  public List<RegisteredFile> withHash(String sha256) {
    return jdbc.query(BY_HASH, FileRegister::file, sha256);
  }

  /** All files, oldest run first. */
  public List<RegisteredFile> all() {
    return jdbc.query(ALL, FileRegister::file);
  }

  /**
   * Whether the database can store a text. It may have an encoding without some of its characters.
   *
   * @param text at most 2,500 characters
   */
  public boolean canStore(String text) {
    if (text.chars().allMatch(each -> each > 0 && each < 0x80)) {
      return true;
    }
    try {
      return text.equals(jdbc.queryForObject(SAME_TEXT, String.class, text));
    } catch (DataIntegrityViolationException | UncategorizedSQLException notInItsEncoding) {
      return false;
    }
  }

  /** The runs of all files; takes memory for each of them. */
  public Set<Long> runIds() {
    return new HashSet<>(jdbc.queryForList("SELECT run_id FROM input_file", Long.class));
  }

  /** The highest run id of an accepted file; 0 if no file was accepted. */
  public long latestRunId() {
    Long latest = jdbc.queryForObject("SELECT MAX(run_id) FROM input_file", Long.class);
    return latest == null ? 0 : latest;
  }

  private static RegisteredFile file(ResultSet row, int n) throws SQLException {
    return new RegisteredFile(
        row.getLong(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getLong(5),
        new ControlTotal(row.getLong(6), row.getBigDecimal(7)),
        row.getObject(8, OffsetDateTime.class).toInstant(),
        row.getObject(9, LocalDate.class),
        row.getBoolean(10),
        new WorkFileRecipe(
            row.getString(11),
            row.getString(12),
            row.getString(13),
            row.getLong(14),
            row.getString(15)),
        row.getLong(16));
  }
}
