package bank.withdrawals.reconciliation;

import java.util.ArrayList;
import java.util.List;

/** What does not fit: the first findings in full, the rest as a number. */
final class Findings {

  private static final int KEPT = 20;

  private final List<String> kept = new ArrayList<>();
  private long count;

  void add(String sentence) {
    count++;
    if (kept.size() < KEPT) {
      kept.add(sentence);
    }
  }

  long count() {
    return count;
  }

  List<String> kept() {
    return List.copyOf(kept);
  }
}
