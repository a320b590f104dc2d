package bank.withdrawals.job;

import bank.withdrawals.testing.TestDatabase;

/** The contract on PostgreSQL. */
class PostgresEventsTest extends EventsContract {

  PostgresEventsTest() {
    super(TestDatabase.POSTGRES);
  }
}
