package bank.withdrawals.job;

import bank.withdrawals.testing.TestDatabase;

/** The contract on PostgreSQL. */
class PostgresParkedEventsTest extends ParkedEventsContract {

  PostgresParkedEventsTest() {
    super(TestDatabase.POSTGRES);
  }
}
