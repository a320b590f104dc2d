package bank.withdrawals.console;

import bank.withdrawals.approval.Approval;
import bank.withdrawals.domain.Money;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An approval as JSON, in the place of a run that has not started yet.
 *
 * @param status {@code WAITING_FOR_APPROVAL} or {@code APPROVED}
 * @param records the number of rows
 * @param approvedBy left out of the JSON while the file waits, like the time
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ApprovalJson(
    String file,
    String sha256,
    String status,
    long records,
    String amount,
    String owner,
    String submittedBy,
    String submittedAt,
    @Nullable String approvedBy,
    @Nullable String approvedAt) {

  /** The JSON form of {@code approval}. */
  public static ApprovalJson of(Approval approval) {
    return new ApprovalJson(
        approval.name(),
        approval.sha256(),
        approval.isWaiting() ? "WAITING_FOR_APPROVAL" : "APPROVED",
        approval.rows().count(),
        Money.formatTotal(approval.rows().amount()),
        approval.owner(),
        approval.submittedBy(),
        approval.submittedAt().toString(),
        approval.approvedBy(),
        approval.isWaiting() ? null : Objects.toString(approval.approvedAt(), null));
  }
}
