package bank.withdrawals.bench;

import java.util.List;
import java.util.Locale;

/**
 * A target, and what was measured.
 *
 * @param what with its unit
 * @param most whether less is better
 */
record Target(String what, double measured, double needed, boolean most) {

  static Target atLeast(double needed, String what, double measured) {
    return new Target(what, measured, needed, false);
  }

  static Target atMost(double needed, String what, double measured) {
    return new Target(what, measured, needed, true);
  }

  private String met() {
    if (Double.isNaN(measured)) {
      return "not measured";
    }
    return (most ? measured <= needed : measured >= needed) ? "*met*" : "*not met*";
  }

  /** Prints the targets as a table. */
  static void print(List<Target> targets) {
    System.out.println();
    System.out.println("| target | measured | needed | |");
    System.out.println("| --- | --: | --: | --- |");
    for (Target target : targets) {
      System.out.printf(
          Locale.ROOT,
          "| %s | %s | %s %,.1f | %s |%n",
          target.what(),
          Double.isNaN(target.measured()) ? "" : "%,.2f".formatted(target.measured()),
          target.most() ? "≤" : "≥",
          target.needed(),
          target.met());
    }
  }
}
