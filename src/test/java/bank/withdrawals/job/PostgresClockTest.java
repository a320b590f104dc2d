package bank.withdrawals.job;

import bank.withdrawals.testing.TestDatabase;

/** The contract on PostgreSQL. */
class PostgresClockTest extends ClockContract {

  PostgresClockTest() {
    super(TestDatabase.POSTGRES);
  }
}
