package bank.withdrawals.job;

import bank.withdrawals.testing.TestPostgres;
import java.util.Map;

/** The contract on a real PostgreSQL that forces its commits to disk. */
class PostgresJobTest extends JobContract {

  @Override
  Map<String, String> newDatabase() {
    return TestPostgres.newDatabase();
  }
}
