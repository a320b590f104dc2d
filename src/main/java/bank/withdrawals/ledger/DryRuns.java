package bank.withdrawals.ledger;

import bank.withdrawals.files.Home;
import java.io.IOException;
import java.time.Clock;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Executes dry runs, each with a {@link DryRunLedger} over a scratch database of its own. */
@Component
public class DryRuns {

  private final JdbcTemplate jdbc;
  private final Home home;
  private final Clock clock;

  DryRuns(JdbcTemplate jdbc, Home home, Clock clock) {
    this.jdbc = jdbc;
    this.home = home;
    this.clock = clock;
  }

  /** Work that uses a dry-run ledger. */
  public interface Work<T> {
    T with(DryRunLedger ledger) throws IOException;
  }

  /**
   * Does {@code work} and deletes the scratch database.
   *
   * @throws IOException if the work fails with one
   */
  public <T> T execute(Work<T> work) throws IOException {
    try (ScratchDatabase scratch = ScratchDatabase.open(home.data())) {
      return work.with(new DryRunLedger(jdbc, scratch.dataSource(), clock));
    }
  }
}
