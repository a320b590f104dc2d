package bank.withdrawals.job;

import bank.withdrawals.ledger.FileRegister;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/**
 * Creates run ids from the time, {@code yyyyMMddHHmmssSSS} in UTC. So they sort by time, and a new
 * database on an old Kafka cluster does not find consumer offsets of earlier runs with the same id.
 * If the clock was set back, ids continue after the highest one, because events are published in
 * order of ids.
 */
@Component
public class RunIds {

  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmssSSS").withZone(ZoneOffset.UTC);

  private final Clock clock;
  private final FileRegister files;
  private final AtomicLong last = new AtomicLong();

  RunIds(Clock clock, FileRegister files) {
    this.clock = clock;
    this.files = files;
  }

  /** The next id, higher than all before. */
  public long next() {
    long now = Long.parseLong(FORMAT.format(clock.instant()));
    long candidate = Math.max(now, files.latestRunId() + 1);
    return last.updateAndGet(previous -> Math.max(previous + 1, candidate));
  }
}
