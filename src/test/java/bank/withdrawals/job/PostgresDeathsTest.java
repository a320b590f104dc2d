package bank.withdrawals.job;

import bank.withdrawals.testing.TestDatabase;

/** The contract on PostgreSQL. */
class PostgresDeathsTest extends DeathsContract {

  PostgresDeathsTest() {
    super(TestDatabase.POSTGRES);
  }
}
