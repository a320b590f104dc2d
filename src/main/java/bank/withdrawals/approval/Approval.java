package bank.withdrawals.approval;

import bank.withdrawals.domain.ControlTotal;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A file that has to be approved before it is debited, and whether it is.
 *
 * @param sha256 of its bytes, 64 hex digits
 * @param name without a path
 * @param path where it lay when it was last met, absolute
 * @param rows how many it has, and the sum of their amounts that can be read
 * @param owner of the file, as the file system tells
 * @param submittedBy whose run found it first; the owner where it was approved before any run
 * @param approvedBy null while it waits, as is the time
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

  /** As many digits of the SHA-256 as are typed to approve it. */
  public String shortSha256() {
    return sha256.substring(0, DIGITS_SHOWN);
  }

  /** Whether this person has to do with the file already; names differ by more than their case. */
  boolean isOf(String person) {
    return owner.equalsIgnoreCase(person) || submittedBy.equalsIgnoreCase(person);
  }

  /** Who has to do with it: {@code alice}, or {@code alice and svc}. */
  public String people() {
    return owner.equalsIgnoreCase(submittedBy) ? owner : owner + " and " + submittedBy;
  }
}
