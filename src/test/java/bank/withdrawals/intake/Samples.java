package bank.withdrawals.intake;

import java.time.Duration;

/** Settings that several tests use. */
final class Samples {

  /** The longest record is 64 bytes, so that a test can exceed it. */
  static final IntakeSettings SMALL =
      new IntakeSettings(64, 4, false, false, false, Duration.ofSeconds(2), Duration.ofHours(1));

  static final IntakeSettings USUAL =
      new IntakeSettings(
          65536, 256, false, false, false, Duration.ofSeconds(2), Duration.ofHours(1));

  private Samples() {}
}
