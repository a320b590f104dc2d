package bank.withdrawals.crash;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;

/**
 * One planned kill.
 *
 * @param occurrence the pass through the seam that counts, from 1 on
 * @param delayMillis the delay after that; 0 kills at the seam itself
 */
record Kill(Seam seam, int occurrence, long delayMillis) {

  /** Seams that a run passes several times for one file. */
  private static final List<Seam> REPEATED =
      List.of(
          Seam.STEP_CREATED,
          Seam.ROW_READ,
          Seam.WORK_ROW_WRITTEN,
          Seam.ACCOUNTS_LOCKED,
          Seam.CHUNK_CLAIMED,
          Seam.BALANCES_UPDATED,
          Seam.JOURNAL_WRITTEN,
          Seam.CHUNK_WRITTEN,
          Seam.BEFORE_CHUNK_COMMIT,
          Seam.AFTER_CHUNK_COMMIT,
          Seam.EVENTS_ACKNOWLEDGED,
          Seam.BEFORE_KAFKA_COMMIT,
          Seam.AFTER_KAFKA_COMMIT,
          Seam.POSITION_STORED,
          Seam.BEFORE_POSITION_COMMIT,
          Seam.AFTER_POSITION_COMMIT);

  private static final int MAX_OCCURRENCE = 4;

  /** Random instants: each is a seam and the longest delay after it. */
  private static final List<Kill> INSTANTS =
      List.of(
          new Kill(Seam.STARTED, 1, 2_000),
          new Kill(Seam.STARTED, 1, 4_000),
          new Kill(Seam.STARTED, 1, 4_000),
          new Kill(Seam.ACCOUNTS_LOCKED, 1, 400),
          new Kill(Seam.ACCOUNTS_LOCKED, 2, 100),
          new Kill(Seam.EVENTS_ACKNOWLEDGED, 1, 300),
          new Kill(Seam.BEFORE_REJECTS_RENAME, 1, 60));

  /** The number of kills in a complete round. */
  static final int ROUND = Seam.values().length - 1 + INSTANTS.size();

  /**
   * Kills by seed, in rounds. A round has every seam and every kind of random instant once, in the
   * order of a run, so that one file is enough for a round. If the last round is not complete,
   * {@code part} 0 and 1 get different kills of it as far as possible.
   */
  static List<Kill> plan(long seed, int count, int part) {
    Random random = new Random(seed);
    List<Kill> plan = new ArrayList<>();
    while (plan.size() < count) {
      List<Kill> round = round(random);
      Collections.shuffle(round, random);
      Collections.rotate(round, -part * (count - plan.size()));
      List<Kill> taken = new ArrayList<>(round.subList(0, Math.min(ROUND, count - plan.size())));
      taken.sort(Comparator.comparing(Kill::seam));
      letRecover(taken);
      plan.addAll(taken);
    }
    return plan;
  }

  /** A kill at {@link Seam#RECOVERED} strikes only a start that has a killed run to recover. */
  private static void letRecover(List<Kill> kills) {
    int recovery = kills.stream().map(Kill::seam).toList().indexOf(Seam.RECOVERED);
    if (recovery < 0) {
      return;
    }
    if (recovery == 0 && kills.size() > 1) {
      Collections.swap(kills, 0, 1);
      recovery = 1;
    }
    int before = Math.max(0, recovery - 1);
    if (!kills.get(before).leavesAKilledRun()) {
      kills.set(before, new Kill(Seam.BEFORE_SUMMARY_RENAME, 1, 0));
    }
  }

  private static List<Kill> round(Random random) {
    List<Kill> round = new ArrayList<>();
    for (Seam seam : Seam.values()) {
      int occurrence = REPEATED.contains(seam) ? 1 + random.nextInt(MAX_OCCURRENCE) : 1;
      if (seam != Seam.STARTED) {
        round.add(new Kill(seam, occurrence, 0));
      }
    }
    for (Kill instant : INSTANTS) {
      long delay = 1L + random.nextInt((int) instant.delayMillis());
      round.add(new Kill(instant.seam(), instant.occurrence(), delay));
    }
    return round;
  }

  /** The same kill after half the delay, for a run that ended before the delay was over. */
  Kill sooner() {
    return new Kill(seam, occurrence, delayMillis / 2);
  }

  /**
   * Whether it strikes a run that has started and not ended, so that a restart follows. A run whose
   * refused file has been moved only ends, without a restart, and so may a run at its end.
   */
  boolean leavesAKilledRun() {
    return delayMillis == 0
        && !EnumSet.of(
                Seam.STARTED,
                Seam.INSTANCE_CREATED,
                Seam.RECOVERED,
                Seam.AFTER_QUARANTINE_MOVE,
                Seam.BEFORE_RUN_END,
                Seam.AFTER_RUN_END)
            .contains(seam);
  }

  /** Its row in the printed table of kills. */
  String kind() {
    return delayMillis == 0 ? seam.name() : "random instant after " + seam.name();
  }

  /** The text that {@link #of} reads. */
  String argument() {
    return seam + ":" + occurrence + ":" + delayMillis;
  }

  static Kill of(String argument) {
    String[] parts = argument.split(":", -1);
    return new Kill(Seam.valueOf(parts[0]), Integer.parseInt(parts[1]), Long.parseLong(parts[2]));
  }
}
