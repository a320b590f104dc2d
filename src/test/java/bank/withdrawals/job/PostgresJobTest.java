package bank.withdrawals.job;

import bank.withdrawals.testing.TestDatabase;

/** The contract on a real PostgreSQL that forces its commits to disk. */
class PostgresJobTest extends JobContract {

  @Override
  TestDatabase database() {
    return TestDatabase.POSTGRES;
  }
}
