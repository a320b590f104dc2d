package bank.withdrawals.approval;

import bank.withdrawals.domain.ControlTotal;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A file that has to be approved before it is debited, and its approval.
 *
 * @param content the hash of its bytes and of its format: see {@link
 *     bank.withdrawals.intake.Original#content}
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
    String content,
    String name,
    Path path,
    ControlTotal rows,
    String owner,
    String submittedBy,
    Instant submittedAt,
    @Nullable String approvedBy,
    @Nullable Instant approvedAt) {

  private static final int DIGITS_SHOWN = 16;
  private static final int SHA256_DIGITS = 64;
  private static final int FORMAT_DIGITS_SHOWN = 8;

  /** Whether nobody has approved it yet. */
  public boolean isWaiting() {
    return approvedBy == null;
  }

  /** The hash of its bytes, 64 hex digits. */
  public String sha256() {
    return content.substring(0, SHA256_DIGITS);
  }

  /**
   * The first digits of the SHA-256, enough to approve the file by. If the file is in a format
   * other than the default, a hyphen and digits of the format follow.
   */
  public String shortContent() {
    String format = formatDigits();
    return content.substring(0, DIGITS_SHOWN)
        + (format.isEmpty() ? "" : "-" + format.substring(0, FORMAT_DIGITS_SHOWN));
  }

  /** Whether the content begins with these digits of the bytes and of the format. */
  boolean isOf(String sha256Digits, String formatDigits) {
    return content.startsWith(sha256Digits) && formatDigits().startsWith(formatDigits);
  }

  private String formatDigits() {
    return content.substring(Math.min(content.length(), SHA256_DIGITS + 1));
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
