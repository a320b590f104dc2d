package bank.withdrawals.approval;

import bank.withdrawals.format.RefusedFileException;
import bank.withdrawals.intake.FileInspector;
import bank.withdrawals.intake.Inbox;
import bank.withdrawals.intake.Inspection;
import bank.withdrawals.intake.Original;
import bank.withdrawals.intake.Originals;
import bank.withdrawals.ledger.FileRegister;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/**
 * The rules of approval, which banks call maker-checker or the four-eyes principle:
 *
 * <ol>
 *   <li>A run finds a new file that it would not refuse. The file waits, and its makers are stored:
 *       the owner of the file and the user of the run.
 *   <li>Somebody who is neither approves the file's content by its SHA-256.
 *   <li>The next run debits it. Other content is another file and waits again.
 * </ol>
 *
 * <p>A run that has received its file resumes without an approval.
 */
@Component
@EnableConfigurationProperties(ApprovalSettings.class)
public class Approvals {

  private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{8,64}(-[0-9a-f]{1,16})?");

  private final ApprovalRegister register;
  private final ApprovalSettings settings;
  private final FileRegister files;
  private final FileInspector inspector;
  private final Originals originals;
  private final Inbox inbox;
  private final Clock clock;

  Approvals(
      ApprovalRegister register,
      ApprovalSettings settings,
      FileRegister files,
      FileInspector inspector,
      Originals originals,
      Inbox inbox,
      Clock clock) {
    this.register = register;
    this.settings = settings;
    this.files = files;
    this.inspector = inspector;
    this.originals = originals;
    this.inbox = inbox;
    this.clock = clock;
  }

  /** Whether every new file has to be approved, whatever the options of a run. */
  public boolean areRequired() {
    return settings.required();
  }

  /** The files that wait, the one that waits longest first; without files that are gone. */
  public List<Approval> waiting() {
    return register.waiting().stream()
        .filter(approval -> Files.isRegularFile(approval.path(), LinkOption.NOFOLLOW_LINKS))
        .toList();
  }

  /** The approval of a content; empty if it never had to wait. */
  public Optional<Approval> find(String content) {
    return register.find(content);
  }

  /** Whether a content has to be approved before it is received, and is not. */
  public boolean isMissing(String content, boolean requireApproval) {
    return (requireApproval || settings.required())
        && files.findByContent(content).isEmpty()
        && find(content).filter(approval -> !approval.isWaiting()).isEmpty();
  }

  /**
   * Lets a new file wait if it has to be approved and is not.
   *
   * @return empty if the run may start, to debit the file or to refuse it
   * @throws IOException if the file cannot be read
   */
  public Optional<Approval> holdForApproval(
      Original original, boolean requireApproval, boolean requireControl) throws IOException {
    String content = original.content();
    if (!isMissing(content, requireApproval)) {
      return Optional.empty();
    }
    boolean waits =
        register.updatePath(content, original.file())
            || submit(original, settings.currentUser(), requireControl);
    return waits ? find(content) : Optional.empty();
  }

  /**
   * Approves a file that waits, or that is in the inbox and that no run has found yet.
   *
   * @param digits the first 8 or more hex digits of its SHA-256
   * @param person who approves; null for the user in the settings or of the operating system
   * @throws IOException if the inbox cannot be read
   */
  public ApprovalResult approve(String digits, @Nullable String person) throws IOException {
    if (!DIGITS.matcher(digits).matches()) {
      return new ApprovalResult.NotApproved(
          "What is approved is a content: give the first 8 or more digits of its SHA-256, as `status`"
              + " shows them.");
    }
    String approver = person == null ? settings.currentUser() : person;
    if (!ApprovalSettings.isName(approver)) {
      return new ApprovalResult.NotApproved(
          "The name of this user cannot be stored: say who approves, with --as NAME.");
    }
    List<Approval> found = find(digits, register);
    if (found.isEmpty()) {
      submitFromInbox(digits);
      found = find(digits, register);
    }
    if (found.size() != 1) {
      return new ApprovalResult.NotApproved(
          found.isEmpty()
              ? "No file with this SHA-256 waits, and input/ has none that could be run."
              : "The SHA-256 of several files begins with these digits: give more digits.");
    }
    return approve(found.get(0), approver);
  }

  /**
   * The files with these digits: those of the bytes, and after a hyphen those of the format. The
   * whole content names one file.
   */
  private static List<Approval> find(String digits, ApprovalRegister register) {
    int hyphen = digits.indexOf('-');
    String sha256 = hyphen < 0 ? digits : digits.substring(0, hyphen);
    String format = hyphen < 0 ? "" : digits.substring(hyphen + 1);
    return register
        .find(digits)
        .map(List::of)
        .orElseGet(
            () ->
                register.findByPrefix(sha256).stream()
                    .filter(approval -> approval.isOf(sha256, format))
                    .toList());
  }

  private ApprovalResult approve(Approval approval, String approver) {
    if (!approval.isWaiting()) {
      return new ApprovalResult.AlreadyApproved(approval);
    }
    if (approval.isMaker(approver)) {
      return new ApprovalResult.NotApproved(
          "%s has submitted this file and cannot approve it: somebody else has to."
              .formatted(approver));
    }
    boolean first = register.approve(approval.content(), approver, clock.instant());
    Approval approved = find(approval.content()).orElseThrow();
    return first
        ? new ApprovalResult.Approved(approved)
        : new ApprovalResult.AlreadyApproved(approved);
  }

  private void submitFromInbox(String digits) throws IOException {
    for (Path listed : inbox.list().ready()) {
      Path file = listed.toAbsolutePath().normalize();
      if (FileInspector.unreadable(file).isEmpty()) {
        try {
          Original original = originals.unreceived(file, FileInspector.sha256(file), null);
          if (original.content().startsWith(digits.replaceAll("-.*", ""))) {
            submit(original, owner(file), false);
            return;
          }
        } catch (RefusedFileException noFormat) {
          // The run will refuse it.
        }
      }
    }
  }

  /** Lets a file wait; false if it does not, because a run would refuse it. */
  private boolean submit(Original original, String submitter, boolean requireControl)
      throws IOException {
    if (!(inspector.inspect(original, requireControl, row -> {})
        instanceof Inspection.Accepted accepted)) {
      return false;
    }
    Path file = original.file();
    register.submit(
        new Approval(
            original.content(),
            file.getFileName().toString(),
            file,
            accepted.rows(),
            owner(file),
            submitter,
            clock.instant(),
            null,
            null));
    return true;
  }

  private static String owner(Path file) throws IOException {
    return Files.getOwner(file, LinkOption.NOFOLLOW_LINKS).getName();
  }
}
