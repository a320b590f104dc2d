package bank.withdrawals.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The machine's clock, plus an error that a test sets. */
public final class SettableClock extends Clock {

  private volatile Duration wrongBy = Duration.ZERO;

  /** Sets it ahead, or back if negative. */
  public void wrongBy(Duration duration) {
    wrongBy = duration;
  }

  @Override
  public Instant instant() {
    return Instant.now().plus(wrongBy);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("It is always UTC");
  }
}
