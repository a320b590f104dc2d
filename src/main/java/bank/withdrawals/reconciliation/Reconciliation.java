package bank.withdrawals.reconciliation;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * What was compared over the whole database, and what does not hold.
 *
 * @param checks in the order of the promises
 */
public record Reconciliation(List<Check> checks) {

  /** Copies the list. */
  public Reconciliation {
    checks = List.copyOf(checks);
  }

  /** Whether every promise holds and was looked at. */
  public boolean holds() {
    return checks.stream().allMatch(Check::holds);
  }

  /**
   * One promise.
   *
   * @param promise its name, {@code I1} to {@code I4}
   * @param what was compared with what
   * @param count how many were compared
   * @param amount their money, over all currencies
   * @param wrong how many of them do not hold
   * @param findings the first of those, a sentence each
   * @param notes what an operator should know all the same, a sentence each
   * @param compared whether it could be looked at; where not, the notes say why
   */
  public record Check(
      String promise,
      String what,
      long count,
      BigDecimal amount,
      long wrong,
      List<String> findings,
      List<String> notes,
      boolean compared) {

    /** Copies the lists. */
    public Check {
      findings = List.copyOf(findings);
      notes = List.copyOf(notes);
    }

    /** Whether it was looked at and holds. */
    public boolean holds() {
      return compared && wrong == 0;
    }
  }

  /** Gathers what one promise's check comes upon; keeps the first findings and counts the rest. */
  static final class Tally {

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

    void compared(long more, BigDecimal money) {
      count += more;
      amount = amount.add(money);
    }

    void wrong(String finding) {
      wrong++;
      if (findings.size() < KEPT) {
        findings.add(finding);
      }
    }

    void note(String sentence) {
      notes.add(sentence);
    }

    Check check() {
      return new Check(promise, what, count, amount, wrong, findings, notes, true);
    }
  }
}
