package bank.withdrawals.job;

import bank.withdrawals.testing.TestDatabase;

/** The contract on PostgreSQL. */
class PostgresDecisionsTest extends DecisionsContract {

  PostgresDecisionsTest() {
    super(TestDatabase.POSTGRES);
  }
}
