package bank.withdrawals.run;

import bank.withdrawals.ledger.FileRegister;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/**
 * Numbers runs by the moment they begin, {@code yyyyMMddHHmmssSSS} in UTC: they sort by time, and a
 * database begun afresh beside an old Kafka does not come upon the watermarks of its former life.
 * Where the clock was set back, they go on from the last number there is: events go out in order of
 * runs.
 */
@Component
class RunIds {

  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmssSSS").withZone(ZoneOffset.UTC);

  private final Clock clock;
  private final FileRegister files;
  private final AtomicLong last = new AtomicLong();

  RunIds(Clock clock, FileRegister files) {
    this.clock = clock;
    this.files = files;
  }

  long next() {
    long moment = Math.max(Long.parseLong(MOMENT.format(clock.instant())), files.latestRunId() + 1);
    return last.updateAndGet(previous -> Math.max(previous + 1, moment));
  }
}
