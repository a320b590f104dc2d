package bank.withdrawals.approval;

import bank.withdrawals.domain.ControlTotal;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** The files that had to be approved: the repository of the table {@code approval}. */
@Component
class ApprovalRegister {

  private static final String BY_PREFIX =
      """
      SELECT sha256, name, path, records, total_amount, owner, submitted_by, submitted_at,
             approved_by, approved_at
        FROM approval
       WHERE sha256 LIKE ?
      """;

  private static final String BY_CONTENT =
      """
      SELECT sha256, name, path, records, total_amount, owner, submitted_by, submitted_at,
             approved_by, approved_at
        FROM approval
       WHERE sha256 = ?
      """;

  private static final String WAITING =
      """
      SELECT a.sha256, a.name, a.path, a.records, a.total_amount, a.owner, a.submitted_by,
             a.submitted_at, a.approved_by, a.approved_at
        FROM approval a
       WHERE a.approved_by IS NULL
         AND NOT EXISTS (SELECT 1 FROM input_file f WHERE f.sha256 = a.sha256)
       ORDER BY a.submitted_at, a.sha256
      """;

  private static final String SUBMIT =
      """
      INSERT INTO approval (sha256, name, path, records, total_amount, owner, submitted_by,
                            submitted_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String UPDATE_PATH =
      """
      UPDATE approval SET name = ?, path = ? WHERE sha256 = ?
      """;

  private static final String DELETE_WAITING =
      """
      DELETE FROM approval WHERE path = ? AND approved_by IS NULL
      """;

  private static final String APPROVE =
      """
      UPDATE approval SET approved_by = ?, approved_at = ?
       WHERE sha256 = ? AND approved_by IS NULL
      """;

  private final JdbcTemplate jdbc;

  ApprovalRegister(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** The file with this SHA-256; empty if it never had to be approved. */
  Optional<Approval> find(String sha256) {
    return jdbc.query(BY_CONTENT, ApprovalRegister::approval, sha256).stream().findFirst();
  }

  /** The files whose SHA-256 begins with these digits. */
  List<Approval> findByPrefix(String digits) {
    return jdbc.query(BY_PREFIX, ApprovalRegister::approval, digits + "%");
  }

  /** The files that wait and were never received, the one that waits longest first. */
  List<Approval> waiting() {
    return jdbc.query(WAITING, ApprovalRegister::approval);
  }

  /** Adds a waiting file. It replaces a waiting file with other content in the same place. */
  void submit(Approval approval) {
    jdbc.update(DELETE_WAITING, approval.path().toString());
    jdbc.update(
        SUBMIT,
        approval.sha256(),
        approval.name(),
        approval.path().toString(),
        approval.rows().count(),
        approval.rows().amount(),
        approval.owner(),
        approval.submittedBy(),
        utc(approval.submittedAt()));
  }

  /** Stores where a file is now; false if the file never had to be approved. */
  boolean updatePath(String sha256, Path path) {
    return jdbc.update(UPDATE_PATH, path.getFileName().toString(), path.toString(), sha256) == 1;
  }

  /** Approves a file; false if it is approved already. */
  boolean approve(String sha256, String approver, Instant now) {
    return jdbc.update(APPROVE, approver, utc(now), sha256) == 1;
  }

  private static OffsetDateTime utc(Instant time) {
    return OffsetDateTime.ofInstant(time, ZoneOffset.UTC);
  }

  private static Approval approval(ResultSet row, int n) throws SQLException {
    return new Approval(
        row.getString(1),
        row.getString(2),
        Path.of(row.getString(3)),
        new ControlTotal(row.getLong(4), row.getBigDecimal(5)),
        row.getString(6),
        row.getString(7),
        Objects.requireNonNull(time(row, 8)),
        row.getString(9),
        time(row, 10));
  }

  private static @Nullable Instant time(ResultSet row, int column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
