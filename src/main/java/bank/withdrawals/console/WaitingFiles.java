package bank.withdrawals.console;

import bank.withdrawals.approval.Approval;
import bank.withdrawals.domain.Money;
import bank.withdrawals.files.Printable;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Files that wait for approval, for people and for programs. */
public final class WaitingFiles {

  /** Where a run has its status. */
  private static final String WAITING = "WAITING_FOR_APPROVAL";

  private WaitingFiles() {}

  /** What waits for whom, and what to type. */
  public static String sentence(Approval approval) {
    return "%s waits for approval by somebody else than %s: %s.%n`check %s` shows what it would do, `approve %s` lets the next run do it."
        .formatted(
            Printable.text(approval.name()),
            approval.people(),
            money(approval),
            quoted(approval.path().toString()),
            approval.shortSha256());
  }

  /** Who approved what. */
  public static String approved(Approval approval) {
    return "%s was approved by %s at %s: %s, submitted by %s."
        .formatted(
            Printable.text(approval.name()),
            approval.approvedBy(),
            Objects.requireNonNull(approval.approvedAt()).truncatedTo(ChronoUnit.SECONDS),
            money(approval),
            approval.people());
  }

  /** As JSON; without what there is not yet. */
  public static Map<String, Object> tree(Approval approval) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("file", approval.name());
    tree.put("sha256", approval.sha256());
    tree.put("status", approval.isWaiting() ? WAITING : "APPROVED");
    tree.put("records", approval.rows().count());
    tree.put("amount", Money.formatTotal(approval.rows().amount()));
    tree.put("owner", approval.owner());
    tree.put("submittedBy", approval.submittedBy());
    tree.put("submittedAt", approval.submittedAt().toString());
    if (approval.approvedBy() != null && approval.approvedAt() != null) {
      tree.put("approvedBy", approval.approvedBy());
      tree.put("approvedAt", approval.approvedAt().toString());
    }
    return tree;
  }

  private static String money(Approval approval) {
    return "%,d rows of %s"
        .formatted(approval.rows().count(), Money.formatTotal(approval.rows().amount()));
  }

  /** As a shell takes it. */
  private static String quoted(String path) {
    String printable = Printable.text(path);
    return printable.matches("[A-Za-z0-9_./-]+")
        ? printable
        : "'" + printable.replace("'", "'\\''") + "'";
  }
}
