package bank.withdrawals.console;

import bank.withdrawals.approval.Approval;
import bank.withdrawals.domain.Money;
import bank.withdrawals.files.Printable;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/** Sentences about files that need an approval. */
public final class ApprovalText {

  private ApprovalText() {}

  /** Says who must not approve a waiting file, and which commands check and approve it. */
  public static String waiting(Approval approval) {
    return "%s waits for approval by somebody else than %s: %s.%n`check %s` shows what it would do, `approve %s` lets the next run do it."
        .formatted(
            Printable.text(approval.name()),
            approval.people(),
            total(approval),
            shellWord(approval.path().toString()),
            approval.shortContent());
  }

  /** Says who approved a file, and when. */
  public static String approved(Approval approval) {
    return "%s was approved by %s at %s: %s, submitted by %s."
        .formatted(
            Printable.text(approval.name()),
            approval.approvedBy(),
            Objects.requireNonNull(approval.approvedAt()).truncatedTo(ChronoUnit.SECONDS),
            total(approval),
            approval.people());
  }

  private static String total(Approval approval) {
    return "%,d rows of %s"
        .formatted(approval.rows().count(), Money.formatTotal(approval.rows().amount()));
  }

  /** Quotes a path for a shell, if it needs that. */
  private static String shellWord(String path) {
    String printable = Printable.text(path);
    return printable.matches("[A-Za-z0-9_./-]+")
        ? printable
        : "'" + printable.replace("'", "'\\''") + "'";
  }
}
