package bank.withdrawals.reconciliation;

import bank.withdrawals.reconciliation.Reconciliation.Check;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Collects the result of one check: keeps the first findings and counts the rest. */
final class Tally {

  private static final int KEPT = 20;

  private final String promise;
  private final String what;
  private final List<String> findings = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private long count;
  private BigDecimal amount = BigDecimal.ZERO;
  private long wrong;

  Tally(String promise, String what) {
    this.promise = promise;
    this.what = what;
  }

  /** Counts one more thing that was compared. */
  void compared(BigDecimal money) {
    count++;
    amount = amount.add(money);
  }

  /** Adds a sentence about something that does not hold. */
  void wrong(String finding) {
    wrong++;
    if (findings.size() < KEPT) {
      findings.add(finding);
    }
  }

  /** Adds a sentence that an operator should read even if everything holds. */
  void note(String sentence) {
    notes.add(sentence);
  }

  /** The result of a complete comparison. */
  Check check() {
    return new Check(promise, what, count, amount, wrong, findings, notes, true);
  }

  /** The result if the comparison is impossible; only the notes count. */
  Check notCompared() {
    return new Check(promise, what, 0, BigDecimal.ZERO, 0, List.of(), notes, false);
  }
}
