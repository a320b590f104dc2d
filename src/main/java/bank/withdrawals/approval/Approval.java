package bank.withdrawals.approval;

import bank.withdrawals.domain.ControlTotal;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A file that has to be approved before it is debited, and its approval.
 *
 * @param sha256 hash of its bytes, 64 hex digits
 * @param name the file's name without its folder
 * @param path where it was found last, absolute
 * @param rows its rows, and the sum of their amounts that can be read
 * @param owner the owner of the file in the file system
 * @param submittedBy the user of the run that found it first; the owner if it was approved before
 *     any run
 * @param submittedAt when it was found first
 * @param approvedBy who approved it; null while it waits
 * @param approvedAt when it was approved; null while it waits
 */
public record Approval(
    String sha256,
    String name,
    Path path,
    ControlTotal rows,
    String owner,
    String submittedBy,
    Instant submittedAt,
    @Nullable String approvedBy,
    @Nullable Instant approvedAt) {

  private static final int DIGITS_SHOWN = 16;

  /** Whether nobody has approved it yet. */
  public boolean isWaiting() {
    return approvedBy == null;
  }

  /** The first digits of the SHA-256, enough to approve the file by. */
  public String shortSha256() {
    return sha256.substring(0, DIGITS_SHOWN);
  }

  /** Whether this person is the owner or the submitter; the case of names does not count. */
  boolean isMaker(String person) {
    return owner.equalsIgnoreCase(person) || submittedBy.equalsIgnoreCase(person);
  }

  /** The owner and the submitter: {@code alice and svc}, or just {@code alice}. */
  public String people() {
    return owner.equalsIgnoreCase(submittedBy) ? owner : owner + " and " + submittedBy;
  }
}
