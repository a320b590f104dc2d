package bank.withdrawals.intake;

import java.time.Duration;

/** Settings that several tests use. */
final class Samples {

  /** The longest record is 64 bytes, so that a test can exceed it. */
  static final IntakeSettings SMALL = new IntakeSettings(64, 4, false, Duration.ofSeconds(2));

  static final IntakeSettings USUAL = new IntakeSettings(65536, 256, false, Duration.ofSeconds(2));

  private Samples() {}
}
