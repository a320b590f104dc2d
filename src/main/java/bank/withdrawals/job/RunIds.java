package bank.withdrawals.job;

import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/**
 * Numbers runs by the moment they begin, {@code yyyyMMddHHmmssSSS} in UTC: they sort by time, and a
 * database begun afresh beside an old Kafka does not come upon the watermarks of its former life.
 */
@Component
class RunIds {

  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmssSSS").withZone(ZoneOffset.UTC);

  private final Clock clock;
  private final AtomicLong last = new AtomicLong();

  RunIds(Clock clock) {
    this.clock = clock;
  }

  long next() {
    long moment = Long.parseLong(MOMENT.format(clock.instant()));
    return last.updateAndGet(previous -> Math.max(previous + 1, moment));
  }
}
