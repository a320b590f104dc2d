package bank.withdrawals.crash;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;

/**
 * One kill to come.
 *
 * @param occurrence how often the seam must be come by first, from 1 on
 * @param delayMillis how long after that; 0 for at the seam itself
 */
record Kill(Seam seam, int occurrence, long delayMillis) {

  /** Seams that are come by again and again while one file is run. */
  private static final List<Seam> REPEATED =
      List.of(
          Seam.STEP_CREATED,
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
          Seam.WATERMARK_NOTED,
          Seam.BEFORE_WATERMARK_COMMIT,
          Seam.AFTER_WATERMARK_COMMIT);

  private static final int MAX_OCCURRENCE = 4;

  /** What random instants are counted from, as a seam and the longest delay. */
  private static final List<Kill> INSTANTS =
      List.of(
          new Kill(Seam.STARTED, 1, 2_000),
          new Kill(Seam.STARTED, 1, 4_000),
          new Kill(Seam.STARTED, 1, 4_000),
          new Kill(Seam.ACCOUNTS_LOCKED, 1, 400),
          new Kill(Seam.ACCOUNTS_LOCKED, 2, 100),
          new Kill(Seam.EVENTS_ACKNOWLEDGED, 1, 300),
          new Kill(Seam.BEFORE_REJECTS_RENAME, 1, 60));

  /** Kills in one round of all of them. */
  static final int ROUND = Seam.values().length - 1 + INSTANTS.size();

  /**
   * Kills by seed, in rounds; a round has every seam and every kind of random instant once, in the
   * order of a run, so that one file lasts for a round. Of the last round, which need not be whole,
   * {@code part} 0 and 1 get different kills as far as there are.
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
      plan.addAll(taken);
    }
    return plan;
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

  /** The same, sooner: for a machine on which the delay was longer than all there was to do. */
  Kill sooner() {
    return new Kill(seam, occurrence, delayMillis / 2);
  }

  /**
   * Whether it strikes a run that has begun and not ended, and that is begun again after it. A run
   * whose refused file has been moved is only concluded, and the end of a run may be that of one.
   */
  boolean breaksOffARun() {
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

  /** What the table of kills counts it as. */
  String kind() {
    return delayMillis == 0 ? seam.name() : "random instant after " + seam.name();
  }

  /** As {@link #of} takes it. */
  String argument() {
    return seam + ":" + occurrence + ":" + delayMillis;
  }

  static Kill of(String argument) {
    String[] parts = argument.split(":", -1);
    return new Kill(Seam.valueOf(parts[0]), Integer.parseInt(parts[1]), Long.parseLong(parts[2]));
  }
}
