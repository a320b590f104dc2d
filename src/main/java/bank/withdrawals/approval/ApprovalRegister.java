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
      SELECT content, name, path, records, total_amount, owner, submitted_by, submitted_at,
             approved_by, approved_at
        FROM approval
       WHERE content LIKE ?
      """;

  private static final String BY_CONTENT =
      """
      SELECT content, name, path, records, total_amount, owner, submitted_by, submitted_at,
             approved_by, approved_at
        FROM approval
       WHERE content = ?
      """;

  private static final String WAITING =
      """
      SELECT a.content, a.name, a.path, a.records, a.total_amount, a.owner, a.submitted_by,
             a.submitted_at, a.approved_by, a.approved_at
        FROM approval a
       WHERE a.approved_by IS NULL
         AND NOT EXISTS (SELECT 1 FROM input_file f WHERE f.content = a.content)
       ORDER BY a.submitted_at, a.content
      """;

  private static final String SUBMIT =
      """
      INSERT INTO approval (content, sha256, name, path, records, total_amount, owner, submitted_by,
                            submitted_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String UPDATE_PATH =
      """
      UPDATE approval SET name = ?, path = ? WHERE content = ?
      """;

  private static final String DELETE_WAITING =
      """
      DELETE FROM approval WHERE path = ? AND approved_by IS NULL
      """;

  private static final String APPROVE =
      """
      UPDATE approval SET approved_by = ?, approved_at = ?
       WHERE content = ? AND approved_by IS NULL
      """;

  private final JdbcTemplate jdbc;

  ApprovalRegister(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** The file with this content; empty if it never had to be approved. */
  Optional<Approval> find(String content) {
    return jdbc.query(BY_CONTENT, ApprovalRegister::approval, content).stream().findFirst();
  }

  /** The files whose content begins with these digits. */
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
        approval.content(),
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
  boolean updatePath(String content, Path path) {
    return jdbc.update(UPDATE_PATH, path.getFileName().toString(), path.toString(), content) == 1;
  }

  /** Approves a file; false if it is approved already. */
  boolean approve(String content, String approver, Instant now) {
    return jdbc.update(APPROVE, approver, utc(now), content) == 1;
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
