package bank.withdrawals.run;

import bank.withdrawals.testing.TestDatabase;

/** The contract on PostgreSQL. */
class PostgresCheckTest extends CheckContract {

  PostgresCheckTest() {
    super(TestDatabase.POSTGRES);
  }
}
