package bank.withdrawals.job;

import bank.withdrawals.testing.TestDatabase;

/** The contract on PostgreSQL. */
class PostgresSlicesTest extends SlicesContract {

  PostgresSlicesTest() {
    super(TestDatabase.POSTGRES);
  }
}
