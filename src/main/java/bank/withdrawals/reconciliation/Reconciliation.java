package bank.withdrawals.reconciliation;

import java.math.BigDecimal;
import java.util.List;

/**
 * The result of comparing the whole database and the topic.
 *
 * @param checks in the order of the promises
 */
public record Reconciliation(List<Check> checks) {

  /** Copies the list. */
  public Reconciliation {
    checks = List.copyOf(checks);
  }

  /** Whether every promise was compared and holds. */
  public boolean holds() {
    return checks.stream().allMatch(Check::holds);
  }

  /**
   * The result for one promise.
   *
   * @param promise its name, {@code I1} to {@code I4}
   * @param what was compared with what
   * @param count how many things were compared
   * @param amount their money, over all currencies
   * @param wrong how many of them do not hold
   * @param findings the first things that do not hold, a sentence each
   * @param notes other facts for the operator, a sentence each
   * @param compared whether the comparison was possible; if not, the notes say why
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

    /** Whether it was compared and holds. */
    public boolean holds() {
      return compared && wrong == 0;
    }
  }
}
