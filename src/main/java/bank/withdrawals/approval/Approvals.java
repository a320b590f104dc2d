package bank.withdrawals.approval;

import bank.withdrawals.domain.ControlTotal;
import bank.withdrawals.intake.FileInspector;
import bank.withdrawals.intake.Inbox;
import bank.withdrawals.intake.Inspection;
import bank.withdrawals.ledger.FileRegister;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Four eyes over a file:
 *
 * <ol>
 *   <li>A new file that would not be refused is kept waiting, and who submitted it is recorded: the
 *       owner of the file, and whoever's run met it.
 *   <li>Somebody who is neither approves its content, by the SHA-256.
 *   <li>The next run takes it. Other bytes are another file, and wait anew.
 * </ol>
 *
 * <p>A run that has received its file goes on without asking again.
 */
@Component
@EnableConfigurationProperties(ApprovalSettings.class)
public class Approvals {

  private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{8,64}");

  private static final String SELECT =
      "SELECT a.sha256, a.name, a.path, a.records, a.total_amount, a.owner, a.submitted_by,"
          + " a.submitted_at, a.approved_by, a.approved_at FROM approval a";

  private static final String WAITING =
      SELECT
          + " WHERE a.approved_by IS NULL AND NOT EXISTS"
          + " (SELECT 1 FROM input_file f WHERE f.sha256 = a.sha256)"
          + " ORDER BY a.submitted_at, a.sha256";

  private static final String SUBMIT =
      "INSERT INTO approval (sha256, name, path, records, total_amount, owner, submitted_by,"
          + " submitted_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

  /** It may lie under another name than before. */
  private static final String MEET = "UPDATE approval SET name = ?, path = ? WHERE sha256 = ?";

  /** Of other bytes that lay at the same place and are there no more. */
  private static final String FORGET =
      "DELETE FROM approval WHERE path = ? AND approved_by IS NULL";

  private static final String APPROVE =
      "UPDATE approval SET approved_by = ?, approved_at = ?"
          + " WHERE sha256 = ? AND approved_by IS NULL";

  private final JdbcTemplate jdbc;
  private final ApprovalSettings settings;
  private final FileRegister files;
  private final FileInspector inspector;
  private final Inbox inbox;
  private final Clock clock;

  Approvals(
      JdbcTemplate jdbc,
      ApprovalSettings settings,
      FileRegister files,
      FileInspector inspector,
      Inbox inbox,
      Clock clock) {
    this.jdbc = jdbc;
    this.settings = settings;
    this.files = files;
    this.inspector = inspector;
    this.inbox = inbox;
    this.clock = clock;
  }

  /** What came of an approval. */
  public sealed interface Answer {

    /** It is approved now. */
    record Approved(Approval approval) implements Answer {}

    /** It was approved before, by whomever. */
    record ApprovedBefore(Approval approval) implements Answer {}

    /**
     * It is not approved.
     *
     * @param sentence why, and what to do
     */
    record NotApproved(String sentence) implements Answer {}
  }

  /** Whether every new file has to be approved, whatever the options of a run. */
  public boolean areRequired() {
    return settings.required();
  }

  /** The files that wait, longest first; none that was taken away. */
  public List<Approval> waiting() {
    return jdbc.query(WAITING, Approvals::approval).stream()
        .filter(approval -> Files.isRegularFile(approval.path(), LinkOption.NOFOLLOW_LINKS))
        .toList();
  }

  /** What is recorded of a content; empty where it never had to wait. */
  public Optional<Approval> of(String sha256) {
    return beginning(sha256).stream().findFirst();
  }

  /**
   * Keeps a new file waiting that has to be approved and is not.
   *
   * @return empty where it can go on: to be debited, or to be refused
   * @throws IOException where it cannot be read
   */
  public Optional<Approval> hold(
      Path file, String sha256, boolean requireApproval, boolean requireControl)
      throws IOException {
    if (!isMissing(sha256, requireApproval)) {
      return Optional.empty();
    }
    boolean known = jdbc.update(MEET, file.getFileName().toString(), file.toString(), sha256) == 1;
    return known || submit(file, sha256, settings.who(), requireControl)
        ? of(sha256)
        : Optional.empty();
  }

  /** Whether a content has to be approved before it is received, and is not. */
  public boolean isMissing(String sha256, boolean requireApproval) {
    return (requireApproval || settings.required())
        && files.findByContent(sha256).isEmpty()
        && of(sha256).filter(approval -> !approval.isWaiting()).isEmpty();
  }

  /**
   * Approves a file that waits, or that lies in the inbox and was not met by a run yet.
   *
   * @param digits the first 8 or more hex digits of its SHA-256
   * @param person who approves; null for whoever the settings or the operating system say
   * @throws IOException where the inbox cannot be read
   */
  public Answer approve(String digits, @Nullable String person) throws IOException {
    if (!DIGITS.matcher(digits).matches()) {
      return new Answer.NotApproved(
          "What is approved is a content: give the first 8 or more digits of its SHA-256, as `status`"
              + " shows them.");
    }
    String approver = person == null ? settings.who() : person;
    if (!ApprovalSettings.isName(approver)) {
      return new Answer.NotApproved(
          "Nobody is known by this user's name: say who approves, with --as NAME.");
    }
    List<Approval> found = beginning(digits);
    if (found.isEmpty()) {
      submitFromInbox(digits);
      found = beginning(digits);
    }
    if (found.size() != 1) {
      return new Answer.NotApproved(
          found.isEmpty()
              ? "No file with this SHA-256 waits, and none in input/ has it that could be run."
              : "Several files have a SHA-256 that begins so: give more digits.");
    }
    return approve(found.get(0), approver);
  }

  private Answer approve(Approval approval, String approver) {
    if (!approval.isWaiting()) {
      return new Answer.ApprovedBefore(approval);
    }
    if (approval.isOf(approver)) {
      return new Answer.NotApproved(
          "%s has submitted this file and cannot approve it: somebody else has to."
              .formatted(approver));
    }
    boolean first = jdbc.update(APPROVE, approver, now(), approval.sha256()) == 1;
    Approval approved = of(approval.sha256()).orElseThrow();
    return first ? new Answer.Approved(approved) : new Answer.ApprovedBefore(approved);
  }

  private void submitFromInbox(String digits) throws IOException {
    for (Path file : inbox.list().ready()) {
      if (FileInspector.unreadable(file).isEmpty()) {
        String sha256 = FileInspector.sha256(file);
        if (sha256.startsWith(digits)) {
          submit(file.toAbsolutePath().normalize(), sha256, owner(file), false);
          return;
        }
      }
    }
  }

  /** Whether it is one to wait; one that is to be refused is not. */
  private boolean submit(Path file, String sha256, String submitter, boolean requireControl)
      throws IOException {
    if (!(inspector.inspect(file, requireControl) instanceof Inspection.Accepted accepted)
        || !accepted.sha256().equals(sha256)) {
      return false;
    }
    jdbc.update(FORGET, file.toString());
    jdbc.update(
        SUBMIT,
        sha256,
        file.getFileName().toString(),
        file.toString(),
        accepted.rows().count(),
        accepted.rows().amount(),
        owner(file),
        submitter,
        now());
    return true;
  }

  private static String owner(Path file) throws IOException {
    return Files.getOwner(file, LinkOption.NOFOLLOW_LINKS).getName();
  }

  private List<Approval> beginning(String digits) {
    return jdbc.query(SELECT + " WHERE a.sha256 LIKE ?", Approvals::approval, digits + "%");
  }

  private OffsetDateTime now() {
    return OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
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
