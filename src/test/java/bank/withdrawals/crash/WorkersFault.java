package bank.withdrawals.crash;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What happens to a run that workers share. The most important ones come first, and among them
 * those that take long come last, so that three files are enough for a few.
 */
enum WorkersFault {
  KILL_WORKER,
  KILL_MANAGER,
  RESTART_DATABASE,
  /** Until PostgreSQL has ended its sessions and another worker has its slice. */
  FREEZE_WORKER,
  RESTART_BROKER,
  ADD_WORKER,
  TERMINATE_MANAGER,
  TERMINATE_WORKER;

  /** Faults by seed, in rounds that have each kind once; the last round has the first kinds. */
  static List<WorkersFault> plan(Random random, int count) {
    List<WorkersFault> kinds = List.of(values());
    List<WorkersFault> plan = new ArrayList<>();
    while (count - plan.size() >= kinds.size()) {
      List<WorkersFault> round = new ArrayList<>(kinds);
      Collections.shuffle(round, random);
      plan.addAll(round);
    }
    plan.addAll(kinds.subList(0, count - plan.size()));
    return plan;
  }
}
